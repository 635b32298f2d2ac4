"""What a called procedure's case and its caller do to each other, each thing once."""

from __future__ import annotations

import threading

import pytest

from engine import (
    BadDiagram,
    Case,
    Refused,
    Task,
    cancel_case,
    complete_task,
    start_case,
    switch_plugin,
    work_until_idle,
)
from engine.change import changing, changing_for
from engine.clock import at, now
from engine.database import on_postgresql
from engine.journal import history
from engine.models import Job
from engine.steps import close_tasks
from tests.bpmn.diagrams import Box, extensions, mapping, timer
from tests.engine.drawn import flow, published, task
from tests.engine.test_concurrency import at_once

MAPS = extensions(mapping("input", asked="n * 2"), mapping("output", answer="approved"))


def given(name: str) -> str:
    """What a start event says that the case begins with."""
    return extensions(mapping("input", **{name: name}))


def calling(binding: str = "latest", inner: str = MAPS, *before: str) -> Box:
    box = flow(*before, "c", "after", start=given("n")).node(
        "callActivity",
        "c",
        inner,
        calledElement="helper",
        gucheng_binding=binding,
        gucheng_role="grp_chief",
    )
    return task(box, "after")


def bordered(definition: str, **attributes: str) -> Box:
    box = calling().node("boundaryEvent", "b", definition, attachedToRef="c", **attributes)
    return task(box, "instead").node("endEvent", "f").chain("b", "instead", "f")


def helper(ending: str = "", before: str = "") -> Box:
    box = flow("look") if not before else flow("look", "throw", "rest")
    if before:
        box.node("intermediateThrowEvent", "throw", before)
        task(box, "rest")
    box.parts[1] = box.parts[1].replace("></bpmn:endEvent>", f">{ending}</bpmn:endEvent>")
    return task(box, "look")


def begin(town):
    return start_case("caller", town.place("CM-07"), town.who("李四"), {"n": 4})


def open_elements(case):
    rows = Task.select(Task.element).where(Task.case == case, Task.status == "open")
    return sorted(row.element for row in rows)


def child_of(case):
    return Case.get(Case.parent == case)


def done(town, case, element, **answers):
    row = Task.get(Task.case == case, Task.element == element, Task.status == "open")
    complete_task(row.id, town.who("李四"), answers)
    work_until_idle()


def deeds(case):
    return [line.deed for line in history(case)]


def test_what_would_come_back_to_itself_is_refused(town):
    with pytest.raises(BadDiagram):
        published(calling(), "caller")
    published(helper(), "helper")
    published(calling(), "caller")
    back = task(flow("look", "c"), "look")
    back.node("callActivity", "c", calledElement="caller", gucheng_role="grp_chief")
    with pytest.raises(BadDiagram) as bad:
        published(back, "helper")
    assert bad.value.problems[0].element == "c"
    with pytest.raises(BadDiagram):
        published(calling("version:2"), "caller")


def test_a_call_that_leaves_out_what_is_needed_is_refused(town):
    published(flow("x", start=given("wanted")).script("x", "{approved: wanted}"), "helper")
    with pytest.raises(BadDiagram) as bad:
        published(calling(), "caller")
    assert [(one.element, one.text.values["name"]) for one in bad.value.problems] == [
        ("c", "wanted")
    ]


def test_what_has_no_plain_start_cannot_be_called(town):
    signal = '<bpmn:signalEventDefinition signalRef="sig"/>'
    published(flow("x", start=signal).node("task", "x"), "helper")
    with pytest.raises(BadDiagram):
        published(calling(inner=""), "caller")


def test_a_called_case_gets_its_data_and_gives_its_own_back(town):
    published(helper(), "helper")
    published(calling(), "caller")
    case = begin(town)
    child = child_of(case)
    assert (child.status, child.parent_id, open_elements(case)) == ("open", case.id, [])
    assert open_elements(child) == ["look"]
    done(town, child, "look", approved=True)
    assert open_elements(case) == ["after"]
    assert deeds(case) == ["started", "called", "returned"]
    assert deeds(child) == ["started", "completed", "ended"]
    done(town, case, "after")
    assert Case.get_by_id(case.id).status == "ended"


def test_a_call_takes_the_newest_version_or_the_one_it_is_bound_to(town):
    first = published(helper(), "helper")
    published(calling("version:1"), "caller")
    second = published(task(flow("again"), "again"), "helper")
    assert child_of(begin(town)).version_id == first.id
    published(calling("latest"), "caller")
    assert child_of(begin(town)).version_id == second.id


def test_a_called_case_that_ends_at_once_comes_back_too(town):
    box = flow("x", start=given("asked")).script("x", "{approved: asked > 7}")
    published(box, "helper")
    published(calling(), "caller")
    case = begin(town)
    work_until_idle()
    assert (child_of(case).status, open_elements(case)) == ("ended", ["after"])


