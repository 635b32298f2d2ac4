"""Cases that say the same: linked, merged with the earlier deadline, taken apart, never lost."""

from __future__ import annotations

from datetime import datetime

import pytest

from engine import (
    Case,
    Person,
    Refused,
    Task,
    Viewer,
    broken_links,
    cancel_case,
    community_of,
    complete_task,
    connect,
    db,
    forget_holders,
    forget_tree,
    link_cases,
    merge_case,
    resume_case,
    start_case,
    unlink_cases,
    unmerge_case,
    viewer_of,
    work_until_idle,
)
from engine.change import changing
from engine.clock import LOCAL, at
from engine.errors import NotFound
from engine.journal import history
from engine.merged import end_merged
from engine.operations.merge import alike_cases, joined, search_cases
from plugins.core.duplicates import shared_words
from tests.pages.conftest import PROBLEM, fill_desks

WEDNESDAY = datetime(2026, 3, 4, 9, tzinfo=LOCAL)
FRIDAY = datetime(2026, 3, 6, 9, tzinfo=LOCAL)
WHY = "同一盏灯"


@pytest.fixture
def desks(fresh):
    connect(fresh(fill_desks))
    db.connect()
    forget_tree()
    forget_holders()


def who(name: str) -> Viewer:
    return viewer_of(Person.get(Person.name == name))


def problem(moment: datetime = WEDNESDAY, place: str = "CM-07", **changed) -> Case:
    by = who("王秀兰" if place == "CM-07" else "周敏")
    answers = {**PROBLEM, "location": {"place": PROBLEM["location"]}, **changed}
    with at(moment):
        case = start_case("issue_loop", community_of(place), by, answers=answers)
        work_until_idle()
    return Case.get_by_id(case.id)


def merged(moment: datetime = FRIDAY) -> tuple[Case, Case]:
    """Return an early case that was merged into a later one."""
    early, late = problem(), problem(moment)
    with at(moment):
        merge_case(early.id, late.id, who("王秀兰"), WHY)
        work_until_idle()
    return Case.get_by_id(early.id), Case.get_by_id(late.id)


def whole() -> bool:
    return not any(list(broken_links(case)) for case in Case.select())


def deeds(case: Case) -> list[str]:
    return [line.deed for line in history(case)]


# -- what must not be -----------------------------------------------------------------------


def test_a_stranger_merges_nothing_and_nobody_merges_what_it_cannot_see(desks):
    one, other = problem(), problem(place="CM-08")
    with pytest.raises(NotFound):
        merge_case(one.id, other.id, who("王秀兰"), WHY)
    with pytest.raises(Refused):
        merge_case(one.id, problem().id, who("刘书记"), WHY)
    with pytest.raises(Refused):
        unmerge_case(one.id, who("王秀兰"), WHY)
    assert deeds(one)[-1] != "merged_into"


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_reason_is_needed(desks, reason):
    one, other = problem(), problem()
    with pytest.raises(Refused, match="理由"):
        merge_case(one.id, other.id, who("王秀兰"), reason)


def test_no_case_is_merged_into_itself_twice_or_in_a_chain(desks):
    early, late = merged()
    third, by = problem(FRIDAY), who("王秀兰")
    for case, into in ((late, late), (early, late), (third, early), (late, third)):
        with pytest.raises(Refused):
            merge_case(case.id, into.id, by, WHY)


def test_a_merged_case_cannot_be_worked_on_or_simply_resumed(desks):
    early, _ = merged()
    task = Task.get(Task.case == early, Task.status == "open")
    with pytest.raises(Refused):
        complete_task(task.id, who("王秀兰"), {"contacted_at": "2026-03-06T09:00+08:00"})
    with pytest.raises(Refused, match="并入"):
        resume_case(early.id, who("马指挥"), WHY)


# -- merging and taking apart ---------------------------------------------------------------


def test_the_earlier_deadline_is_kept_and_both_histories_tell(desks):
    early, late = merged()
    assert late.due_at == early.due_at
    assert early.suspended == "merged"
    assert deeds(early)[-1] == "merged_into"
    assert deeds(late)[-1] == "took_in"
    assert whole()


