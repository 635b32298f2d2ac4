"""A suspended case stands still whatever comes, and nothing of it is lost."""

from __future__ import annotations

import pytest

from engine import (
    Case,
    Job,
    Refused,
    Task,
    cancel_case,
    claim_task,
    complete_task,
    history,
    release_task,
    resume_case,
    resume_procedure,
    save_draft,
    start_case,
    startable,
    suspend_case,
    suspend_procedure,
    work_until_idle,
)
from engine.bpmn import Thrown
from engine.messages import post
from engine.models import Message, Suspension
from tests.bpmn.diagrams import Box, timer
from tests.operations.cases import (
    MESSAGE,
    assert_whole,
    done,
    later,
    opened,
    published,
    run_of,
    task_of,
    tasks,
    user,
)


def plain() -> Box:
    return user(Box().node("startEvent", "s"), "a", "b").node("endEvent", "e").chain(*"sabe")


def waiting(definition: str) -> Box:
    box = Box().node("startEvent", "s").node("intermediateCatchEvent", "w", definition)
    return user(box, "a").node("endEvent", "e").chain(*"swae")


@pytest.mark.parametrize("name", ["李四", "王五", "外来主任", "管理员"])
def test_who_does_not_lead_there_suspends_nothing(town, name):
    case = opened(town, plain())
    with pytest.raises(Refused, match="岗位"):
        suspend_case(case.id, town.who(name), "因故")
    assert Case.get_by_id(case.id).suspended == ""


def test_a_reason_must_be_given(town):
    case = opened(town, plain())
    for deed in (suspend_case, resume_case):
        with pytest.raises(Refused, match="理由"):
            deed(case.id, town.who("陈主任"), "  ")


def test_nothing_can_be_done_to_the_tasks_of_a_suspended_case(town):
    case = opened(town, plain())
    suspend_case(case.id, town.who("陈主任"), "等待补件")
    task, by = task_of(case, "a"), town.who("李四")
    for deed in (
        lambda: complete_task(task.id, by, {}),
        lambda: claim_task(task.id, by),
        lambda: release_task(task.id, by),
    ):
        with pytest.raises(Refused, match="暂停"):
            deed()
    save_draft(task.id, by, {"x": 1})
    assert Task.get_by_id(task.id).draft == {"x": 1}
    assert_whole(case)


def test_a_case_is_not_suspended_twice_nor_resumed_when_it_goes_on(town):
    case, by = opened(town, plain()), town.who("陈主任")
    with pytest.raises(Refused, match="没有暂停"):
        resume_case(case.id, by, "好了")
    suspend_case(case.id, by, "一")
    with pytest.raises(Refused, match="已经暂停"):
        suspend_case(case.id, by, "二")


def test_a_resumed_case_goes_on_and_tells_of_it(town):
    case, by = opened(town, plain()), town.who("陈主任")
    suspend_case(case.id, by, "等待补件")
    resume_case(case.id, by, "已补件")
    done(town, case, "a", "b")
    told = [(line.deed, line.values.get("reason")) for line in history(case)]
    assert ("suspended", "等待补件") in told
    assert ("resumed", "已补件") in told
    assert Case.get_by_id(case.id).status == "ended"
    assert_whole(case)


def test_a_timer_due_meanwhile_rings_at_the_resumption_and_not_before(town):
    case = opened(town, waiting(timer("PT1H")))
    suspend_case(case.id, town.who("陈主任"), "因故")
    with later(hours=2):
        work_until_idle()
        assert Job.get(Job.case == case).status == "held"
        assert tasks(case) == []
        work_until_idle()
        assert tasks(case) == []
        resume_case(case.id, town.who("陈主任"), "好了")
        work_until_idle()
    assert tasks(case) == ["a"]
    assert_whole(case)


def test_a_timer_not_due_before_the_resumption_keeps_its_time(town):
    case = opened(town, waiting(timer("PT3H")))
    suspend_case(case.id, town.who("陈主任"), "因故")
    resume_case(case.id, town.who("陈主任"), "好了")
    with later(hours=2):
        work_until_idle()
    assert tasks(case) == []
    with later(hours=4):
        work_until_idle()
    assert tasks(case) == ["a"]


