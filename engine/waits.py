"""Which events a case's diagram waits for, as rows that messages find and as jobs that ring."""

from __future__ import annotations

from datetime import UTC, datetime

from engine.bpmn import Wait as Waited
from engine.jobs import add_job
from engine.messages import correlation_text, deliver_waiting, meet
from engine.models import Case, Wait
from engine.statements import do_among, every, insert_models


def store_waits(case: Case, waits: list[Waited]) -> None:
    """Make the rows and timer jobs of a case match the events its diagram waits for."""
    if not waits and not case.waits:
        return
    known = {row.wait: row for row in every(Wait, '"t1"."case_id"=?', case.id)}
    here = {wait.id: wait for wait in waits}
    gone = [row.id for number, row in known.items() if not _same(row, here.get(number))]
    if gone:
        do_among("DELETE FROM waits WHERE id IN (?)", gone)
        _stop_timers([row for row in known.values() if row.id in gone and row.due_at is not None])
    kept = {number for number, row in known.items() if row.id not in gone}
    new = [wait for wait in waits if wait.id not in kept]
    meet(heard for wait in new if (heard := _heard(wait)))
    for wait in new:
        _add_wait(case, wait)
    case.waits = len(waits)


def _stop_timers(rows: list[Wait]) -> None:
    """Take away the jobs of timers that nothing waits for any more, but the one that rings now."""
    if rows:
        keys = [_timer_key(row.case_id, row.wait, row.due_at) for row in rows]
        do_among("DELETE FROM jobs WHERE key IN (?) AND status<>'running'", keys)


def _timer_key(case: int, wait: int, due: datetime | None) -> str:
    moment = due.astimezone(UTC).isoformat() if due is not None else ""
    return f"timer:{case}:{wait}:{moment}"


def _heard(wait: Waited) -> tuple[str, str] | None:
    """Return name and correlation of the message that is waited for, if it is a message."""
    if wait.kind != "message" or not wait.message:
        return None
    return wait.message, correlation_text(wait.correlation)


def _same(row: Wait, wait: Waited | None) -> bool:
    return (
        wait is not None
        and row.element == wait.element
        and row.due_at == wait.due
        and row.correlation == correlation_text(wait.correlation)
    )


def _add_wait(case: Case, wait: Waited) -> None:
    correlation = correlation_text(wait.correlation)
    row = Wait(
        case=case,
        wait=wait.id,
        element=wait.element,
        kind=wait.kind,
        message=wait.message or "",
        correlation=correlation,
        due_at=wait.due,
    )
    insert_models([row])
    if wait.due is not None:
        add_job(
            "timer",
            {"wait": wait.id, "element": wait.element},
            run_at=wait.due,
            key=_timer_key(case.id, wait.id, wait.due),
            case=case,
        )
    if heard := _heard(wait):
        deliver_waiting(*heard)
