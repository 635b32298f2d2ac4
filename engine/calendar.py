"""Which days and hours count as working: pure time, no database.

The rules are those of civil procedure practice: the start day is not counted; a limit in days ends
at 23:59:59 of its last day in the subdistrict's time zone; a limit in hours ends exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Literal

from engine.clock import LOCAL
from engine.text import Text

Minutes = tuple[tuple[int, int], ...]
"""Working spans of a day as minutes from midnight, in order: `((540, 720), (780, 1080))`."""

Kind = Literal["off", "on", "half"]
OFFICE_HOURS: Minutes = ((9 * 60, 12 * 60), (13 * 60, 18 * 60))
WEEKEND = frozenset({5, 6})
DAY = timedelta(days=1)
_LAST_SECOND = time(23, 59, 59)


@dataclass(frozen=True)
class CalendarRow:
    """A day that differs from its weekday: `off`, `on` (调休) or `half` with its hours."""

    day: date
    kind: Kind
    hours: Minutes = ()
    name: str = ""
    source: str = ""
    name_en: str = ""


@dataclass(frozen=True)
class WorkCalendar:
    """Working days and hours; without rows, Monday to Friday."""

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
        day, step = local_day(start), DAY if count > 0 else -DAY
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
            day += DAY

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


class BadHours(ValueError):
    """The words do not name working hours; `text` says why."""

    def __init__(self, written: object) -> None:
        self.text = Text(
            "“{written}”不是工作时间。写法：09:00-12:00,13:00-18:00，时段按先后、不重叠、不跨零点。",
            "“{written}” is not working hours. Write 09:00-12:00,13:00-18:00: spans in order, "
            "apart from each other, within one day.",
            written=written,
        )
        super().__init__(self.text.say("en"))


_SPAN = re.compile(r"(\d{1,2}):(\d\d)-(\d{1,2}):(\d\d)", re.ASCII)
_TYPED = str.maketrans("，、；：–—－～~", ",,,:-----", " \u3000")


def parse_hours(text: str) -> Minutes:
    """Read `09:00-12:00,13:00-18:00`; signs of a Chinese keyboard will do. Raises BadHours."""
    spans = []
    for part in str(text).translate(_TYPED).split(","):
        found = _SPAN.fullmatch(part)
        if not found or int(found[2]) > 59 or int(found[4]) > 59:
            raise BadHours(text)
        a, b, c, d = map(int, found.groups())
        spans.append((a * 60 + b, c * 60 + d))
    edges = [edge for span in spans for edge in span]
    if edges != sorted(set(edges)) or edges[-1] > 24 * 60:
        raise BadHours(text)
    return tuple(spans)


def show_hours(spans: Minutes) -> str:
    """Return working hours as `parse_hours` reads them."""
    return ",".join(f"{_clock(begins)}-{_clock(ends)}" for begins, ends in spans)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def local_day(moment: date) -> date:
    """Return the day of a date or of an aware instant in the subdistrict's time zone."""
    if isinstance(moment, datetime):
        return moment.astimezone(LOCAL).date()
    return moment


def start_of(day: date) -> datetime:
    """Return the first instant of a local day."""
    return datetime.combine(day, time(), LOCAL)


def end_of(day: date) -> datetime:
    """Return the last second of a local day, which is when a limit in days ends."""
    return datetime.combine(day, _LAST_SECOND, LOCAL)
