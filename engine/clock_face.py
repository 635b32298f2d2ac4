"""What pages show of a clock: until when something is due, on what ground, if it stands still."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.basis import Basis, Extension, Pause
from engine.calendar import local_day
from engine.case_clock import Clock, basis_in
from engine.clock_rules import rules_of
from engine.law import legal_limits
from engine.limits import BadLimit, parse_limit
from engine.models import Case, Task
from engine.text import Text


@dataclass(frozen=True)
class Stop:
    """A pause as pages show it; `end` is None while the clock stands still."""

    reason: Text
    rule: Text
    start: datetime
    end: datetime | None


@dataclass(frozen=True)
class ClockFace:
    """A clock as pages show it."""

    due_at: datetime | None
    ground: dict[str, str] | None
    short: Text | None
    still: Stop | None
    stops: tuple[Stop, ...]
    extended: tuple[Extension, ...]
    lamp: str
    with_case: bool


def face_of(clock: Clock, case: Case) -> ClockFace | None:
    """Return the clock of a case, or of a task of that case; None when nothing is due."""
    basis = basis_in(clock)
    if basis is None:
        return None
    with_case, own = isinstance(clock, Task) and basis.of_case, basis_in(case)
    stops = tuple(_stop(pause, case) for pause in basis.pauses)
    return ClockFace(
        due_at=clock.due_at,
        ground=clock.due_ground,
        short=_short(own if with_case and own else basis, case),
        still=next((stop for stop in stops if stop.end is None), None),
        stops=stops,
        extended=basis.extended,
        lamp=clock.lamp,
        with_case=with_case,
    )


def _stop(pause: Pause, case: Case) -> Stop:
    known = rules_of(case).reason(pause.reason)
    title = known.title if known else Text(pause.reason, pause.reason)
    return Stop(title, known.basis if known else Text("", ""), pause.start, pause.end)


def _short(basis: Basis, case: Case) -> Text | None:
    """Return the article, or the amount, by which a clock is counted."""
    row = legal_limits(local_day(case.started_at)).get(basis.limit or "")
    if row is not None:
        return Text(
            "{basis}，{amount}", "{basis}, {amount}", basis=row.basis, amount=row.limit.text
        )
    try:
        return parse_limit(basis.within).text if basis.within else None
    except BadLimit:
        return None
