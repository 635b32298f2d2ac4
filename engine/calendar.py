"""Which days and hours count as working, and when a limit ends: pure time, no database.

The rules are those of civil procedure practice: the start day is not counted; a limit in days ends
at 23:59:59 of its last day in the subdistrict's time zone; a limit in hours ends exactly.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Literal

import holidays

from engine.clock import LOCAL
from engine.text import Text

Minutes = tuple[tuple[int, int], ...]
"""Working spans of a day as minutes from midnight, in order: `((540, 720), (780, 1080))`."""

OFFICE_HOURS: Minutes = ((9 * 60, 12 * 60), (13 * 60, 18 * 60))
WEEKEND = frozenset({5, 6})
PUBLISHED_YEARS = range(2015, 2028)
_DAY = timedelta(days=1)
_LAST_SECOND = time(23, 59, 59)
_KINDS: tuple[Literal["off", "on", "half"], ...] = ("off", "on", "half")


@dataclass(frozen=True)
class CalendarRow:
    """A day that differs from its weekday: `off`, `on` (调休) or `half` with its hours."""

    day: date
    kind: Literal["off", "on", "half"]
    hours: Minutes = ()
    name: str = ""
    source: str = ""


@dataclass(frozen=True)
class WorkCalendar:
    """Working days and hours; whoever has none of their own takes `china()`."""

    days_off: frozenset[date] = frozenset()
    days_on: frozenset[date] = frozenset()
    hours: Minutes = OFFICE_HOURS
    special: Mapping[date, Minutes] = field(default_factory=dict, hash=False)
    weekend: frozenset[int] = WEEKEND

    def __post_init__(self) -> None:
        if not self.hours or len(self.weekend) > 6:
            raise ValueError("a calendar needs working hours on at least one day of the week")

    def with_rows(self, rows: Iterable[CalendarRow]) -> WorkCalendar:
        """Return this calendar with the rows laid over it; a later row wins over an earlier one."""
        off, on, special = set(self.days_off), set(self.days_on), dict(self.special)
        for row in rows:
            off.discard(row.day)
            on.discard(row.day)
            special.pop(row.day, None)
            if row.kind == "off":
                off.add(row.day)
                continue
            on.add(row.day)
            if row.kind == "half":
                special[row.day] = row.hours
        return replace(
            self, days_off=frozenset(off), days_on=frozenset(on), special=MappingProxyType(special)
        )

    def is_working_day(self, day: date) -> bool:
        """Tell whether the day counts; a half day counts as one."""
        if day in self.days_on:
            return True
        return day.weekday() not in self.weekend and day not in self.days_off

    def hours_of(self, day: date) -> Minutes:
        """Return the working spans of a day, none when it does not count."""
        return self.special.get(day, self.hours) if self.is_working_day(day) else ()

    def next_working_day(self, day: date) -> date:
        """Return the day itself when it counts, else the first one after it that does."""
        return day if self.is_working_day(day) else self.add_working_days(day, 1)

    def add_working_days(self, start: date, count: int) -> date:
        """Return the count-th working day after a day or instant (before it when negative).

        An instant stands for its local day. The start is never counted; 0 gives the day itself.
        """
        day, step = local_day(start), _DAY if count > 0 else -_DAY
        left = abs(count)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def add_working_time(self, start: datetime, minutes: int) -> datetime:
        """Return the instant at which so many working minutes have passed since the start."""
        left = timedelta(minutes=minutes)
        if left <= timedelta():
            return start.astimezone(LOCAL)
        for begin, end in self._spans_after(start):
            if end - begin >= left:
                return begin + left
            left -= end - begin
        raise AssertionError("a calendar never ends")

    def _spans_after(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the working spans from an instant on, the first one cut where the instant lies."""
        start = start.astimezone(LOCAL)
        day = start.date()
        while True:
            midnight = datetime.combine(day, time(), LOCAL)
            for opens, closes in self.hours_of(day):
                begin = max(start, midnight + timedelta(minutes=opens))
                end = midnight + timedelta(minutes=closes)
                if begin < end:
                    yield begin, end
            day += _DAY

    def working_days_between(self, start: date, end: date) -> int:
        """Count the working days after the start up to and with the end; negative when reversed."""
        first, last = local_day(start), local_day(end)
        if last < first:
            return -self.working_days_between(last, first)
        days = (last - first).days
        return sum(self.is_working_day(first + timedelta(days=n)) for n in range(1, days + 1))

    def working_minutes_between(self, start: datetime, end: datetime) -> int:
        """Count the whole working minutes between two instants, 0 when reversed."""
        passed = timedelta()
        for begins, ends in self._spans_after(start):
            if begins >= end:
                return passed // timedelta(minutes=1)
            passed += min(ends, end) - begins
        raise AssertionError("a calendar never ends")


