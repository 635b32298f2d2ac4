"""What stands behind the dot: entries of contexts, parts of dates, ends of ranges."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from .run import spend
from .temporal import DAY, SECOND, Date, DateTime, DaysTimeDuration, Time, YearsMonthsDuration
from .values import CTX, Range


def member_of(value: Any, name: str) -> Any:
    """Return `value.name`; a list gives the list of its elements' members; null for no such."""
    kind = type(value)
    if kind is dict:
        return value.get(name)
    if kind is list:
        spend(4 + 3 * len(value))
        return [member_of(item, name) for item in value]
    part = _PARTS.get(kind, {}).get(name)
    return part(value) if part else None


def _seconds(ns: int) -> Decimal:
    whole, rest = divmod(ns, SECOND)
    return Decimal(whole) if not rest else CTX.divide(Decimal(ns), Decimal(SECOND))


def _signed(size: int, unit: int, wrap: int | None = None) -> Decimal:
    count = abs(size) // unit
    count = count % wrap if wrap else count
    return Decimal(-count if size < 0 else count)


def _seconds_of_span(ns: int) -> Decimal:
    seconds = _seconds(abs(ns) % (60 * SECOND))
    return CTX.minus(seconds) if ns < 0 else seconds


_DATE: dict[str, Callable[[Any], Any]] = {
    "year": lambda v: Decimal(v.year),
    "month": lambda v: Decimal(v.month),
    "day": lambda v: Decimal(v.day),
    "weekday": lambda v: Decimal(v.weekday),
}
_TIME: dict[str, Callable[[Any], Any]] = {
    "hour": lambda v: Decimal(v.ns // (3600 * SECOND)),
    "minute": lambda v: Decimal(v.ns // (60 * SECOND) % 60),
    "second": lambda v: _seconds(v.ns % (60 * SECOND)),
    "time offset": lambda v: None if v.offset is None else DaysTimeDuration(v.offset * SECOND),
    "timezone": lambda v: v.zone,
}


def _of_date(part: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda v: part(v.date)


def _of_time(part: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda v: part(v.time)


_PARTS: dict[type, dict[str, Callable[[Any], Any]]] = {
    Date: {
        **_DATE,
        # A date counts as midnight UTC (DMN 1.5, table 66).
        "hour": lambda v: Decimal(0),
        "minute": lambda v: Decimal(0),
        "second": lambda v: Decimal(0),
        "time offset": lambda v: DaysTimeDuration(0),
    },
    Time: _TIME,
    DateTime: {name: _of_date(part) for name, part in _DATE.items()}
    | {name: _of_time(part) for name, part in _TIME.items()},
    YearsMonthsDuration: {
        "years": lambda v: _signed(v.months, 12),
        "months": lambda v: _signed(v.months, 1, 12),
    },
    DaysTimeDuration: {
        "days": lambda v: _signed(v.ns, DAY),
        "hours": lambda v: _signed(v.ns, 3600 * SECOND, 24),
        "minutes": lambda v: _signed(v.ns, 60 * SECOND, 60),
        "seconds": lambda v: _seconds_of_span(v.ns),
    },
    Range: {
        "start": lambda v: None if v.operator == "!=" else v.low,
        "end": lambda v: None if v.operator == "!=" else v.high,
        "start included": lambda v: v.low_included,
        "end included": lambda v: v.high_included,
    },
}