def test_a_message_waits_for_the_resumption(town):
    case = opened(town, waiting(MESSAGE))
    suspend_case(case.id, town.who("陈主任"), "因故")
    post(case, Thrown("msg.ask", None, case.number, {"said": 1}, "w"))
    work_until_idle()
    assert (tasks(case), Message.get().status) == ([], "waiting")
    resume_case(case.id, town.who("陈主任"), "好了")
    work_until_idle()
    assert (tasks(case), Message.get().status) == (["a"], "delivered")
    assert run_of(case).data["said"] == 1
    assert_whole(case)


def test_the_result_of_an_action_outside_waits_for_the_resumption(town):
    box = Box().node("startEvent", "s")
    box.raw(
        '<bpmn:serviceTask id="c" gucheng:action="repairs.fetch_price"><bpmn:extensionElements>'
        '<gucheng:input target="cost" source="7"/></bpmn:extensionElements></bpmn:serviceTask>'
    )
    user(box, "a").node("endEvent", "e").chain(*"scae")
    case = opened(town, box)
    suspend_case(case.id, town.who("陈主任"), "因故")
    work_until_idle()
    assert tasks(case) == []
    resume_case(case.id, town.who("陈主任"), "好了")
    work_until_idle()
    assert (tasks(case), run_of(case).data["price"]) == (["a"], 14)
    assert_whole(case)


def test_a_suspended_case_can_be_cancelled_by_who_leads_and_leaves_nothing(town):
    case = opened(town, waiting(timer("PT1H")))
    suspend_case(case.id, town.who("陈主任"), "因故")
    with later(hours=2):
        work_until_idle()
    cancel_case(case.id, town.who("陈主任"), "不办了")
    assert_whole(case)


def test_a_stranger_does_not_stop_a_procedure(town):
    opened(town, plain())
    for name in ("李四", "外来主任"):
        with pytest.raises(Refused, match="岗位"):
            suspend_procedure("proc", town.who(name), "因故")


def test_a_suspended_procedure_is_not_started_and_its_cases_stand_still(town):
    case = opened(town, plain())
    suspend_procedure("proc", town.who("管理员"), "表单有误")
    assert all(one.procedure.key != "proc" for one in startable(town.who("李四")))
    with pytest.raises(Refused, match="暂停"):
        start_case("proc", town.place("CM-07"), town.who("李四"))
    with pytest.raises(Refused, match="暂停"):
        done(town, case, "a")
    with pytest.raises(Refused, match="整个流程"):
        resume_case(case.id, town.who("陈主任"), "好了")


def test_a_resumed_procedure_goes_on_but_for_what_was_suspended_alone(town):
    one = opened(town, waiting(timer("PT1H")))
    two = opened(town)
    suspend_case(two.id, town.who("陈主任"), "单独暂停")
    suspend_procedure("proc", town.who("管理员"), "表单有误")
    with later(hours=2):
        work_until_idle()
        assert (tasks(one), tasks(two)) == ([], [])
        resume_procedure("proc", town.who("管理员"), "已改好")
        work_until_idle()
        assert (tasks(one), tasks(two)) == (["a"], [])
        resume_case(two.id, town.who("陈主任"), "好了")
        work_until_idle()
    assert tasks(two) == ["a"]
    held = Suspension.get()
    assert (held.reason, held.end_reason) == ("表单有误", "已改好")
    for case in (one, two):
        assert_whole(case)


def test_a_case_suspended_alone_stays_so_while_its_procedure_is(town):
    case = opened(town, plain())
    suspend_case(case.id, town.who("陈主任"), "单独暂停")
    suspend_procedure("proc", town.who("管理员"), "表单有误")
    resume_case(case.id, town.who("陈主任"), "好了")
    assert Case.get_by_id(case.id).suspended == "procedure"
    resume_procedure("proc", town.who("管理员"), "已改好")
    done(town, case, "a")


def test_a_message_that_starts_a_suspended_procedure_starts_it_when_it_is_resumed(town):
    sender = opened(town, plain())
    box = Box().node("startEvent", "s", '<bpmn:messageEventDefinition messageRef="ask"/>')
    published(user(box, "a").node("endEvent", "e").chain(*"sae"), key="other")
    suspend_procedure("other", town.who("管理员"), "表单有误")
    post(sender, Thrown("msg.ask", "other", None, {}, "a"))
    work_until_idle()
    assert Case.select().count() == 1
    resume_procedure("other", town.who("管理员"), "已改好")
    work_until_idle()
    assert Case.select().count() == 2