NATURAL = WorkCalendar(hours=((0, 24 * 60),), weekend=frozenset())
"""`cal.natural`: every day and every hour counts."""


def china(rows: Iterable[CalendarRow] = (), hours: Minutes = OFFICE_HOURS) -> WorkCalendar:
    """Return mainland working days with 调休 as far as published, the given rows laid over them."""
    known = holidays.country_holidays("CN", years=PUBLISHED_YEARS)
    made_up = {day for day in known.weekend_workdays if day.year in PUBLISHED_YEARS}
    base = WorkCalendar(frozenset(known) - made_up, frozenset(made_up), hours)
    return base.with_rows(rows)


def read_calendar_rows(text: str) -> list[CalendarRow]:
    """Read rows from CSV with the columns day, kind (off, on, half), hours, name, source."""
    return [
        CalendarRow(
            date.fromisoformat(row["day"]),
            _kind(row["kind"]),
            parse_hours(row["hours"]) if row.get("hours") else (),
            row.get("name") or "",
            row.get("source") or "",
        )
        for row in csv.DictReader(io.StringIO(text))
    ]


def _kind(word: str) -> Literal["off", "on", "half"]:
    for known in _KINDS:
        if word == known:
            return known
    raise ValueError(f"a calendar row is off, on or half, not {word!r}")


def parse_hours(text: str) -> Minutes:
    """Read `09:00-12:00,13:00-18:00`; the spans must be in order and not touch midnight twice."""
    spans = []
    for part in text.split(","):
        found = re.fullmatch(r"\s*(\d\d):(\d\d)\s*[-–]\s*(\d\d):(\d\d)\s*", part)
        if not found:
            raise ValueError(f"working hours look like 09:00-12:00,13:00-18:00, not {text!r}")
        a, b, c, d = map(int, found.groups())
        spans.append((a * 60 + b, c * 60 + d))
    edges = [edge for span in spans for edge in span]
    if edges != sorted(set(edges)) or edges[-1] > 24 * 60:
        raise ValueError(f"working hours must be in order within one day: {text!r}")
    return tuple(spans)


def local_day(moment: date) -> date:
    """Return the day of a date or of an aware instant in the subdistrict's time zone."""
    if isinstance(moment, datetime):
        return moment.astimezone(LOCAL).date()
    return moment


def end_of(day: date) -> datetime:
    """Return the last second of a local day, which is when a limit in days ends."""
    return datetime.combine(day, _LAST_SECOND, LOCAL)


class BadLimit(ValueError):
    """The words do not name an amount of time; `text` says why."""

    def __init__(self, written: object) -> None:
        self.text = Text(
            "“{written}”不是时限。写法：5WD（工作日）、4WH（工作小时）、15D、2H、30MIN、6MON、2Y。",
            "“{written}” is no limit. Write 5WD (working days), 4WH (working hours), "
            "15D, 2H, 30MIN, 6MON or 2Y.",
            written=written,
        )
        super().__init__(self.text.say("en"))


Unit = Literal["WD", "WH", "D", "H", "MIN", "MON", "Y"]

# The largest amount of each unit: about a century, so that no due date leaves the calendar.
_MOST: dict[Unit, int] = {
    "WD": 25_000,
    "WH": 200_000,
    "D": 36_500,
    "H": 876_000,
    "MIN": 9_999_999,
    "MON": 1_200,
    "Y": 100,
}
_WORDS: dict[Unit, tuple[str, str, str]] = {
    "WD": ("{n}个工作日", "{n} working day", "{n} working days"),
    "WH": ("{n}个工作小时", "{n} working hour", "{n} working hours"),
    "D": ("{n}日", "{n} day", "{n} days"),
    "H": ("{n}小时", "{n} hour", "{n} hours"),
    "MIN": ("{n}分钟", "{n} minute", "{n} minutes"),
    "MON": ("{n}个月", "{n} month", "{n} months"),
    "Y": ("{n}年", "{n} year", "{n} years"),
}
_OURS = re.compile(r"(\d{1,7})(WD|WH|D|H|MIN|MON|Y)", re.ASCII)
_YEARS_AND_MONTHS = re.compile(r"P(\d{1,3})Y(\d{1,2})M", re.ASCII)
_ISO = re.compile(r"P(?:(\d{1,7})([YMWD])|T(\d{1,7})([HM]))", re.ASCII)


