"""How Python's values enter FEEL, and how FEEL's leave it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from math import isfinite
from typing import Any
from zoneinfo import ZoneInfo

from engine.clock import LOCAL

from .run import spend
from .temporal import (
    SECOND,
    Date,
    DateTime,
    DaysTimeDuration,
    Time,
    YearsMonthsDuration,
    zone_named,
)
from .values import CTX, Range

_MOST_DIGITS = 34
_LARGEST = 10**6000


def to_feel(value: Any) -> Any:
    """Return the FEEL value of a Python value; what FEEL does not know becomes null.

    Aware instants are read on the clock of the local zone, whatever zone they came in, so that
    `date(started_at)` is the day that people saw on the wall.
    """
    convert = _IN.get(type(value))
    return convert(value) if convert else _by_base(value)


def _by_base(value: Any) -> Any:
    for base, convert in _BASES:
        if isinstance(value, base):
            return convert(value)
    return value if _is_callee(value) else None


def _is_callee(value: Any) -> bool:
    from .functions import Callee

    return isinstance(value, Callee)


def _same(value: Any) -> Any:
    return value


def _whole(value: int) -> Decimal | None:
    return CTX.create_decimal(int(value)) if -_LARGEST < value < _LARGEST else None


def _float(value: float) -> Decimal | None:
    return CTX.create_decimal(float.__repr__(value)) if isfinite(value) else None


def _decimal(value: Decimal) -> Decimal | None:
    if not value.is_finite() or value.adjusted() > CTX.Emax or value.adjusted() < CTX.Emin:
        return None
    return CTX.plus(value)


def _instant(value: datetime) -> DateTime:
    if value.tzinfo is not None:
        value = value.astimezone(LOCAL)
    return DateTime(Date(value.year, value.month, value.day), _clock(value.timetz()))


def _day(value: date) -> Date:
    return Date(value.year, value.month, value.day)


def _clock(value: time) -> Time:
    seconds = (value.hour * 60 + value.minute) * 60 + value.second
    ns = seconds * SECOND + value.microsecond * 1000
    if isinstance(value.tzinfo, ZoneInfo) and value.tzinfo.key:
        return Time(ns, None, value.tzinfo.key)
    offset = value.utcoffset()
    return Time(ns, None if offset is None else int(offset.total_seconds()))


def _bare_time(value: time) -> Time:
    if isinstance(value.tzinfo, ZoneInfo) and value.tzinfo.key:
        from .temporal_text import read_time

        return read_time(str(_clock(value)))
    return _clock(value)


def _span(value: timedelta) -> DaysTimeDuration:
    seconds = value.days * 86400 + value.seconds
    return DaysTimeDuration(seconds * SECOND + value.microseconds * 1000)


def _list(value: Any) -> list[Any]:
    return [to_feel(item) for item in value]


def _context(value: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        str.__str__(key) if isinstance(key, str) else str(key): to_feel(item)
        for key, item in value.items()
        if isinstance(key, (str, int))
    }


_FEEL = (Date, DateTime, Time, YearsMonthsDuration, DaysTimeDuration, Range)
_IN: dict[type, Callable[[Any], Any]] = {
    type(None): _same,
    bool: _same,
    str: _same,
    int: _whole,
    float: _float,
    Decimal: _decimal,
    datetime: _instant,
    date: _day,
    time: _bare_time,
    timedelta: _span,
    list: _list,
    tuple: _list,
    dict: _context,
    **dict.fromkeys(_FEEL, _same),
}
_BASES: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (str, str.__str__),
    (int, _whole),
    (float, _float),
    (Decimal, _decimal),
    (datetime, _instant),
    (date, _day),
    (time, _bare_time),
    (timedelta, _span),
    (Mapping, _context),
    (list, _list),
    (tuple, _list),
    (Set, _list),
)


def from_feel(value: Any) -> Any:
    """Return the Python value of a FEEL value.

    Whole numbers are int (beyond 34 digits they are not exact and stay Decimal), other numbers
    Decimal; dates and times are Python's, an instant without a zone is local; what Python cannot
    hold (years beyond 9999, functions) is None. Durations and ranges stay FEEL's own.
    """
    convert = _OUT.get(type(value))
    return convert(value) if convert else None


def _number(value: Decimal) -> int | Decimal:
    if value == value.to_integral_value() and value.adjusted() < _MOST_DIGITS:
        return int(value)
    return value


def _python_date(value: Date) -> date | None:
    return date(value.year, value.month, value.day) if 0 < value.year < 10000 else None


def _python_time(value: Time) -> time:
    seconds, rest = divmod(value.ns, SECOND)
    return time(
        seconds // 3600, seconds // 60 % 60, seconds % 60, rest // 1000, tzinfo=_python_zone(value)
    )


def _python_zone(value: Time) -> tzinfo | None:
    if value.zone:
        return zone_named(value.zone)
    if value.offset is None:
        return None
    return UTC if value.offset == 0 else timezone(timedelta(seconds=value.offset))


def _python_instant(value: DateTime) -> datetime | None:
    day = _python_date(value.date)
    if day is None:
        return None
    clock = _python_time(value.time)
    return datetime.combine(day, clock.replace(tzinfo=None), clock.tzinfo or LOCAL)


def _python_list(value: list[Any]) -> list[Any]:
    spend(4 + 2 * len(value))
    return [from_feel(item) for item in value]


def _python_dict(value: dict[str, Any]) -> dict[str, Any]:
    spend(4 + 3 * len(value))
    return {key: from_feel(item) for key, item in value.items()}


def _python_range(value: Range) -> Range | None:
    # Ends that hold further values could be shown only with a budget, which the host has not.
    ends = (type(value.low), type(value.high))
    return None if {list, dict, Range} & set(ends) else value


_OUT: dict[type, Callable[[Any], Any]] = {
    bool: _same,
    str: _same,
    Decimal: _number,
    list: _python_list,
    dict: _python_dict,
    Date: _python_date,
    DateTime: _python_instant,
    Time: _python_time,
    YearsMonthsDuration: _same,
    DaysTimeDuration: _same,
    Range: _python_range,
}
