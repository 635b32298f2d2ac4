"""All that the house ships is sound: diagrams linted, names resolved, scenarios played."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from click.testing import CliRunner

from admin.command import main
from engine import registry


@pytest.fixture(autouse=True)
def only_the_house(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let no plugin of other tests be there."""
    monkeypatch.setattr(registry, "_folders", [])
    registry.forget_plugins()
    yield
    monkeypatch.undo()
    registry.forget_plugins()


def test_everything_shipped_is_sound_and_every_scenario_comes_true() -> None:
    result = CliRunner().invoke(main, ["check", "--json"])
    report = json.loads(result.stdout)
    assert result.exit_code == 0, result.output
    assert (report["lint_errors"], report["unresolved"]) == (0, 0)
    assert set(report["coverage"]) >= {"core_issue_intake", "core_publicity", "issue_loop"}
    assert set(report["coverage"].values()) == {100.0}


def test_a_bad_third_party_plugin_is_named_and_the_rest_goes_on(tmp_path) -> None:
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "plugin.py").write_text("raise RuntimeError('no')")
    words = ["check", "--json", "--only", "x", "--plugins", str(tmp_path)]
    assert json.loads(CliRunner().invoke(main, words).stdout)["procedures"] >= 3
