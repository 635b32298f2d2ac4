"""Letting a case, or a whole procedure with all its cases, stand still for a time."""

from __future__ import annotations

from typing import Any

from engine.clock import now
from engine.database import locked, transaction
from engine.errors import NotFound, Refused
from engine.jobs import let_go_on
from engine.merged import MERGED
from engine.models import Case, Job, Message, Procedure, Suspension
from engine.operations.allowed import may_govern, operating, reasoned
from engine.people import Viewer

OWN, WHOLE, CALLER = "case", "procedure", "caller"  # what a case is suspended with


def suspend_case(case_id: int, by: Viewer, reason: str) -> None:
    """Let a case stand still: its tasks cannot be completed; timers and messages wait."""
    why = reasoned(reason)
    with operating(case_id, by) as change:
        if change.case.suspended == OWN:
            raise Refused("这件事已经暂停。", "This case is suspended already.")
        mark(change.case, OWN)
        hold_called([case_id])
        change.record("suspended", by.person, reason=why)


def resume_case(case_id: int, by: Viewer, reason: str) -> None:
    """Let a suspended case go on; what became due meanwhile is done now."""
    why = reasoned(reason)
    with operating(case_id, by) as change:
        if change.case.suspended != OWN:
            raise _not_its_own(change.case)
        mark(change.case, WHOLE if change.case.procedure.suspended else "")
        change.record("resumed", by.person, reason=why)
        if not change.case.suspended:
            let_go_on(Job.case.in_([case_id, *free_called([case_id])]))


def _not_its_own(case: Case) -> Refused:
    if case.suspended == CALLER:
        return Refused(
            "这件事由另一件事调用，请恢复那一件。",
            "Another case has called this one; resume that one instead.",
        )
    if case.suspended == MERGED:
        return Refused(
            "这件事已经并入另一件事，请撤销并案。",
            "This case is merged into another; take it out again instead.",
        )
    if case.suspended:
        return Refused(
            "整个流程“{procedure}”已暂停，不能单独恢复这件事。",
            "All of “{procedure}” is suspended; this case cannot be resumed alone.",
            procedure=case.procedure.name,
        )
    return Refused("这件事没有暂停。", "This case is not suspended.")


def mark(case: Case, suspended: str) -> None:
    case.suspended = suspended
    Case.update(suspended=suspended).where(Case.id == case.id).execute()


def suspend_procedure(key: str, by: Viewer, reason: str) -> None:
    """Let a procedure stand still with all its cases: nobody starts it, nothing of it goes on."""
    why = reasoned(reason)
    with transaction():
        procedure = _governed(key, by)
        if procedure.suspended:
            raise Refused("这个流程已经暂停。", "This procedure is suspended already.")
        _hold(procedure, True)
        mine = (Case.procedure == procedure, Case.status == "open", Case.suspended == "")
        hold_called(_changed(WHOLE, *mine))
        Suspension.create(procedure=procedure, by=by.person, reason=why)


def resume_procedure(key: str, by: Viewer, reason: str) -> None:
    """Let a suspended procedure go on; cases that were suspended on their own stay so."""
    why = reasoned(reason)
    with transaction():
        procedure = _governed(key, by)
        if not procedure.suspended:
            raise Refused("这个流程没有暂停。", "This procedure is not suspended.")
        _hold(procedure, False)
        freed = _changed("", Case.procedure == procedure, Case.suspended == WHOLE)
        freed += free_called(freed)
        ending = Suspension.update(until=now(), ended_by=by.person, end_reason=why)
        ending.where(Suspension.procedure == procedure, Suspension.until.is_null()).execute()
        let_go_on(Job.case.in_(freed) | Job.id.in_(_first_jobs(procedure)))


def _governed(key: str, by: Viewer) -> Procedure:
    """Return a procedure, held until the commit, to who may stop it."""
    if not may_govern(by):
        raise Refused(
            "您的岗位不能暂停整个流程。", "Your roles do not let you suspend a whole procedure."
        )
    found: Procedure | None = locked(Procedure.select().where(Procedure.key == key)).first()
    if found is None:
        raise NotFound
    return found


def _hold(procedure: Procedure, suspended: bool) -> None:
    Procedure.update(suspended=suspended).where(Procedure.id == procedure.id).execute()


def _first_jobs(procedure: Procedure) -> list[int]:
    """Return the held jobs whose message or signal starts a procedure."""
    held = Job.select().where(Job.status == "held", Job.case.is_null())
    messages = Message.select(Message.id).where(
        Message.to == procedure.key, Message.status == "waiting"
    )
    numbers = {message.id for message in messages}
    return [
        job.id
        for job in held
        if job.payload.get("procedure") == procedure.key or job.payload.get("message") in numbers
    ]


# -- cases that were called stand still with their caller ---------------------------------------


def hold_called(callers: list[int]) -> None:
    while callers:
        callers = _changed(CALLER, *_called_by(callers), Case.suspended == "")


def free_called(callers: list[int]) -> list[int]:
    """Let the cases called by these, and by those in turn, go on; return their ids."""
    freed: list[int] = []
    while callers:
        callers = _changed("", *_called_by(callers), Case.suspended == CALLER)
        freed += callers
    return freed


def _called_by(callers: list[int]) -> tuple[Any, ...]:
    return Case.parent.in_(callers), Case.call.is_null(False), Case.status == "open"


def _changed(suspended: str, *where: Any) -> list[int]:
    """Mark the cases for which conditions hold, and return their ids."""
    query = Case.update(suspended=suspended).where(*where).returning(Case.id)
    return [row.id for row in query.execute()]
