"""Where cases stand still until a person in charge decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from peewee import JOIN

from engine.bpmn import Run, Stopped
from engine.clock import now
from engine.models import Case, Incident, Job, Person, Procedure
from engine.text import Text

if TYPE_CHECKING:
    from engine.change import Change

UNCAUGHT = "error"  # the kind of an incident that the diagram itself throws


def incidents(cases: Any = None) -> list[Incident]:
    """Return the open incidents, oldest first: all, or of the cases that a query gives."""
    query = (
        Incident.select(Incident, Case, Procedure, Job)
        .join(Case)
        .join(Procedure)
        .join_from(Incident, Job, JOIN.LEFT_OUTER)
        .where(Incident.solved_at.is_null())
    )
    if cases is not None:
        query = query.where(Incident.case.in_(cases))
    return list(query.order_by(Incident.since, Incident.id))


def of_case(case: Case) -> list[Incident]:
    """Return the open incidents of one case, oldest first."""
    return incidents([case.id]) if case.incidents else []


def incident_text(incident: Incident) -> Text:
    """Return why it happened, in words; they may quote the case."""
    return Text(incident.text["zh"], incident.text["en"])


def match_incidents(change: Change, run: Run) -> None:
    """Make the open incidents those that the diagram still stands at; what is past is over."""
    stopped = {} if run.ended else {one.id: one for one in run.stopped}
    if not stopped and not change.case.incidents:
        return
    known = of_case(change.case)
    for incident in known:
        if not _stands(incident, run, stopped):
            solve(incident, None, "gone")
    steps = {one.step for one in known if one.kind == UNCAUGHT}
    for one in stopped.values():
        if one.id not in steps:
            _note_stopped(change, one)
    count(change.case)


def _stands(incident: Incident, run: Run, stopped: dict[int, Stopped]) -> bool:
    if run.ended:
        return False
    if incident.kind == UNCAUGHT:
        return incident.step in stopped
    if incident.job_id is None:
        return False
    if incident.kind in ("message", "signal_start"):
        return True
    if incident.kind == "called":
        return incident.step in run.calls
    waits: Sequence[Any] = run.jobs if incident.kind == "call" else run.waits
    return any(one.id == incident.step for one in waits)


def _note_stopped(change: Change, one: Stopped) -> None:
    text = Text("出现了无人处理的错误 {code}。", "Nothing handles the error {code}.", code=one.code)
    Incident.create(
        case=change.case,
        step=one.id,
        element=one.element,
        kind=UNCAUGHT,
        code=one.code,
        text=said(text),
    )
    change.record("failed", element=one.element, error=one.code)


def solve(incident: Incident, by: Person | None, solution: str) -> None:
    """Close an incident, with the work that was given up unless it is to be tried again."""
    incident.solved_at, incident.solved_by, incident.solution = now(), by, solution
    incident.save()
    if incident.job_id is not None and solution != "retried":
        Job.delete().where(Job.id == incident.job_id, Job.status == "dead").execute()


def close_incidents(case: Case) -> None:
    """Close what is open of a case that is stopped for good."""
    for incident in of_case(case):
        solve(incident, None, "gone")
    count(case)


def count(case: Case) -> None:
    """Note on a case how many of its incidents are open."""
    open_ones = Incident.select().where(Incident.case == case, Incident.solved_at.is_null())
    case.incidents = open_ones.count()
    Case.update(incidents=case.incidents).where(Case.id == case.id).execute()


def said(text: Text) -> dict[str, str]:
    """Return a text as an incident keeps it."""
    return {"zh": text.say("zh"), "en": text.say("en")}
