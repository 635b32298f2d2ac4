"""Functions that make one kind of value from another."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar

from ..errors import NoValue
from ..run import spend
from ..show import show
from ..temporal import (
    SECOND,
    Date,
    DateTime,
    DaysTimeDuration,
    Duration,
    Time,
    YearsMonthsDuration,
    time_of_day,
)
from ..temporal_text import read_date, read_date_time, read_duration, read_time
from ..values import CTX, integer, truncated
from .registry import a, builtin, number, text

_NUMBER = re.compile(r"-?(?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][+-]?\d++)?", re.A)
_ABSENT: Any = object()
_READING, _ZONE = 10, 80
"""Steps that it takes to read a text, and one with the name of a time zone."""
T = TypeVar("T")


def _read(read: Callable[[str], T], written: str) -> T:
    """Read a date, time or duration; a zone has to be looked up."""
    spend(_ZONE if "@" in written else _READING)
    return read(written)


@builtin("date", "from", "year,month,day")
def date(first: Any, month: Any = _ABSENT, day: Any = _ABSENT) -> Date:
    """Return the date of a text, of an instant, or of year, month and day."""
    if month is not _ABSENT:
        return Date(integer(first), integer(month), integer(None if day is _ABSENT else day))
    if isinstance(first, str):
        return _read(read_date, first)
    return first.date if isinstance(first, DateTime) else a(Date, first)


@builtin("time", "from", "hour,minute,second,offset?")
def time(
    first: Any, minute: Any = _ABSENT, second: Any = _ABSENT, offset: DaysTimeDuration | None = None
) -> Time:
    """Return the time of a text, of an instant, or of hour, minute, second and offset."""
    if minute is not _ABSENT:
        ns = truncated(CTX.multiply(number(second), Decimal(SECOND)))
        seconds = None if offset is None else a(DaysTimeDuration, offset).ns // SECOND
        return time_of_day(integer(first), integer(minute), ns, seconds)
    if isinstance(first, str):
        return _read(read_time, first)
    if isinstance(first, Date):
        return Time(0, 0)
    return first.time if isinstance(first, DateTime) else a(Time, first)


@builtin(
    "date and time",
    "from",
    "date,time",
    "year,month,day,hour,minute,second,offset?",
    "date,timezone",
)
def date_and_time(first: Any, *more: Any) -> DateTime:
    """Return the instant of a text, of a date and time, in a zone, or of its parts."""
    if not more:
        if isinstance(first, str):
            return _read(read_date_time, first)
        return DateTime(first, Time(0, 0)) if isinstance(first, Date) else a(DateTime, first)
    if len(more) == 1:
        return _joined(first, more[0])
    if not 5 <= len(more) <= 6:
        raise NoValue("wrong number of arguments")
    month, day, hour, minute, second, *zone = more
    return DateTime(
        Date(integer(first), integer(month), integer(day)),
        _time_in(hour, minute, second, zone[0] if zone else None),
    )


def _joined(day: Any, clock: Any) -> DateTime:
    date = day.date if isinstance(day, DateTime) else a(Date, day)
    if not isinstance(clock, str):
        return DateTime(date, a(Time, clock))
    shown = day.time.ns if isinstance(day, DateTime) else 0
    zone = _read(read_time, f"00:00:00@{clock}").zone
    return DateTime(date, Time(shown - shown % SECOND, None, zone))


def _time_in(hour: Any, minute: Any, second: Any, zone: Any) -> Time:
    if not isinstance(zone, str):
        return time(hour, minute, second, zone)
    clock = time(hour, minute, second)
    return Time(clock.ns, None, _read(read_time, f"00:00:00@{zone}").zone)


@builtin("duration", "from")
def duration(value: Any) -> Duration:
    """Return the duration of an ISO 8601 text."""
    if isinstance(value, (YearsMonthsDuration, DaysTimeDuration)):
        return value
    return _read(read_duration, text(value))


@builtin("years and months duration", "from,to")
def years_and_months_duration(start: Any, end: Any) -> YearsMonthsDuration:
    """Return the full months from one day to another."""
    first, last = _day_of(start), _day_of(end)
    months = (last.year - first.year) * 12 + last.month - first.month
    if months > 0 and last.day < first.day:
        months -= 1
    elif months < 0 and last.day > first.day:
        months += 1
    return YearsMonthsDuration(months)


def _day_of(value: Any) -> Date:
    return value.date if isinstance(value, DateTime) else a(Date, value)


@builtin("number", "from", "from,grouping separator,decimal separator")
def to_number(value: Any, grouping: Any = _ABSENT, point: Any = _ABSENT) -> Decimal:
    """Return the number of a text."""
    if grouping is _ABSENT:
        return value if isinstance(value, Decimal) else _read_number(text(value))
    if point is _ABSENT:
        raise NoValue("wrong number of arguments")
    if grouping not in (None, " ", ",", ".") or point not in (None, ".", ","):
        raise NoValue("no such separator")
    if grouping is not None and grouping == point:
        raise NoValue("the separators must differ")
    plain = text(value).replace(grouping, "") if grouping else text(value)
    return _read_number(plain.replace(point, ".") if point else plain)


def _read_number(written: str) -> Decimal:
    if not _NUMBER.fullmatch(written):
        raise NoValue("not a number")
    return CTX.create_decimal(written)


@builtin("string", "from")
def string(value: Any) -> str | None:
    """Return the text of a value."""
    return None if value is None else show(value, quoted=False)
