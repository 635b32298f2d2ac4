"""When so many percent of a limit have passed, pauses left out, and which mark comes next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from engine.basis import Basis
from engine.calendar import WorkCalendar
from engine.clock import now
from engine.clock_rules import Rung
from engine.clocks import Deadline
from engine.models import Case, Task

Span = tuple[datetime, datetime]
WHOLE = 100


def reached_at(deadline: Deadline, percent: int, calendar: WorkCalendar) -> datetime:
    """Return when this percent of a limit has passed; 100 is the due instant itself.

    Limits in working time count working minutes, all others the time on the clock. What lies
    after the end is as long as that share of the whole limit.
    """
    basis = deadline.basis
    assert basis is not None
    if percent == WHOLE:
        return deadline.at
    working = calendar if deadline.unit in ("WD", "WH") else None
    spans = list(_running(basis, deadline.at))
    wanted = _sum(spans, working) * percent / WHOLE
    for begin, end in spans:
        here = _length(begin, end, working)
        if percent < WHOLE and here >= wanted:
            return _after(begin, wanted, working)
        wanted -= here
    return _after(deadline.at, max(wanted, timedelta()), working)


def percent_at(deadline: Deadline, moment: datetime, calendar: WorkCalendar) -> int:
    """Return how many whole percent of a limit have passed at a moment."""
    basis = deadline.basis
    assert basis is not None
    working = calendar if deadline.unit in ("WD", "WH") else None
    whole = _sum(_running(basis, deadline.at), working)
    if not whole:
        return WHOLE if moment >= deadline.at else 0
    passed = int(WHOLE * (_sum(_running(basis, moment), working) / whole))
    return max(passed, WHOLE) if moment >= deadline.at else min(passed, WHOLE - 1)


def next_rung(ladder: Iterable[Rung], marked: int) -> Rung | None:
    """Return the first mark of a ladder above a percent."""
    return next((rung for rung in ladder if rung.percent > marked), None)


def marked_by(
    ladder: Iterable[Rung], deadline: Deadline, moment: datetime, calendar: WorkCalendar
) -> int:
    """Return the percent of the last mark that a clock has reached at a moment, 0 for none."""
    reached = (
        rung.percent for rung in ladder if reached_at(deadline, rung.percent, calendar) <= moment
    )
    return max(reached, default=0)


def _running(basis: Basis, end: datetime) -> Iterator[Span]:
    """Yield the spans from the start to an end in which the clock was running."""
    begin = basis.start
    for pause in basis.pauses:
        if begin < pause.start < end:
            yield begin, pause.start
        begin = max(begin, pause.end or end)
    if begin < end:
        yield begin, end


def _sum(spans: Iterable[Span], working: WorkCalendar | None) -> timedelta:
    return sum((_length(begin, end, working) for begin, end in spans), timedelta())


def _length(begin: datetime, end: datetime, working: WorkCalendar | None) -> timedelta:
    if working is None:
        return end - begin
    return timedelta(minutes=working.working_minutes_between(begin, end))


def _after(begin: datetime, length: timedelta, working: WorkCalendar | None) -> datetime:
    if working is None:
        return begin + length
    return working.add_working_time(begin, -(-length // timedelta(minutes=1)))


def arm(
    clock: Case | Task, deadline: Deadline, ladder: Sequence[Rung], calendar: WorkCalendar
) -> None:
    """Set when a case or task reaches its next mark; none in a pause, or with its case's clock.

    A clock that now has more time than before reaches marks again that it had passed.
    """
    basis = deadline.basis
    assert basis is not None
    if basis.paused or (isinstance(clock, Task) and basis.of_case):
        clock.mark_at = None
        return
    if clock.marked:
        clock.marked = min(clock.marked, marked_by(ladder, deadline, now(), calendar))
    rung = next_rung(ladder, clock.marked)
    clock.mark_at = reached_at(deadline, rung.percent, calendar) if rung else None
