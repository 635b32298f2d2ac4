"""Which events a case's diagram waits for, as rows that messages find and as jobs that ring."""

from __future__ import annotations

from engine.bpmn import Wait as Waited
from engine.jobs import add_job
from engine.messages import correlation_text, deliver_waiting
from engine.models import Case, Wait


def store_waits(case: Case, waits: list[Waited]) -> None:
    """Make the rows and timer jobs of a case match the events its diagram waits for."""
    if not waits and not case.waits:
        return
    known = {row.wait: row for row in Wait.select().where(Wait.case == case)}
    here = {wait.id: wait for wait in waits}
    gone = [row.id for number, row in known.items() if not _same(row, here.get(number))]
    if gone:
        Wait.delete().where(Wait.id.in_(gone)).execute()
    kept = {number for number, row in known.items() if row.id not in gone}
    for wait in waits:
        if wait.id not in kept:
            _add_wait(case, wait)
    case.waits = len(waits)


def _same(row: Wait, wait: Waited | None) -> bool:
    return (
        wait is not None
        and row.element == wait.element
        and row.due_at == wait.due
        and row.correlation == correlation_text(wait.correlation)
    )


def _add_wait(case: Case, wait: Waited) -> None:
    correlation = correlation_text(wait.correlation)
    Wait.create(
        case=case,
        wait=wait.id,
        element=wait.element,
        kind=wait.kind,
        message=wait.message or "",
        correlation=correlation,
        due_at=wait.due,
    )
    if wait.due is not None:
        add_job(
            "timer",
            {"wait": wait.id, "element": wait.element},
            run_at=wait.due,
            key=f"timer:{case.id}:{wait.id}:{wait.due.isoformat()}",
            case=case,
        )
    if wait.kind == "message" and wait.message:
        deliver_waiting(wait.message, correlation)
