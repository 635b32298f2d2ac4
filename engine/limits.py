"""An amount of time as law and diagrams write it: 5WD, 4WH, 15D, 6MON; and when it has passed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from engine.calendar import DAY, WorkCalendar, end_of, local_day
from engine.clock import LOCAL
from engine.text import Text


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
        return self._last_day(local_day(notice), calendar) + DAY

    def last_notice_day(self, event: date, calendar: WorkCalendar) -> date:
        """Return the latest day on which an event may still be announced this long before."""
        self._must_be_days()
        day = local_day(event) - DAY
        while self.first_event_day(day, calendar) > local_day(event):
            day -= DAY
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
    last = (first + timedelta(days=31)).replace(day=1) - DAY
    return first.replace(day=min(day.day, last.day))