def test_a_later_deadline_moves_nothing(desks):
    early, late = problem(), problem(FRIDAY)
    before = early.due_at
    with at(FRIDAY):
        merge_case(late.id, early.id, who("王秀兰"), WHY)
        work_until_idle()
    assert Case.get_by_id(early.id).due_at == before


def test_taken_apart_each_has_its_own_deadline_and_goes_on(desks):
    late_due = problem(FRIDAY).due_at
    early, late = merged()
    with at(FRIDAY):
        unmerge_case(early.id, who("王秀兰"), "是两盏灯")
        work_until_idle()
    early, late = Case.get_by_id(early.id), Case.get_by_id(late.id)
    assert (early.suspended, late.due_at) == ("", late_due)
    assert deeds(early)[-2:] == ["merged_into", "unmerged"]
    assert deeds(late)[-2:] == ["took_in", "gave_back"]
    with at(FRIDAY):
        task = Task.get(Task.case == early, Task.status == "open")
        complete_task(task.id, who("王秀兰"), {"contacted_at": FRIDAY})
    assert whole()


def test_a_cancelled_case_lets_go_what_was_merged_into_it(desks):
    early, late = merged()
    with at(FRIDAY):
        cancel_case(late.id, who("王秀兰"), "登记错误")
        work_until_idle()
    early = Case.get_by_id(early.id)
    assert (early.status, early.suspended) == ("open", "")
    assert deeds(early)[-1] == "unmerged"


def test_what_was_merged_ends_with_the_case_that_took_it_in(desks):
    early, late = merged()
    with changing(late.id) as change:
        change.case.status, change.case.ended_at = "ended", FRIDAY
        end_merged(change.case)
    work_until_idle()
    early = Case.get_by_id(early.id)
    assert (early.status, early.outcome) == ("ended", "merged")
    assert deeds(early)[-1] == "ended_merged"
    assert Task.select().where(Task.case == early, Task.status == "open").count() == 0


def test_linked_cases_both_go_on_until_the_link_is_taken_away(desks):
    one, other = problem(), problem()
    by = who("王秀兰")
    link_cases(one.id, other.id, by, WHY)
    (row,) = joined(Case.get_by_id(one.id), by)
    assert (row.other, row.merged_into, row.took_in) == (other, False, False)
    unlink_cases(row.link.id, by, "不是一回事")
    assert joined(one, by) == []
    assert deeds(one)[-2:] == deeds(other)[-2:] == ["linked", "unlinked"]


# -- suggestions ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("漏水", "三楼漏水严重", ["漏水"]),
        ("楼道灯不亮", "楼道的灯不亮了", ["楼道", "灯不", "不亮"]),
        ("早市占道经营", "楼道灯不亮", []),
        ("", "楼道灯不亮", []),
    ],
)
def test_words_of_two_signs_are_found(one, other, shared):
    assert shared_words(one, other) == shared


def test_likely_cases_are_suggested_with_reasons_the_strongest_first(desks):
    case = problem()
    same = problem(contact="000-1111-2222")
    problem(
        title="早市占道经营",
        category="A01",
        description="摊位",
        location={"place": "西门"},
        contact="000-3333-4444",
    )
    beside = problem(place="CM-08")
    by = who("王秀兰")
    found = alike_cases(case, by)
    assert [one.case for one in found] == [same]
    words = [text.say("zh") for text in found[0].reasons]
    assert words[0] == "同一地点"
    assert words[-1] == "同一类别"
    assert beside in [one.case for one in alike_cases(case, who("马指挥"))]


def test_others_are_looked_for_by_words_within_what_one_may_see(desks):
    case, other, beside = problem(), problem(title="灯坏"), problem(place="CM-08", title="灯坏")
    assert search_cases(case, who("王秀兰"), "灯坏") == [other]
    assert set(search_cases(case, who("马指挥"), "灯坏")) == {other, beside}
    assert search_cases(case, who("王秀兰"), " ") == []
