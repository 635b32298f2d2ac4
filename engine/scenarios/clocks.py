"""What a scenario says of clocks: stopping and lengthening them, lamps, reminders, moving time."""

from __future__ import annotations

import re
from datetime import datetime

from engine.case_clock import basis_in
from engine.clock import LOCAL
from engine.models import Case, Job, Notification, Person
from engine.operations import extend_clock, pause_clock, resume_clock
from engine.people import Viewer
from engine.reminders import next_mark
from engine.scenarios.read import BadScenario, read_values

DEED = re.compile(r"clock as (?P<who>\w+(?:\(p\d+\))?)(?:: (?P<values>.*))?")
REMINDER = re.compile(r'(?P<no>no )?reminder for (?P<who>\w+(?:\(p\d+\))?)(?: "(?P<words>[^"]*)")?')


def read_deed(rest: str) -> tuple[str, dict[str, str]]:
    """Read `clock as ROLE: key=value` into who does it and with which words."""
    found = DEED.fullmatch(rest)
    if found is None:
        raise BadScenario(f"clock as whom? {rest}")
    values = read_values(found["values"] or "")
    return found["who"], {key: str(value) for key, value in values.items()}


def move_clock(verb: str, case: Case, by: Viewer, words: dict[str, str]) -> None:
    """Do `pause`, `resume` or `extend` to the clock of a case."""
    if verb == "pause":
        pause_clock(case.id, by, words.get("reason", ""), words.get("note", ""))
    elif verb == "resume":
        resume_clock(case.id, by, words.get("note", ""))
    else:
        extend_clock(
            case.id, by, words.get("by", ""), words.get("reason", ""), words.get("told", "")
        )


def next_moment(until: datetime) -> datetime | None:
    """Return when the next job or mark up to an instant falls due, if there is one."""
    ready = Job.select(Job.run_at).where(
        Job.status == "ready", Job.run_at <= until, Job.attempts == 0
    )
    job = ready.order_by(Job.run_at).first()
    moments = [job.run_at] if job else []
    mark = next_mark()
    if mark is not None and mark <= until:
        moments.append(mark)
    return min(moments, default=None)


def due_said(case: Case) -> str:
    """Return until when a case is due, `paused` while its clock stands still, `never` if not."""
    basis = basis_in(case)
    if basis is not None and basis.paused:
        return "paused"
    return case.due_at.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M") if case.due_at else "never"


def reminders_of(person: Person, case: Case) -> list[str]:
    """Return what a person was told about a case, in both languages."""
    rows = Notification.select().where(Notification.person == person, Notification.case == case)
    return [f"{row.zh} {row.en}" for row in rows.order_by(Notification.id)]
