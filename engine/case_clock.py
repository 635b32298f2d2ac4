"""Until when a whole case is due: what its diagram draws, an action counts, or its data say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from engine.basis import Basis
from engine.calendar import WorkCalendar, local_day
from engine.calendars import calendar_of
from engine.clock import LOCAL, now
from engine.clock_rules import rules_of
from engine.clocks import Deadline, recount
from engine.deadlines import Due, basis_of
from engine.law import legal_limits
from engine.marks import arm
from engine.models import Case, Task

if TYPE_CHECKING:
    from engine.change import Change

Clock = Case | Task


def count_due(
    case: Case,
    *,
    limit: str | None = None,
    within: str | None = None,
    at: datetime | None = None,
    start: date | None = None,
    roll: bool | None = None,
    extension: str | None = None,
    extensions: int = 1,
) -> Deadline:
    """Return the deadline of a case by a limit of the register, an amount such as `7D`, or both.

    It runs from `start` (a day or an instant), else from now; `at` fixes it instead. `roll`
    overrides whether a last day moves off a holiday; `extension` is the limit or amount by which
    it may be lengthened.
    """
    begins = start or now()
    known = isinstance(begins, datetime)
    first = begins if isinstance(begins, datetime) else datetime.combine(begins, time(), LOCAL)
    basis = Basis(
        first.astimezone(LOCAL),
        whole_day=not known,
        at=at.astimezone(LOCAL) if at else None,
        limit=limit,
        within=within,
        roll=roll,
        extension=extension,
        extensions=extensions,
    )
    return counted(case, basis, calendar_of(case.community_id))


def counted(case: Case, basis: Basis, calendar: WorkCalendar) -> Deadline:
    """Return what a clock of a case says by the register of the day on which the case started."""
    return recount(basis, calendar, legal_limits(local_day(case.started_at)))


def set_clock(clock: Clock, deadline: Deadline) -> None:
    """Write a deadline into the row of a case or a task; while it stands still none is due."""
    assert deadline.basis is not None
    clock.due_at = None if deadline.basis.paused else deadline.at
    clock.due_ground, clock.due_basis = deadline.said, deadline.basis.as_json()


def basis_in(clock: Clock) -> Basis | None:
    """Return what the deadline of a case or task was counted from."""
    return Basis.from_json(clock.due_basis) if clock.due_basis else None


def take_due(change: Change, data: Mapping[str, Any]) -> None:
    """Start or replace the clock of a case as its diagram draws it or its data key `due_at` says.

    The key is what expressions of the diagram read; it follows the clock when that moves.
    """
    drawn = change.definition.due
    if drawn is not None:
        _take_drawn(change, drawn, data)
        return
    due = data.get("due_at")
    if not isinstance(due, datetime) or due.tzinfo is None:
        return
    known = basis_in(change.case)
    if known is None or (known.paused is None and due != change.case.due_at):
        basis = Basis(change.case.started_at.astimezone(LOCAL), at=due.astimezone(LOCAL))
        _start(change, basis, data)


def _take_drawn(change: Change, drawn: Due, data: Mapping[str, Any]) -> None:
    case = change.case
    basis = basis_of(drawn, started=case.started_at, names=change.seen(data))
    if basis is None or (drawn.start_from and basis.own):
        return  # what it runs from has not happened yet
    known = basis_in(case)
    if known is not None and known.taken:
        return
    if known is not None:
        basis = replace(basis, pauses=known.pauses, extended=known.extended)
    if basis != known:
        _start(change, basis, data)


def _start(change: Change, basis: Basis, data: Mapping[str, Any]) -> None:
    deadline = counted(change.case, basis, change.calendar)
    set_clock(change.case, deadline)
    change.world.forget("case")
    arm(change.case, deadline, rules_of(change.case, data).ladder, change.calendar)