def test_an_error_takes_its_way_out_in_the_caller(town):
    error = '<bpmn:errorEventDefinition errorRef="err"/>'
    published(helper(error), "helper")
    published(bordered(error), "caller")
    case = begin(town)
    done(town, child_of(case), "look")
    assert open_elements(case) == ["instead"]
    assert (child_of(case).status, deeds(case)[-1]) == ("ended", "error")


def test_an_error_that_the_caller_does_not_handle_is_an_incident_of_it(town):
    published(helper('<bpmn:errorEventDefinition errorRef="err"/>'), "helper")
    published(calling(), "caller")
    case = begin(town)
    done(town, child_of(case), "look")
    job = Job.get(Job.kind == "called")
    assert (job.case_id, job.attempts) == (case.id, 1)
    assert Case.get_by_id(case.id).status == "open"


def test_an_escalation_is_heard_while_the_called_case_goes_on(town):
    escalation = '<bpmn:escalationEventDefinition escalationRef="esc"/>'
    published(helper(before=escalation), "helper")
    published(bordered(escalation, cancelActivity="false"), "caller")
    case = begin(town)
    child = child_of(case)
    done(town, child, "look")
    assert (open_elements(case), open_elements(child)) == (["instead"], ["rest"])
    done(town, child, "rest")
    assert open_elements(case) == ["after", "instead"]


def test_words_of_a_called_case_are_heard_in_their_order(town):
    escalation = '<bpmn:escalationEventDefinition escalationRef="esc"/>'
    published(helper(before=escalation), "helper")
    published(bordered(escalation, cancelActivity="false"), "caller")
    case = begin(town)
    child = child_of(case)
    for element in ("look", "rest"):
        row = Task.get(Task.case == child, Task.element == element)
        complete_task(row.id, town.who("李四"), {})
    first = Job.select().where(Job.kind == "called").order_by(Job.id).first()
    Job.update(priority=9).where(Job.id == first.id).execute()
    work_until_idle()
    assert open_elements(case) == ["after", "instead"]
    assert not Job.select().where(Job.kind == "called").exists()


def test_a_call_that_is_interrupted_ends_the_called_case(town):
    published(helper(), "helper")
    published(bordered(timer("P1D")), "caller")
    case = begin(town)
    child = child_of(case)
    with at(case.started_at.replace(year=case.started_at.year + 1)):
        work_until_idle()
    assert (open_elements(case), open_elements(child)) == (["instead"], [])
    assert Case.get_by_id(child.id).status == "cancelled"


def test_cancelling_reaches_what_was_called_and_only_from_above(town):
    published(helper(), "helper")
    published(calling(), "caller")
    case = begin(town)
    child = child_of(case)
    with pytest.raises(Refused):
        cancel_case(child.id, town.who("李四"), "mistaken")
    cancel_case(case.id, town.who("李四"), "mistaken")
    assert [Case.get_by_id(one.id).status for one in (case, child)] == ["cancelled"] * 2
    assert not Task.select().where(Task.status == "open").exists()


def test_where_the_called_plugin_is_off_the_office_does_it(town):
    published(helper(), "helper", plugin="repairs")
    published(calling(), "caller")
    switch_plugin(town.place("CM-07"), "repairs", on=False)
    case = begin(town)
    row = Task.get(Task.case == case)
    assert (row.element, row.roles, Case.select().count()) == ("c", ["grp_chief"], 1)
    complete_task(row.id, town.who("陈主任"), {})
    assert open_elements(case) == ["after"]


def test_a_called_case_keeps_the_plugins_of_its_caller(town):
    published(helper(), "helper", plugin="repairs")
    published(task(calling("latest", MAPS, "first"), "first"), "caller")
    case = begin(town)
    switch_plugin(town.place("CM-07"), "repairs", on=False)
    done(town, case, "first")
    child = child_of(case)
    assert child.plugins == case.plugins
    done(town, child, "look")
    assert "after" in open_elements(case)


def test_a_called_case_that_ends_while_its_caller_is_cancelled_waits_for_no_circle(town):
    """Both hold their own case and reach for the other's: one goes first, none is given up."""
    published(helper(), "helper")
    published(calling(), "caller")
    case = begin(town)
    child = child_of(case)
    row = Task.get(Task.case == child)
    held = threading.Barrier(2 if on_postgresql() else 1)  # SQLite lets one in at a time

    def end():
        with changing_for(row.id) as (change, task):
            held.wait()
            change.done.add(task.step)
            change.run.complete(task.step, {})

    def cancel():
        with changing(case.id) as change:
            held.wait()
            change.case.status, change.case.ended_at = "cancelled", now()
            close_tasks(change.case)

    results = at_once(end, cancel)
    assert not [one for one in results if isinstance(one, BaseException)]
    assert Case.get_by_id(case.id).status == "cancelled"
    assert Case.get_by_id(child.id).status in ("ended", "cancelled")
