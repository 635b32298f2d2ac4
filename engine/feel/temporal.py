"""FEEL's days, clock times, instants and the two kinds of duration, to the nanosecond."""

from __future__ import annotations

import datetime as python
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .civil import days_in, from_days, to_days
from .errors import NoValue

SECOND = 1_000_000_000
DAY = 86400 * SECOND
MAX_YEAR = 999_999_999
MAX_MONTHS = 12 * 2 * MAX_YEAR
MAX_SPAN = 2 * MAX_YEAR * 366 * DAY
_SHORT_ZONES = frozenset({"GMT", "CET", "EET", "MET", "WET", "EST", "MST", "HST"})


@dataclass(frozen=True, slots=True)
class Date:
    """A day of the proleptic Gregorian calendar, years -999,999,999 to 999,999,999."""

    year: int
    month: int
    day: int

    def __post_init__(self) -> None:
        if not (-MAX_YEAR <= self.year <= MAX_YEAR and 1 <= self.month <= 12):
            raise NoValue("no such date")
        if not 1 <= self.day <= days_in(self.year, self.month):
            raise NoValue("no such day in this month")

    @property
    def days(self) -> int:
        """Days since 1970-01-01."""
        return to_days(self.year, self.month, self.day)

    @property
    def weekday(self) -> int:
        """1 is Monday, 7 is Sunday."""
        return (self.days + 3) % 7 + 1

    def plus_months(self, months: int) -> Date:
        """Return the same day of a later month, or that month's last day."""
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Date(year, month + 1, min(self.day, days_in(year, month + 1)))

    def plus_days(self, days: int) -> Date:
        """Return a later day."""
        return Date(*from_days(self.days + days))

    def __str__(self) -> str:
        sign = "-" if self.year < 0 else ""
        return f"{sign}{abs(self.year):04d}-{self.month:02d}-{self.day:02d}"


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day in nanoseconds; `offset` in seconds east of UTC, None when local."""

    ns: int
    offset: int | None = None
    zone: str | None = None

    @property
    def utc_ns(self) -> int:
        """Nanoseconds of the UTC day; local times count as they are."""
        return self.ns - (self.offset or 0) * SECOND

    def plus(self, ns: int) -> Time:
        """Return the time that the clock shows later."""
        return Time((self.ns + ns) % DAY, self.offset, self.zone)

    def __str__(self) -> str:
        seconds, rest = divmod(self.ns, SECOND)
        clock = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
        return clock + _fraction(rest) + self._zone_text()

    def _zone_text(self) -> str:
        if self.zone:
            return "@" + self.zone
        if self.offset is None:
            return ""
        if self.offset == 0:
            return "Z"
        size = abs(self.offset)
        text = f"{'-' if self.offset < 0 else '+'}{size // 3600:02d}:{size // 60 % 60:02d}"
        return text + (f":{size % 60:02d}" if size % 60 else "")


@dataclass(frozen=True, slots=True)
class DateTime:
    """A day and a time of day; a named zone gets the offset that it has on that day."""

    date: Date
    time: Time

    def __post_init__(self) -> None:
        if self.time.zone:
            offset = zone_offset(self.time.zone, self.date, self.time.ns)
            object.__setattr__(self, "time", Time(self.time.ns, offset, self.time.zone))

    @property
    def local_ns(self) -> int:
        """Nanoseconds since 1970 on the clock of its own zone."""
        return self.date.days * DAY + self.time.ns

    @property
    def utc_ns(self) -> int:
        """Nanoseconds since 1970 in UTC; without an offset, on its own clock."""
        return self.local_ns - (self.time.offset or 0) * SECOND

    def plus(self, ns: int) -> DateTime:
        """Return what its own clock shows later."""
        days, rest = divmod(self.local_ns + ns, DAY)
        return DateTime(Date(*from_days(days)), Time(rest, self.time.offset, self.time.zone))

    def __str__(self) -> str:
        return f"{self.date}T{self.time}"


@dataclass(frozen=True, slots=True)
class YearsMonthsDuration:
    """A number of calendar months; str() is ISO 8601."""

    months: int

    def __post_init__(self) -> None:
        if abs(self.months) > MAX_MONTHS:
            raise NoValue("the duration is too long")

    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        body = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
        return ("-" if self.months < 0 else "") + "P" + (body or "0M")


@dataclass(frozen=True, slots=True)
class DaysTimeDuration:
    """A length of time in nanoseconds; str() is ISO 8601."""

    ns: int

    def __post_init__(self) -> None:
        if abs(self.ns) > MAX_SPAN:
            raise NoValue("the duration is too long")

    @property
    def timedelta(self) -> python.timedelta:
        """The same in Python's type, to the microsecond; OverflowError over 2.7 million years."""
        return python.timedelta(microseconds=self.ns // 1000)

    def __str__(self) -> str:
        seconds, rest = divmod(abs(self.ns), SECOND)
        minutes, seconds = divmod(seconds, 60)
        hours, minutes = divmod(minutes, 60)
        days, hours = divmod(hours, 24)
        clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
        if seconds or rest:
            clock += f"{seconds}{_fraction(rest)}S"
        body = (f"{days}D" if days else "") + ("T" + clock if clock else "")
        return ("-" if self.ns < 0 else "") + "P" + (body or "T0S")


Duration = YearsMonthsDuration | DaysTimeDuration


def _fraction(ns: int) -> str:
    return f".{ns:09d}".rstrip("0") if ns else ""


@lru_cache(maxsize=512)
def zone_named(name: str) -> python.tzinfo:
    """Return a time zone of the IANA list; NoValue when there is none of that name."""
    if name in ("Z", "UTC"):
        return python.UTC
    if "/" not in name and name not in _SHORT_ZONES:
        raise NoValue("unknown time zone")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise NoValue("unknown time zone") from error


def zone_offset(name: str, date: Date, ns: int) -> int:
    """Return a zone's seconds east of UTC at a local time; far years take the nearest known."""
    year = min(max(date.year, 2), 9998)
    day = min(date.day, 28) if date.month == 2 else date.day
    local = python.datetime(year, date.month, day) + python.timedelta(seconds=ns // SECOND)
    offset = local.replace(tzinfo=zone_named(name)).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


def time_of_day(
    hour: int, minute: int, ns: int, offset: int | None = None, zone: str | None = None
) -> Time:
    """Return a checked time; `ns` are the seconds in nanoseconds."""
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= ns < 60 * SECOND):
        raise NoValue("no such time")
    if offset is not None and abs(offset) > 18 * 3600:
        raise NoValue("no such offset")
    total = (hour * 60 + minute) * 60 * SECOND + ns
    if zone:
        return Time(total, zone_offset(zone, _present_day(), total), zone)
    return Time(total, offset)


def _present_day() -> Date:
    # A bare time in a named zone has no day of its own: it takes the offset of the present one.
    from .run import Run, current

    day = (current() or Run({})).now().date()
    return Date(day.year, day.month, day.day)


def sort_key(value: Date | DateTime | Time | Duration) -> int:
    """Return a number that orders temporal values of one kind."""
    if isinstance(value, Date):
        return value.days
    if isinstance(value, (DateTime, Time)):
        return value.utc_ns
    return value.months if isinstance(value, YearsMonthsDuration) else value.ns


def is_zoned(value: DateTime | Time) -> bool:
    """Tell whether the value says where on earth its clock stands."""
    return (value.time if isinstance(value, DateTime) else value).offset is not None


def at_start_of_day(value: Date | DateTime) -> DateTime:
    """Return midnight UTC of a date; an instant as it is."""
    return value if isinstance(value, DateTime) else DateTime(value, Time(0, 0))


def between(later: Date | DateTime | Time, earlier: Date | DateTime | Time) -> DaysTimeDuration:
    """Return the time from one to the other; NoValue when their kinds do not compare."""
    if isinstance(later, Date) and isinstance(earlier, Date):
        return DaysTimeDuration((later.days - earlier.days) * DAY)
    if isinstance(later, Time) != isinstance(earlier, Time):
        raise NoValue("a time and a date cannot be subtracted")
    if isinstance(later, Date):
        later = at_start_of_day(later)
    if isinstance(earlier, Date):
        earlier = at_start_of_day(earlier)
    if is_zoned(later) != is_zoned(earlier):
        raise NoValue("one has a time zone, the other has none")
    return DaysTimeDuration(later.utc_ns - earlier.utc_ns)