@dataclass(frozen=True)
class Limit:
    """An amount of time as law and diagrams write it."""

    amount: int
    unit: Unit

    @property
    def in_days(self) -> bool:
        """Tell whether it ends with a day and not at an exact instant."""
        return self.unit in ("WD", "D", "MON", "Y")

    def after(self, start: datetime, calendar: WorkCalendar, *, roll: bool = False) -> datetime:
        """Return the due instant, aware, in the subdistrict's zone.

        With `roll`, a limit in calendar days, months or years whose last day is no working day ends
        on the next one. Limits in working days never need it, limits in hours never roll.
        """
        if not self.in_days:
            return self._exactly_after(start, calendar)
        day = self._last_day(local_day(start), calendar)
        return end_of(calendar.next_working_day(day) if roll else day)

    def _exactly_after(self, start: datetime, calendar: WorkCalendar) -> datetime:
        minutes = self.amount if self.unit == "MIN" else self.amount * 60
        if self.unit == "WH":
            return calendar.add_working_time(start, minutes)
        return start.astimezone(LOCAL) + timedelta(minutes=minutes)

    def _last_day(self, day: date, calendar: WorkCalendar) -> date:
        if self.unit == "WD":
            return calendar.add_working_days(day, self.amount)
        if self.unit == "D":
            return day + timedelta(days=self.amount)
        return _months_after(day, self.amount * (12 if self.unit == "Y" else 1))

    def first_event_day(self, notice: date, calendar: WorkCalendar) -> date:
        """Return the earliest day of an event announced on `notice` this long before (`N日前`).

        The full days lie between the two, both excluded: three working days after Thursday's notice
        are Friday, Monday and Tuesday, so the event may be on Wednesday.
        """
        self._must_be_days()
        return self._last_day(local_day(notice), calendar) + _DAY

    def last_notice_day(self, event: date, calendar: WorkCalendar) -> date:
        """Return the latest day on which an event may still be announced this long before."""
        self._must_be_days()
        day = local_day(event) - _DAY
        while self.first_event_day(day, calendar) > local_day(event):
            day -= _DAY
        return day

    def _must_be_days(self) -> None:
        if not self.in_days:
            raise BadLimit(str(self))

    @property
    def text(self) -> Text:
        """Say the amount: 5个工作日, 5 working days."""
        zh, one, many = _WORDS[self.unit]
        return Text(zh, one if self.amount == 1 else many, n=self.amount)

    def __str__(self) -> str:
        return f"{self.amount}{self.unit}"


def parse_limit(written: str) -> Limit:
    """Read `5WD`, `4WH`, `15D`, `2H`, `30MIN`, `6MON`, `2Y` or an ISO duration of one unit.

    ISO days, weeks, months and years count as calendar ones that end with a day: P3D is 3D.
    Raises BadLimit.
    """
    short = written.strip() if isinstance(written, str) else ""
    if found := _OURS.fullmatch(short):
        return _bounded(int(found[1]), found[2], written)
    if found := _ISO.fullmatch(short):
        if found[4]:
            return _bounded(int(found[3]), {"H": "H", "M": "MIN"}[found[4]], written)
        weeks = 7 if found[2] == "W" else 1
        unit = {"Y": "Y", "M": "MON", "W": "D", "D": "D"}[found[2]]
        return _bounded(int(found[1]) * weeks, unit, written)
    if found := _YEARS_AND_MONTHS.fullmatch(short):
        return _bounded(int(found[1]) * 12 + int(found[2]), "MON", written)
    raise BadLimit(written)


def _bounded(amount: int, unit: str, written: str) -> Limit:
    for known, most in _MOST.items():
        if known == unit and amount <= most:
            return Limit(amount, known)
    raise BadLimit(written)


def _months_after(day: date, months: int) -> date:
    """Return the same-numbered day, or the month's last when there is none (31 August → 30)."""
    year, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + year, month + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - _DAY
    return first.replace(day=min(day.day, last.day))
