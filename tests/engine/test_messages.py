"""What one case says to another arrives once, also when nobody listens yet."""

from __future__ import annotations

from engine import Case, complete_task, start_case, work_until_idle
from engine.bpmn import Thrown
from engine.messages import answer_disabled, opens_in, payload_of, post
from engine.models import Message, Task, Wait


def begin(town):
    return start_case("repair", town.place("CM-07"), town.who("李四"))


def inspected(town, case):
    task = Task.get(Task.case == case)
    complete_task(task.id, town.who("李四"), {"finding": "灯", "cost": 20})
    work_until_idle()


def delivered(case):
    return Thrown("msg.repair.delivered", None, case.number, {"parts": 3}, "")


def test_a_message_about_another_case_is_not_taken(town):
    one, other = begin(town), begin(town)
    inspected(town, one)
    post(other, delivered(other))
    work_until_idle()
    assert not Case.get_by_id(one.id).ended
    assert Message.get().status == "waiting"


def test_a_message_that_comes_too_early_waits_for_its_listener(town):
    case = begin(town)
    post(case, delivered(case))
    work_until_idle()
    assert Message.get().status == "waiting"
    inspected(town, case)
    assert Case.get_by_id(case.id).outcome == "repaired"
    assert Message.get().status == "delivered"


def test_a_message_sent_twice_is_taken_once(town):
    case = begin(town)
    inspected(town, case)
    post(case, delivered(case))
    post(case, delivered(case))
    work_until_idle()
    assert sorted(row.status for row in Message.select()) == ["delivered", "waiting"]


def test_a_message_to_a_procedure_that_is_not_there_is_answered(town):
    case = begin(town)
    post(case, Thrown("msg.issue.routed", "no_such_procedure", case.number, {}, "x"))
    work_until_idle()
    answer = Message.get(Message.name == "msg.core.plugin_disabled")
    assert answer.correlation == case.number
    assert Message.get(Message.name == "msg.issue.routed").status == "refused"


def test_who_waits_to_hear_of_one_of_several_messages_is_told_which_was_refused(town):
    case, off = begin(town), "msg.core.plugin_disabled"
    Wait.create(case=case, wait=99, element="x", kind="message", message=off, correlation="a-1")
    for about in ("a-1", "a-2"):
        post(case, Thrown("msg.aid.asked", "no_such_procedure", about, {}, "x"))
        answer_disabled(Message.get(Message.correlation == about))
    answers = Message.select().where(Message.name == off).order_by(Message.id)
    assert [row.correlation for row in answers] == ["a-1", case.number]


def test_a_message_opens_its_case_where_the_throw_says(town):
    case = begin(town)
    post(case, Thrown("msg.repair.asked", None, "x", {}, "", "CM-08"))
    assert opens_in(Message.get(Message.place == "CM-08")).code == "CM-08"
    post(case, Thrown("msg.repair.asked", "no_such_procedure", case.number, {}, "", "CM-08"))
    work_until_idle()
    answer = Message.get(Message.name == "msg.core.plugin_disabled")
    assert payload_of(answer)["disabled_community"] == "CM-08"


def test_a_message_whose_place_is_unknown_stays_with_its_sender(town):
    case = begin(town)
    post(case, Thrown("msg.repair.asked", None, "x", {}, "", "CM-99"))
    assert opens_in(Message.get(Message.place == "CM-99")).code == "CM-07"
