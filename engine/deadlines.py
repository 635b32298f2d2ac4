"""What is due when, and on what ground: the article, the amount, and the moment it runs from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol

from engine import clock, feel
from engine.basis import Basis
from engine.calendar import WorkCalendar, end_of
from engine.clocks import Deadline, recount
from engine.legal import LegalLimit


class Due(Protocol):
    """A deadline as drawn at a step: texts of `<gucheng:due limit within from calendar …/>`."""

    @property
    def limit(self) -> str | None: ...
    @property
    def within(self) -> str | None: ...
    @property
    def start_from(self) -> str | None: ...
    @property
    def calendar(self) -> str | None: ...
    @property
    def extension(self) -> str | None: ...
    @property
    def extensions(self) -> int: ...


def due_of(
    due: Due | None,
    *,
    started: datetime,
    names: Mapping[str, Any],
    calendar: WorkCalendar,
    legal: Mapping[str, LegalLimit],
    calendars: Mapping[str, WorkCalendar] | None = None,
    roll: bool | None = None,
) -> Deadline | None:
    """Return when a step is due, or None when nothing is drawn or its expression gives nothing.

    `within` is a limit (`3WD`), or FEEL after `=` that gives a limit, a duration, a date or an
    instant. With both `limit` and `within` the stricter wins: the earlier for a limit of the kind
    `most`, the later for `least`. The clock runs from `start_from` when that is known, else from
    `started`. `roll` overrides the row's own rule on last days (a setting may switch it off).
    Raises Refused for an unknown code, calendar or way of writing a limit.
    """
    basis = basis_of(due, started=started, names=names, roll=roll) if due else None
    return recount(basis, calendar, legal, calendars) if basis else None


def basis_of(
    due: Due, *, started: datetime, names: Mapping[str, Any], roll: bool | None = None
) -> Basis | None:
    """Return what a drawn deadline is counted from as things stand, None for nothing."""
    at, whole_day, own = _start(due.start_from, started, names)
    start = Basis(
        at,
        whole_day=whole_day,
        own=own,
        limit=due.limit,
        roll=roll,
        calendar=due.calendar,
        extension=due.extension,
        extensions=due.extensions,
        of_case=follows_case(due.within),
    )
    amount = _drawn_amount(due.within, names) if due.within else {}
    return replace(start, **amount) if amount or due.limit else None


def follows_case(within: str | None) -> bool:
    """Tell whether a drawn deadline is counted from the case's own."""
    if not within or not within.strip().startswith("="):
        return False
    return reads_deadline(_compiled(within))


def reads_deadline(expression: feel.Expression) -> bool:
    """Tell whether an expression reads the deadline of its case."""
    return "due_at" in expression.names or "case.due_at" in expression.text


def _start(
    expression: str | None, started: datetime, names: Mapping[str, Any]
) -> tuple[datetime, bool, bool]:
    """Return from when a clock runs, whether only the day is known, whether it is the step's own.

    That is the named start event, or the step's own beginning while the event is not known.
    """
    event = _value_of(expression, names) if expression else None
    if isinstance(event, datetime):
        return event.astimezone(clock.LOCAL), False, False
    if isinstance(event, date):
        return datetime.combine(event, time(), clock.LOCAL), True, False
    return started.astimezone(clock.LOCAL), False, True


def _compiled(expression: str) -> feel.Expression:
    return feel.compile_expression(expression.strip().removeprefix("="))


def _value_of(expression: str, names: Mapping[str, Any]) -> Any:
    return _compiled(expression).evaluate(names)


def _drawn_amount(within: str, names: Mapping[str, Any]) -> dict[str, Any]:
    """Return the amount or the fixed end that is drawn; nothing when its expression gives null."""
    written = within.strip()
    value: Any = _value_of(written, names) if written.startswith("=") else written
    if value is None or value == "":
        return {}
    if isinstance(value, datetime):
        return {"at": value.astimezone(clock.LOCAL)}
    if isinstance(value, date):
        return {"at": end_of(value), "at_day": True}
    exact = getattr(value, "timedelta", None)
    if isinstance(exact, timedelta):
        return {"seconds": exact.total_seconds()}
    return {"within": str(value)}
