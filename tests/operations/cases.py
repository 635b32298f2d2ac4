"""Cases of small diagrams in a town, and what must hold of every case after every deed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from engine import (
    Case,
    Job,
    Procedure,
    ProcedureVersion,
    Task,
    clock,
    complete_task,
    start_case,
    work_until_idle,
)
from engine.bpmn import Run, compile_process
from engine.calendars import calendar_of
from engine.journal import broken_links
from engine.models import Incident, Offer, Wait
from engine.procedures import definition_of
from engine.world import CaseWorld
from tests.bpmn.diagrams import Box, process
from tests.engine.conftest import Town

ROOTS = (
    '<bpmn:error id="the_error" errorCode="E1"/><bpmn:message id="ask" name="msg.ask"/>'
    '<bpmn:signal id="alarm" name="alarm"/>'
)
ERROR_END = '<bpmn:errorEventDefinition errorRef="the_error"/>'
MESSAGE = '<bpmn:messageEventDefinition messageRef="ask" gucheng:correlation="case.number"/>'
HELD = {
    "gucheng_starters": "grp_inspector",
    "gucheng_plugin": "repairs",
    "name": "试验",
}


def user(box: Box, *ids: str, inner: str = "", **more: str) -> Box:
    for id in ids:
        box.node("userTask", id, inner, gucheng_role="grp_inspector", **more)
    return box


def published(box: Box, roots: str = ROOTS, key: str = "proc") -> ProcedureVersion:
    """Store a diagram as the next version of a procedure, not judged by the rules of the house."""
    xml = process(box, roots, key, **HELD)
    compile_process(xml)
    procedure, _ = Procedure.get_or_create(key=key, defaults={"plugin": "repairs", "name": "试验"})
    last = procedure.versions.count()
    return ProcedureVersion.create(
        procedure=procedure, number=last + 1, xml=xml.decode(), sha256="", source="designer"
    )


def opened(town: Town, box: Box | None = None, key: str = "proc", **data: Any) -> Case:
    if box is not None:
        published(box, key=key)
    return start_case(key, town.place("CM-07"), town.who("李四"), data)


def run_of(case: Case) -> Run:
    row = Case.get_by_id(case.id)
    world = CaseWorld(row, "repairs", calendar_of(row.community_id))
    return Run.restore(definition_of(row.version_id), bytes(row.state), world)


def at(case: Case, element: str) -> int:
    """Return the number of the token that stands at an element."""
    from engine.bpmn import standing

    return next(one.id for one in standing(run_of(case)) if one.element == element)


def tasks(case: Case) -> list[str]:
    rows = Task.select().where(Task.case == case, Task.status == "open").order_by(Task.id)
    return [row.element for row in rows]


def task_of(case: Case, element: str) -> Task:
    return Task.get(Task.case == case, Task.element == element, Task.status == "open")


def done(town: Town, case: Case, *elements: str, **answers: Any) -> None:
    for element in elements:
        complete_task(task_of(case, element).id, town.who("李四"), answers)


def later(**span: float) -> Any:
    return clock.at(clock.now() + timedelta(**span))


def given_up(town: Town) -> None:
    """Let every job that fails fail until it is given up."""
    for hours in range(2, 30, 2):
        with later(hours=hours):
            if not work_until_idle():
                return


def assert_whole(case: Case) -> None:
    """Rows are what the diagram waits for, nothing is left of an ended case, the chain is whole."""
    row = Case.get_by_id(case.id)
    assert list(broken_links(row)) == []
    open_tasks = [
        t.step
        for t in Task.select().where(Task.case == row, Task.status == "open", Task.mode != "sign")
    ]
    waits = [wait.wait for wait in Wait.select().where(Wait.case == row)]
    jobs = list(Job.select().where(Job.case == row))
    unsolved = list(Incident.select().where(Incident.case == row, Incident.solved_at.is_null()))
    assert row.incidents == len(unsolved)
    if row.ended:
        assert not open_tasks
        assert not waits
        assert not jobs
        assert not unsolved
        assert not Offer.select().join(Task).where(Task.case == row).exists()
        return
    run = run_of(case)
    assert sorted(open_tasks) == sorted(step.id for step in run.steps)
    assert sorted(waits) == sorted(wait.id for wait in run.waits)
    calls = sorted(job.payload["step"] for job in jobs if job.kind == "call")
    assert calls == sorted(call.id for call in run.jobs)
    timers = {job.payload["wait"] for job in jobs if job.kind == "timer"}
    assert {wait.id for wait in run.waits if wait.due is not None} <= timers
    assert run.steps or run.waits or run.jobs or run.stopped
