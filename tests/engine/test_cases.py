"""What happens to a case from its start to its end."""

from __future__ import annotations

import pytest

from engine import (
    Case,
    Invalid,
    NotFound,
    Refused,
    Task,
    cancel_case,
    claim_task,
    complete_task,
    find_case,
    history,
    inbox,
    release_task,
    save_draft,
    start_case,
    work_until_idle,
)
from engine.models import CaseField, Event, Offer


def begin(town, who="李四", place="CM-07") -> Case:
    return start_case("repair", town.place(place), town.who(who))


def task_of(case, element) -> Task:
    return Task.get(Task.case == case, Task.element == element, Task.status == "open")


def test_who_holds_no_role_of_the_starters_cannot_start(town):
    with pytest.raises(Refused, match="岗位"):
        begin(town, "住户")
    assert not Case.select().exists()


def test_nobody_starts_a_case_in_a_community_that_is_not_its_own(town):
    with pytest.raises(Refused):
        begin(town, "李四", "CM-08")


def test_a_task_is_refused_to_who_has_not_its_role_there(town):
    case = begin(town)
    release_task(task_of(case, "inspect").id, town.who("李四"))
    with pytest.raises(Refused, match="没有这个岗位") as refusal:
        complete_task(task_of(case, "inspect").id, town.who("王五"), {"finding": "漏", "cost": 1})
    assert "grp_inspector" in str(refusal.value)


def test_bad_answers_come_back_all_at_once_and_change_nothing(town):
    case = begin(town)
    before = Case.get_by_id(case.id)
    with pytest.raises(Invalid) as invalid:
        complete_task(task_of(case, "inspect").id, town.who("李四"), {"cost": -1})
    assert {problem.field for problem in invalid.value.problems} == {"finding", "cost"}
    after = Case.get_by_id(case.id)
    assert (after.state, after.event_count) == (before.state, before.event_count)


def test_a_plugin_may_object_to_answers_that_pass_the_form(town):
    case = begin(town)
    with pytest.raises(Invalid, match="13"):
        complete_task(
            task_of(case, "inspect").id, town.who("李四"), {"finding": "漏水", "cost": 13}
        )


def test_a_plugin_may_refuse_a_person(town):
    case = begin(town)
    release_task(task_of(case, "inspect").id, town.who("李四"))
    with pytest.raises(Refused, match="停职"):
        complete_task(task_of(case, "inspect").id, town.who("张三"), {"finding": "漏水", "cost": 1})


def test_the_second_of_two_hears_who_was_first(town):
    case = begin(town)
    task = task_of(case, "inspect")
    complete_task(task.id, town.who("李四"), {"finding": "漏水", "cost": 6000})
    with pytest.raises(Refused, match="已由李四办理"):
        complete_task(task.id, town.who("李四"), {"finding": "漏水", "cost": 6000})


def test_a_task_claimed_by_one_is_refused_to_the_other(town):
    case = begin(town)
    with pytest.raises(Refused, match="已由李四认领"):
        claim_task(task_of(case, "inspect").id, town.who("赵六"))


def test_the_starter_goes_on_with_its_own_first_task(town):
    case = begin(town)
    task = task_of(case, "inspect")
    assert task.claimed_by.name == "李四"
    assert not Offer.select().exists()
    assert [row.task.id for row in inbox(town.who("李四"), "claimed").rows] == [task.id]
    assert inbox(town.who("赵六")).rows == []


def test_a_released_task_waits_for_all_who_hold_the_role_there(town):
    case = begin(town)
    task = task_of(case, "inspect")
    save_draft(task.id, town.who("李四"), {"finding": "漏"})
    release_task(task.id, town.who("李四"))
    assert [row.task.id for row in inbox(town.who("赵六")).rows] == [task.id]
    assert inbox(town.who("王五")).rows == []
    assert Task.get_by_id(task.id).draft == {"finding": "漏"}


