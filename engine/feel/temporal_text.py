"""Reading dates, times and durations from their ISO 8601 texts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from .errors import NoValue
from .temporal import (
    SECOND,
    Date,
    DateTime,
    DaysTimeDuration,
    Duration,
    Time,
    YearsMonthsDuration,
    time_of_day,
)

_DATE = re.compile(r"(-)?(\d{4}|[1-9]\d{4,8})-(\d{2})-(\d{2})", re.A)
_TIME = re.compile(
    r"T?(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9})\d*)?"
    r"(?:([Zz])|([+-])(\d{2}):(\d{2})(?::(\d{2}))?|@([A-Za-z][A-Za-z0-9_+\-/]*))?",
    re.A,
)
_MONTHS = re.compile(r"(-)?P(?:(\d{1,12})Y)?(?:(\d{1,12})M)?", re.A)
_SPAN = re.compile(
    r"(-)?P(?:(\d{1,15})D)?(?:T(?:(\d{1,15})H)?(?:(\d{1,15})M)?(?:(\d{1,18})(?:\.(\d*))?S)?)?", re.A
)


def read_date(text: str) -> Date:
    """Return the date of `YYYY-MM-DD`."""
    found = _DATE.fullmatch(text)
    if not found:
        raise NoValue("not a date")
    sign, year, month, day = found.groups()
    return Date(-int(year) if sign else int(year), int(month), int(day))


def read_time(text: str) -> Time:
    """Return the time of `HH:MM:SS` with optional fraction, offset or `@zone`."""
    found = _TIME.fullmatch(text)
    if not found:
        raise NoValue("not a time")
    hour, minute, second, fraction, utc, sign, *offset, zone = found.groups()
    ns = int(second) * SECOND + int((fraction or "0").ljust(9, "0"))
    return time_of_day(int(hour), int(minute), ns, _offset(utc, sign, offset), zone)


def _offset(utc: str | None, sign: str | None, parts: list[str | None]) -> int | None:
    if utc:
        return 0
    if not sign:
        return None
    hours, minutes, seconds = (int(part or 0) for part in parts)
    if minutes > 59 or seconds > 59:
        raise NoValue("no such offset")
    return (-1 if sign == "-" else 1) * ((hours * 60 + minutes) * 60 + seconds)


def read_date_time(text: str) -> DateTime:
    """Return the instant of `dateTtime`, or a date's midnight; 24:00:00 is the next day's 00:00."""
    day, marked, time = text.partition("T")
    if not marked:
        return DateTime(read_date(text), Time(0))
    if time.startswith("24:00:00"):
        return DateTime(read_date(day).plus_days(1), read_time("00" + time[2:]))
    return DateTime(read_date(day), read_time(time))


def read_duration(text: str) -> Duration:
    """Return the duration of `P1Y2M` or `P1DT2H3M4.5S`."""
    found = _MONTHS.fullmatch(text)
    if found and (found[2] or found[3]):
        months = int(found[2] or 0) * 12 + int(found[3] or 0)
        return YearsMonthsDuration(-months if found[1] else months)
    found = _SPAN.fullmatch(text)
    if found and any(found.group(2, 3, 4, 5)) and not text.endswith("T"):
        days, hours, minutes, seconds = (int(part or 0) for part in found.group(2, 3, 4, 5))
        ns = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * SECOND
        ns += int((found[6] or "0")[:9].ljust(9, "0"))
        return DaysTimeDuration(-ns if found[1] else ns)
    raise NoValue("not a duration")


_READERS: tuple[Callable[[str], Any], ...] = (read_date, read_date_time, read_time, read_duration)


def read_temporal(text: str) -> Any:
    """Return what an `@"…"` literal means; NoValue when it means nothing."""
    for read in _READERS:
        try:
            return read(text)
        except NoValue:
            continue
    raise NoValue("neither a date, a time nor a duration")
