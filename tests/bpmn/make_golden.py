"""Store a case in every state in which one can wait, for later releases to open and end.

    python -m tests.bpmn.make_golden

writes the stories of STORIES that tests/bpmn/golden has not. What is there is never written again:
golden files are added, never edited.
"""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from engine.bpmn import Run, Waiting, compile_process, end_stopped
from tests.bpmn.diagrams import process
from tests.bpmn.golden_stories import ROOTS, STORIES, Deed, Story, inside
from tests.bpmn.worlds import SmallWorld

FOLDER = Path(__file__).parent / "golden"


def do(run: Run, world: SmallWorld, deed: Deed) -> None:
    """Do one deed of a story to a case."""
    kind, element, data = deed
    if kind == "step":
        run.complete(next(step.id for step in run.steps if step.element == element), data)
    elif kind == "act":
        run.act_done(next(job.id for job in run.jobs if job.element == element), data)
    elif kind == "end":
        end_stopped(run, next(one.id for one in run.stopped if one.element == element))
    elif kind == "call":
        assert [call.element for call in run.new_calls()] == [element]
    elif kind == "return":
        run.call_returned(next(n for n in run.calls if run.element(n) == element), data)
    else:
        wait = next(wait for wait in run.waits if wait.element == element)
        if kind == "receive":
            run.receive(wait.id, data)
            return
        world.moment = max(world.moment, wait.due or world.moment) + timedelta(seconds=1)
        run.fire(wait.id)


def shown(run: Run) -> dict[str, Any]:
    """Return what is expected of a case that has been opened, as JSON holds it."""
    return {
        "steps": [[step.element, step.item, step.optional] for step in run.steps],
        "waits": [[w.element, w.kind, w.message, w.due and w.due.isoformat()] for w in run.waits],
        "tokens": run.tokens,
        "data": run.data,
        "ends": run.ends,
        "ended": run.ended,
    }


def world_of(off: list[str]) -> SmallWorld:
    world = SmallWorld(**{"core.ask": Waiting})
    world.off = set(off)
    return world


def make(name: str, story: Story) -> None:
    """Write one story's diagram, state and what is expected of it."""
    part = f'<bpmn:process id="part" isExecutable="false">{inside("a").xml()}</bpmn:process>'
    xml = process(story.box, ROOTS + (part if name == "called_in_the_file" else ""))
    world = world_of(list(story.off))
    run = Run.start(compile_process(xml), world, story.data)
    for deed in story.before:
        do(run, world, deed)
    state, opened = run.dump(), shown(run)
    then = []
    for deed in story.after:
        do(run, world, deed)
        then.append({"deed": deed, **shown(run)})
    assert run.ended, name
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.bpmn").write_bytes(xml)
    (FOLDER / f"{name}.state").write_bytes(state)
    text = json.dumps({"off": story.off, "opened": opened, "then": then}, ensure_ascii=False)
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def main() -> None:
    for name, story in STORIES.items():
        if not (FOLDER / f"{name}.state").exists():
            make(name, story)
            print(name)


if __name__ == "__main__":
    main()