def test_a_costly_repair_waits_for_the_chief_and_a_small_one_does_not(town):
    costly, small = begin(town), begin(town)
    complete_task(
        task_of(costly, "inspect").id, town.who("李四"), {"finding": "漏水", "cost": 6000}
    )
    complete_task(task_of(small, "inspect").id, town.who("李四"), {"finding": "灯", "cost": 20})
    waiting = [row.task.case_id for row in inbox(town.who("陈主任")).rows]
    assert waiting == [costly.id]
    assert Case.get_by_id(small.id).title == "维修：灯"


def test_a_case_runs_to_its_end_through_an_outside_action_and_a_message(town):
    from engine.bpmn import Thrown
    from engine.messages import post

    case = begin(town)
    complete_task(task_of(case, "inspect").id, town.who("李四"), {"finding": "灯", "cost": 20})
    work_until_idle()  # the outside action
    case = Case.get_by_id(case.id)
    assert not case.ended
    post(case, Thrown("msg.repair.delivered", None, case.number, {"parts": 3}, ""))
    work_until_idle()
    case = Case.get_by_id(case.id)
    assert (case.status, case.outcome) == ("ended", "repaired")
    deeds = [line.deed for line in history(case)]
    assert deeds == [
        "started",
        "completed",
        "decided",
        "acted",
        "acted",
        "received",
        "ended",
    ]


def test_the_history_tells_which_rule_fired_and_why(town):
    case = begin(town)
    complete_task(task_of(case, "inspect").id, town.who("李四"), {"finding": "漏水", "cost": 6000})
    decided = next(line for line in history(case) if line.deed == "decided")
    assert decided.values["rules"] == [{"rule": 1, "notes": ["[P] 2026-01-01"]}]
    assert decided.values["value"] is True


def test_the_inspector_may_not_approve_its_own_inspection(town):
    from engine import give_role

    case = begin(town)
    complete_task(task_of(case, "inspect").id, town.who("李四"), {"finding": "漏水", "cost": 6000})
    give_role(town.who("李四").person, "grp_chief", town.place("SD-GC"))
    with pytest.raises(Refused, match="回避"):
        complete_task(task_of(case, "approve").id, town.who("李四"), {"approved": True})


def test_indexed_answers_are_found_beside_the_state(town):
    case = begin(town)
    complete_task(task_of(case, "inspect").id, town.who("李四"), {"finding": "漏水", "cost": 99.5})
    found = {row.key: row.text or row.number for row in CaseField.select()}
    assert found["finding"] == "漏水"
    assert float(found["cost"]) == 99.5


def test_only_the_starter_cancels_and_says_why(town):
    case = begin(town)
    with pytest.raises(Refused):
        cancel_case(case.id, town.who("赵六"), "误报")
    with pytest.raises(Refused, match="理由"):
        cancel_case(case.id, town.who("李四"), " ")
    cancel_case(case.id, town.who("李四"), "误报")
    assert Case.get_by_id(case.id).status == "cancelled"
    assert inbox(town.who("李四"), "claimed").rows == []


def test_a_task_that_is_not_there_is_not_found(town):
    with pytest.raises(NotFound):
        complete_task(987654, town.who("李四"), {})


def test_a_case_of_another_community_does_not_exist_for_others(town):
    case = begin(town)
    with pytest.raises(NotFound):
        find_case(case.id, town.who("王五"))
    assert find_case(case.id, town.who("陈主任")).id == case.id


def test_plugins_are_told_after_the_commit_and_their_failure_stops_nobody(town):
    from gucheng_plugin_repairs.plugin import heard

    heard.clear()
    case = begin(town)
    complete_task(task_of(case, "inspect").id, town.who("李四"), {"finding": "漏水", "cost": 6000})
    complete_task(task_of(case, "approve").id, town.who("陈主任"), {"approved": False})
    assert heard == [
        ("ready", "inspect"),
        ("completed", "inspect"),
        ("ready", "approve"),
        ("completed", "approve"),
        ("ended", case.number),
    ]
    assert Event.select().where(Event.case == case).count() == Case.get_by_id(case.id).event_count
