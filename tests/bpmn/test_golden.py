"""States that earlier releases stored open and end as they would have then."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.bpmn import Run, compile_process
from tests.bpmn.golden_stories import STORIES
from tests.bpmn.make_golden import FOLDER, do, shown, world_of

FILES = sorted(FOLDER.glob("*.state"))


def test_every_kind_of_waiting_has_a_golden_file() -> None:
    assert {path.stem for path in FILES} >= set(STORIES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_stored_case_opens_and_ends(path: Path) -> None:
    story = json.loads(path.with_suffix(".json").read_text("utf-8"))
    definition = compile_process(path.with_suffix(".bpmn").read_bytes())
    world = world_of(story["off"])
    run = Run.restore(definition, path.read_bytes(), world)
    assert as_json(run) == story["opened"]
    for then in story["then"]:
        do(run, world, then.pop("deed"))
        assert as_json(run) == then
        run = Run.restore(definition, run.dump(), world)
        assert as_json(run) == then
    assert run.ended


def as_json(run: Run) -> object:
    return json.loads(json.dumps(shown(run)))
