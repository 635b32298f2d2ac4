"""How a case has another do a part of it: opened with it, heard when it ends, ended with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.bindings import called_version
from engine.bpmn import Called, Run
from engine.clock import now
from engine.errors import Refused
from engine.jobs import add_job
from engine.models import Case, Job, Procedure
from engine.opening import new_case
from engine.procedures import is_suspended
from engine.statements import locked_case
from engine.steps import close_tasks

if TYPE_CHECKING:
    from engine.change import Change


def open_called(change: Change, calls: list[Called]) -> None:
    """Open the case of each call in the same transaction, and run it to where it waits."""
    for call in calls:
        procedure = Procedure.get(Procedure.key == call.procedure)
        version = called_version(call.procedure, call.version)
        if version is None:
            raise Refused(
                "被调用的流程“{key}”没有可用的版本。",
                "The called procedure “{key}” has no such version.",
                key=call.procedure,
            )
        caller = change.case
        case = new_case(
            procedure,
            version.id,
            caller.community,
            caller.plugins,
            starter=caller.starter,
            parent=caller,
            call=call.id,
        )
        change.record("called", element=call.element, number=case.number, procedure=procedure.key)
        if is_suspended(procedure):
            case.suspended = "procedure"
            Case.update(suspended=case.suspended).where(Case.id == case.id).execute()
        inner = change.beside(case)
        inner.secrets.taint(change.secrets.found_in(call.data))
        inner.record("started", caller=caller.number, data=call.data)
        inner.start(call.data)
        inner.store()


def end_called(change: Change) -> None:
    """Cancel the called cases whose call is over without them."""
    waiting = [] if change.case.ended else change.run.calls
    mine = (Case.parent == change.case, Case.call.is_null(False), Case.status == "open")
    for row in list(Case.select(Case.id, Case.call).where(*mine)):
        if row.call not in waiting:
            _cancel(change, row.id)


def _cancel(change: Change, case_id: int) -> None:
    case = locked_case(case_id)
    if case is None or case.status != "open":
        return
    inner = change.beside(case)
    case.status, case.ended_at = "cancelled", now()
    close_tasks(case)
    inner.record("cancelled", reason=_WHY)
    inner.store()


_WHY = "调用它的事项不再需要它（the calling case went on without it）"


def tell_caller(change: Change, run: Run) -> None:
    """Have the calling case hear what this one hands on, and that it has ended."""
    case, said = change.case, [*change.world.handed]
    failed = any(kind == "error" for kind, _ in said)
    if run.ended and not failed:
        said.append(("ended", None))
    if said:
        add_job("called", {"child": case.id, "call": case.call, "said": said}, case=case.parent_id)


def hear_called(change: Change, job: Job) -> None:
    """Let a calling case go on with what its called case said, all of it in the order it was said.

    Other workers may hold later words of the same case: they are taken here, under the lock.
    """
    mine = (Job.kind == "called", Job.case == change.case, Job.status != "dead")
    rows = list(Job.select().where(*mine).order_by(Job.id))
    for row in rows:
        if row.payload["child"] != job.payload["child"]:
            continue
        for kind, code in row.payload["said"]:
            _hear(change, row.payload, kind, code)
        if row.id != job.id:
            row.delete_instance()


def _hear(change: Change, said: dict[str, Any], kind: str, code: str | None) -> None:
    run, call = change.run, said["call"]
    if change.case.status != "open" or call not in run.calls:
        return
    child = Case.get_by_id(said["child"])
    words: dict[str, Any] = {"number": child.number} | ({"code": code} if code else {})
    change.record("returned" if kind == "ended" else kind, element=run.element(call), **words)
    if kind == "ended":
        inner = change.beside(child)
        change.secrets.taint(inner.secrets.found_in(inner.run.data))
        run.call_returned(call, inner.run.data)
    elif kind == "error":
        run.call_failed(call, code or "")
    else:
        run.call_escalated(call, code)
