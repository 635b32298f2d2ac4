"""AT-12 of DOMAIN §13: switching a system off, and who sees what, on both databases.

Family ethos and enforcement are not there yet: community autonomy stands for the first; that a
message to it (M25) becomes a task for the culture staff is told as the scenario of persuasion does.
The branch that is offline comes with enforcement (P8.1).
"""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from engine import (
    LOCAL,
    Account,
    Case,
    NotFound,
    Refused,
    Task,
    Viewer,
    Wanted,
    claim_task,
    community_of,
    complete_task,
    find_case,
    find_ledger,
    inbox,
    indicators_for,
    ledger_page,
    ledger_rows,
    ledgers_for,
    search_cases,
    start_case,
    startable,
    switch_plugin,
    viewer_of,
    work_until_idle,
)
from engine.checks import scenario_calendars
from engine.clock import at
from engine.scenarios import play, read_scenarios

HERE = Path(__file__).parent
PERSUASION = HERE.parents[2] / "workflows" / "community_autonomy" / "persuasion.scenario"
APRIL = datetime(2026, 4, 1, 9, tzinfo=LOCAL)
TOLD = [*read_scenarios(HERE / "at12.scenario")]
BY_HAND = [
    one
    for one in read_scenarios(PERSUASION)
    if any("人工登记服务时间" in line.rest for line in one.lines)
][:1]


def who(username: str) -> Viewer:
    return viewer_of(Account.get(Account.username == username).person)


@pytest.fixture
def eight() -> Viewer:
    return who("tang.xiulan")  # residents' committee of CM-08


def problem(place: str, username: str, title: str) -> Case:
    data = {"title": title, "category": "C02", "location": {"place": title}}
    case = start_case("issue_loop", community_of(place), who(username), data)
    work_until_idle()
    return case


@pytest.mark.parametrize("told", [*TOLD, *BY_HAND], ids=lambda told: told.title)
def test_what_runs_is_finished_and_what_is_sent_is_done_by_hand(demo: None, told: Any) -> None:
    play(told, scenario_calendars())


@pytest.mark.parametrize("plugin", ["party_lead", "core"])
@pytest.mark.parametrize("place", ["SD-GC", "CM-08"])
def test_what_leads_all_systems_cannot_be_switched_off(demo: None, plugin: str, place: str) -> None:
    with pytest.raises(Refused, match="任何社区都不能停用"):
        switch_plugin(community_of(place), plugin, False)


def test_switched_off_menu_ledgers_and_figures_are_gone_there_and_nowhere_else(
    demo: None, eight: Viewer
) -> None:
    switch_plugin(community_of("CM-08"), "community_autonomy", False)
    nine = who("guo.yumei")
    for viewer, there in ((eight, False), (nine, True)):
        kept = {
            "menu": any(one.procedure.key == "issue_loop" for one in startable(viewer)),
            "ledgers": any(one.plugin == "community_autonomy" for one in ledgers_for(viewer)),
            "figures": any(one.plugin == "community_autonomy" for one in indicators_for(viewer)),
        }
        assert set(kept.values()) == {there}, kept


def test_nobody_of_one_community_finds_a_record_of_another(demo: None, eight: Viewer) -> None:
    with at(APRIL):
        mine = problem("CM-08", "tang.xiulan", "八社区的楼道灯")
        other = problem("CM-09", "guo.yumei", "九社区的楼道灯")
        seen = {row.case for tab in ("todo", "claimed", "done") for row in inbox(eight, tab).rows}
        assert mine in seen
        assert other not in seen
        assert [row.case for row in inbox(eight, "claimed", search="楼道灯").rows] == [mine]
        assert search_cases(mine, eight, "楼道灯") == []
        issues = find_ledger("core.issues", eight)
        page, count = ledger_page(eight, issues, Wanted(words="楼道灯"))
        assert ([row.record.title for row in page.rows], count) == (["八社区的楼道灯"], 1)
        assert [row.record.title for row in ledger_rows(eight, issues, Wanted())] == [
            "八社区的楼道灯"
        ]
        assert ledger_page(eight, issues, Wanted(community="CM-09"))[1] == 0
        with pytest.raises(NotFound):
            find_case(other.id, eight)
        task = Task.get(Task.case == other)
        for deed in (claim_task, lambda number, by: complete_task(number, by, {})):
            with pytest.raises((NotFound, Refused)):
                deed(task.id, eight)


def test_the_big_committee_reads_its_three_communities_and_changes_nothing(demo: None) -> None:
    with at(APRIL):
        case = problem("CM-02", committee("CM-02"), "滨和园二社区的楼道灯")
        outside = problem("CM-08", "tang.xiulan", "八社区的楼道灯")
        member = who("yang.hongbing")
        assert find_case(case.id, member) == case
        with pytest.raises(NotFound):
            find_case(outside.id, member)
        issues = find_ledger("core.issues", member)
        assert [row.record.title for row in ledger_rows(member, issues, Wanted())] == [case.title]
        task = Task.get(Task.case == case)
        with pytest.raises(Refused):
            claim_task(task.id, member)
        with pytest.raises(Refused):
            complete_task(task.id, member, {})
        assert "issue_loop" not in {one.procedure.key for one in startable(member)}


def committee(place: str) -> str:
    from engine.models import Holding

    row = Holding.get(
        Holding.role == "grp_community_committee", Holding.community == community_of(place)
    )
    return str(Account.get(Account.person == row.person).username)
