"""How an action reaches outside: done while nothing is locked, its result taken in afterwards."""

from __future__ import annotations

from typing import Any

from engine.arrivals import pass_chosen
from engine.bpmn import BpmnError, OutsideCall
from engine.change import Change, changing
from engine.jobs import HELD, Again, handles
from engine.models import Case, Job
from engine.procedures import definition_of
from engine.registry import brought_by

Outcome = dict[str, Any] | BpmnError | None  # None: nothing was done


def act(job: Job) -> Outcome:
    """Do an action of a plugin; after a crash it may be done once more, with the same key."""
    case = Case.get_by_id(job.case_id)
    call = _wanted(Change(case, definition_of(case.version_id)), job)
    if call is None or case.suspended:
        return None
    action = brought_by(frozenset(case.plugins)).actions[call.action]
    try:
        return dict(action(key=job.key, **call.arguments) or {})
    except BpmnError as error:
        return error


@handles("call", before=act)
def go_on(job: Job, outcome: Outcome) -> object:
    """Let a case go on with the result of its action, or with the error that it raised."""
    with changing(job.case_id) as change:
        call = _wanted(change, job)
        if call is None:
            return None
        if change.case.suspended:
            return HELD
        if outcome is None:
            raise Again  # it was suspended a moment ago
        pass_chosen(change, job)
        if isinstance(outcome, BpmnError):
            change.record("erred", element=call.element, action=call.action, error=outcome.code)
            change.run.act_failed(call.id, outcome.code)
        else:
            change.record("acted", element=call.element, action=call.action, result=outcome)
            change.run.act_done(call.id, outcome)
    return None


def _wanted(change: Change, job: Job) -> OutsideCall | None:
    """Return the call that a job is about, if the case still waits for its result."""
    if change.case.status != "open":
        return None
    return next((one for one in change.run.jobs if one.id == job.payload["step"]), None)
