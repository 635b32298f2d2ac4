"""Scenarios say what those in charge do, and fail where they may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.demo import load_organisation
from engine.scenarios import ScenarioFailed, play, read_scenarios

BEGIN = """
scenario: 从外面处置
given community CM-07, now 2026-03-04 09:00
start issue_loop as grp_community_committee: title="楼道灯不亮", category=C02
"""


@pytest.fixture
def played(sample_plugins, fresh, tmp_path: Path):
    from engine import connect, db, forget_holders, forget_tree, migrate, publish_files
    from engine.database import disconnect

    def fill_demo_people(url: str) -> None:
        connect(url)
        db.connect()
        migrate()
        publish_files()
        load_organisation()
        disconnect()

    connect(fresh(fill_demo_people))
    db.connect()
    forget_tree()
    forget_holders()

    def one(lines: str) -> None:
        path = tmp_path / "deeds.scenario"
        path.write_text(BEGIN + lines, "utf-8")
        play(read_scenarios(path)[0])

    return one


def test_a_scenario_fails_where_the_deed_is_refused(played) -> None:
    with pytest.raises(ScenarioFailed, match="岗位"):
        played("suspend case as grp_community_committee: 因故\n")
    with pytest.raises(ScenarioFailed, match="没有暂停"):
        played("resume case as grp_cmd_chief: 好了\n")
    with pytest.raises(ScenarioFailed, match="what, as whom"):
        played("suspend it\n")


def test_a_scenario_suspends_resumes_moves_and_begins_again(played) -> None:
    played(
        "suspend case as grp_cmd_chief: 等街道意见\n"
        'refuse "受理并联系居民" as grp_community_committee because "暂停"\n'
        "resume case as grp_cmd_chief: 意见已到\n"
        'move "受理并联系居民" to "反馈居民" as grp_cmd_chief: 已在现场解决\n'
        'expect task "反馈居民" for grp_community_committee\n'
        'move "反馈居民" to "受理并联系居民" as grp_cmd_chief: 还没有解决\n'
        'expect task "受理并联系居民" for grp_community_committee\n'
    )
