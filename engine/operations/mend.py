"""Helping a case on that stands still: try again, correct and try again, skip."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from engine.bpmn import ask_again, end_stopped, pass_over, throw_again, ways_out
from engine.change import Change, failures_told
from engine.database import transaction
from engine.errors import NotFound, Refused
from engine.incidents import UNCAUGHT, count, incidents, solve
from engine.jobs import try_again
from engine.models import Case, Incident, Job
from engine.operations.allowed import (
    may_maintain,
    operated,
    operating,
    reasoned,
    refuse_stranger,
)
from engine.operations.data import correct
from engine.people import Viewer
from engine.permission import require_going_on


def incidents_operated(by: Viewer) -> list[Incident]:
    """Return the open incidents of the cases that a person may mend, oldest first."""
    return incidents(Case.select(Case.id).where(Case.community.in_(operated(by))))


def retry_incident(incident_id: int, by: Viewer, reason: str) -> None:
    """Let what failed be tried again; administrators may, too: it shows them nothing."""
    why = reasoned(reason)
    with _mending(incident_id, by, maintaining=True) as (change, incident):
        change.record("retried", by.person, incident.element, reason=why)
        _retry(change, incident, by)


def correct_and_retry(
    incident_id: int, form: str, answers: Mapping[str, Any], by: Viewer, reason: str
) -> None:
    """Correct the data and let what failed be tried again with it, in one deed."""
    why = reasoned(reason)
    with _mending(incident_id, by) as (change, incident):
        correct(change, form, answers, by, why)
        change.record("retried", by.person, incident.element, reason=why)
        _retry(change, incident, by)


def skip_incident(incident_id: int, by: Viewer, reason: str, flow: str | None = None) -> None:
    """Pass over the element that failed, leaving it by one of its flows; `flow` may be left out
    where there is at most one. What it should have brought is corrected first (`set_data`)."""
    why = reasoned(reason)
    with _mending(incident_id, by) as (change, incident):
        chosen = _way_out(change, incident.element, flow)
        change.record("skipped", by.person, incident.element, reason=why)
        _skip(change, incident, chosen)
        solve(incident, by.person, "skipped")
        count(change.case)


def retry(job_id: int, by: Viewer, reason: str) -> None:
    """Try a job again that was given up; one of a case is an incident of it."""
    incident = Incident.get_or_none(Incident.job == job_id, Incident.solved_at.is_null())
    if incident is not None:
        retry_incident(incident.id, by, reason)
    elif may_maintain(by):
        try_again(job_id)
    else:
        raise refuse_stranger()


@contextmanager
def _mending(
    incident_id: int, by: Viewer, *, maintaining: bool = False
) -> Iterator[tuple[Change, Incident]]:
    """Open the case of an incident under its lock; the incident is read again there."""
    known = Incident.get_or_none(Incident.id == incident_id)
    if known is None:
        raise NotFound
    with transaction(), operating(known.case_id, by, maintaining=maintaining) as change:
        require_going_on(change.case)
        incident = Incident.get_by_id(incident_id)
        if incident.solved_at is not None:
            raise Refused("这个异常已经处理过。", "This incident has been dealt with already.")
        yield change, incident


def _retry(change: Change, incident: Incident, by: Viewer) -> None:
    if incident.kind != UNCAUGHT:
        if incident.kind == "call":
            with failures_told(change):
                ask_again(change.run, incident.step)
        try_again(incident.job_id)
        solve(incident, by.person, "retried")
        count(change.case)
        return
    with failures_told(change):
        throw_again(change.run, incident.step)
    if all(one.id != incident.step for one in change.run.stopped):
        solve(incident, by.person, "retried")
    else:
        Incident.update(attempts=Incident.attempts + 1).where(Incident.id == incident.id).execute()


def _way_out(change: Change, element: str, flow: str | None) -> str | None:
    ways = [way.flow for way in ways_out(change.definition, element)]
    if flow is None and len(ways) <= 1:
        return ways[0] if ways else None
    if flow not in ways:
        raise Refused("请选择从哪条线继续。", "Please choose the flow to go on by.")
    return flow


def _skip(change: Change, incident: Incident, flow: str | None) -> None:
    with failures_told(change):
        if incident.kind == UNCAUGHT:
            end_stopped(change.run, incident.step)
        elif _rests_there(change, incident):
            pass_over(change.run, incident.step, flow)
        else:
            _skip_on_the_way(incident, flow)


def _rests_there(change: Change, incident: Incident) -> bool:
    """Does the token stand at the very element that failed? Else it fails on the way from there."""
    run = change.run
    waits: list[Any] = [*run.waits, *run.jobs]
    if incident.kind == "called":
        return incident.step in run.calls and run.element(incident.step) == incident.element
    return any(one.id == incident.step and one.element == incident.element for one in waits)


def _skip_on_the_way(incident: Incident, flow: str | None) -> None:
    job = Job.get_by_id(incident.job_id)
    job.payload = {**job.payload, "skip": {"element": incident.element, "flow": flow}}
    job.save()
    try_again(job.id)
    incident.job = None  # it goes on by itself
