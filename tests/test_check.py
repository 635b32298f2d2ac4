"""All that the house ships is sound: diagrams linted, names resolved, scenarios played."""

from __future__ import annotations

import json

from click.testing import CliRunner

from admin.command import main


def test_everything_shipped_is_sound_and_every_scenario_comes_true() -> None:
    result = CliRunner().invoke(main, ["check", "--json"])
    report = json.loads(result.stdout)
    assert result.exit_code == 0, result.output
    assert (report["lint_errors"], report["unresolved"]) == (0, 0)
    assert set(report["coverage"]) >= {"core_issue_intake", "core_publicity", "issue_loop"}
    assert set(report["coverage"].values()) == {100.0}


def test_a_bad_third_party_plugin_is_named_and_the_rest_goes_on(tmp_path) -> None:
    from engine import registry

    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "plugin.py").write_text("raise RuntimeError('no')")
    try:
        result = CliRunner().invoke(
            main, ["check", "--json", "--only", "x", "--plugins", str(tmp_path)]
        )
        assert json.loads(result.stdout)["procedures"] >= 3
    finally:
        registry._folders.remove(tmp_path.resolve())
        registry.forget_plugins()
