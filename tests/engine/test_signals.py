"""A signal reaches every case that waits for it on its branch of the tree, each once."""

from __future__ import annotations

from engine import Case, Task, complete_task, start_case, work_until_idle
from engine.bpmn import Thrown
from engine.journal import history
from engine.messages import post
from engine.models import Job, Message, Procedure
from tests.bpmn.diagrams import Box
from tests.engine.drawn import flow, published, task

STORM = '<bpmn:signalEventDefinition signalRef="sig"/>'


def throwing() -> Box:
    return task(flow("u", "throw"), "u").node("intermediateThrowEvent", "throw", STORM)


def catching() -> Box:
    return task(flow("catch", "after"), "after").node("intermediateCatchEvent", "catch", STORM)


def counting() -> Box:
    """A task, and a sub-process beside it that each storm starts."""
    handler = task(flow("act", start=STORM), "act")
    inside = handler.xml().replace('id="s"', 'id="hs" isInterrupting="false"')
    inside = inside.replace('sourceRef="s"', 'sourceRef="hs"').replace('"e"', '"he"')
    box = task(flow("u"), "u")
    return box.node("subProcess", "h", inside, triggeredByEvent="true")


def begin(town, key, place="CM-07", who="李四"):
    return start_case(key, town.place(place), town.who(who))


def elements(case):
    rows = Task.select(Task.element).where(Task.case == case, Task.status == "open")
    return sorted(row.element for row in rows)


def throw(town, place="CM-07", who="李四"):
    case = begin(town, "throwing", place, who)
    complete_task(Task.get(Task.case == case, Task.element == "u").id, town.who(who), {})
    return case


def test_a_signal_is_not_heard_beside_its_branch_nor_before_its_time(town):
    published(throwing(), "throwing")
    published(catching(), "catching")
    beside = begin(town, "catching", "CM-08", "王五")
    throw(town)
    late = begin(town, "catching")
    work_until_idle()
    assert (elements(beside), elements(late)) == ([], [])


def test_every_case_on_the_branch_hears_it_once(town):
    published(throwing(), "throwing")
    published(catching(), "catching")
    published(counting(), "counting")
    waiting = [begin(town, "catching") for _ in range(3)]
    above = begin(town, "catching", "SD-GC", "陈主任")
    beside = begin(town, "counting")
    throw(town)
    assert Job.select().where(Job.kind == "signal").count() == 5
    work_until_idle()
    assert [elements(case) for case in (*waiting, above)] == [["after"]] * 4
    assert elements(beside) == ["act", "u"]
    assert [line.deed for line in history(waiting[0])] == ["started", "heard"]
    throw(town)
    work_until_idle()
    assert elements(beside) == ["act", "act", "u"]


def test_what_the_subdistrict_throws_is_heard_in_every_community(town):
    published(throwing(), "throwing")
    published(catching(), "catching")
    seven = begin(town, "catching")
    eight = begin(town, "catching", "CM-08", "王五")
    case = begin(town, "throwing", "SD-GC", "陈主任")
    row = Task.get(Task.case == case)
    Task.update(claimed_by=town.who("陈主任").person).where(Task.id == row.id).execute()
    complete_task(row.id, town.who("陈主任"), {})
    work_until_idle()
    assert (elements(seven), elements(eight)) == (["after"], ["after"])


def test_a_signal_starts_a_case_where_it_was_thrown(town):
    published(throwing(), "throwing")
    published(task(flow("u", start=STORM), "u"), "starting")
    thrower = throw(town)
    work_until_idle()
    [started] = Case.select().where(Case.parent == thrower)
    assert (started.procedure.key, started.community.code) == ("starting", "CM-07")
    assert elements(started) == ["u"]


def test_cases_that_wake_one_another_without_end_are_stopped(town):
    published(throwing(), "throwing")
    published(flow("x", start=STORM).node("intermediateThrowEvent", "x", STORM), "echo")
    throw(town)
    work_until_idle()
    echoes = Procedure.select().where(Procedure.key == "echo")
    assert Case.select().where(Case.procedure.in_(echoes)).count() < 30
    assert Job.select().where(Job.kind == "signal_start").count() == 1


def test_a_message_of_the_same_name_is_no_signal(town):
    published(catching(), "catching")
    case = begin(town, "catching")
    post(case, Thrown("storm", None, None, {}, ""))
    work_until_idle()
    assert (elements(case), Message.get().status) == ([], "waiting")
