"""When what recurs comes next: an ISO cycle, or a plan in words (每月最后一个星期四)."""

from __future__ import annotations

import calendar as months_of
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from engine.bpmn import parse_cycle, parse_duration
from engine.calendar import WorkCalendar
from engine.clock import LOCAL

USUAL = time(9)  # when a plan names no hour
LONGEST = 26  # months within which every plan comes again
DAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
ORDER = {"一": 1, "二": 2, "三": 3, "四": 4, "最后一": -1}
EVERY = {
    "每月": frozenset(range(1, 13)),
    "每季度首月": frozenset({1, 4, 7, 10}),
    "每季度末月": frozenset({3, 6, 9, 12}),
    "每半年首月": frozenset({1, 7}),
    "每半年末月": frozenset({6, 12}),
}
_PLAN = re.compile(
    r"(?:每周(?:星期)?(?P<weekly>[一二三四五六日天])"
    r"|(?:(?P<every>每月|每季度首月|每季度末月|每半年首月|每半年末月)|每年(?P<month>\d{1,2})月)"
    r"(?:(?P<day>\d{1,2})日|(?P<last>最后一天)"
    r"|第?(?P<order>最后一|[一二三四])个(?:星期|周)(?P<weekday>[一二三四五六日天])))"
    r"(?:\s*(?P<at>\d{1,2}:\d\d))?(?P<roll>（遇休息日顺延）)?"
)


class BadPlan(ValueError):
    """A text that says no plan."""


@dataclass(frozen=True)
class Plan:
    """Days that recur: of some months by number or weekday, or one weekday of every week."""

    months: frozenset[int]
    day: int = 0  # of the month; -1 the last
    order: int = 0  # which weekday of the month; -1 the last; 0 with `weekday`: of every week
    weekday: int = -1
    at: time = USUAL
    roll: bool = False  # a day off moves to the next working day

    def after(self, moment: datetime, calendar: WorkCalendar) -> datetime | None:
        """Return the first time of the plan after an instant."""
        found = (self._instant(day, calendar) for day in self._days(moment.astimezone(LOCAL)))
        return next((one for one in found if one > moment), None)

    def _instant(self, day: date, calendar: WorkCalendar) -> datetime:
        moved = calendar.next_working_day(day) if self.roll else day
        return datetime.combine(moved, self.at, LOCAL)

    def _days(self, moment: datetime) -> Iterator[date]:
        first = (moment - timedelta(days=31)).date()  # a rolled day may fall into the next month
        if not self.months:
            here = first + timedelta(days=(self.weekday - first.weekday()) % 7)
            yield from (here + timedelta(weeks=week) for week in range(12))
            return
        for number in range(LONGEST):
            year, month = divmod(first.year * 12 + first.month - 1 + number, 12)
            if month + 1 in self.months and (day := self._in(year, month + 1)):
                yield day

    def _in(self, year: int, month: int) -> date | None:
        length = months_of.monthrange(year, month)[1]
        if not self.order:
            return date(year, month, length if self.day < 0 else min(self.day, length))
        fits = [
            day
            for number in range(1, length + 1)
            if (day := date(year, month, number)).weekday() == self.weekday
        ]
        return fits[-1] if self.order < 0 else fits[self.order - 1]


def parse_plan(text: str) -> Plan:
    """Read 每月最后一个星期四, 每月25日 10:00, 每季度末月25日, 每年12月1日（遇休息日顺延）."""
    found = _PLAN.fullmatch(text.strip())
    if found is None:
        raise BadPlan(text)
    at = time.fromisoformat(found["at"].rjust(5, "0")) if found["at"] else USUAL
    roll = found["roll"] is not None
    if found["weekly"]:
        return Plan(frozenset(), weekday=DAYS[found["weekly"]], at=at, roll=roll)
    months = EVERY[found["every"]] if found["every"] else frozenset({int(found["month"])})
    day = -1 if found["last"] else int(found["day"] or 0)
    if not months <= EVERY["每月"] or day > 31 or (found["day"] and day < 1):
        raise BadPlan(text)
    order = ORDER[found["order"]] if found["order"] else 0
    weekday = DAYS[found["weekday"]] if found["weekday"] else -1
    return Plan(months, day, order, weekday, at, roll)


def next_of(value: Any, moment: datetime, calendar: WorkCalendar) -> datetime | None:
    """Return when what an expression gave comes next after an instant, None for never again.

    It gives a date or an instant, an ISO cycle with its start (`R/2026-01-05T09:00/P1M`), or a
    plan in words; for anything else a ValueError is raised.
    """
    if isinstance(value, datetime):
        here = value if value.tzinfo else value.replace(tzinfo=LOCAL)
        return here if here > moment else None
    if isinstance(value, date):
        return next_of(datetime.combine(value, USUAL, LOCAL), moment, calendar)
    text = str(value or "").strip()
    if text.startswith("R"):
        return _of_cycle(text, moment)
    return parse_plan(text).after(moment, calendar)


def _of_cycle(text: str, moment: datetime) -> datetime | None:
    cycle = parse_cycle(text)
    if cycle.start is None:
        raise BadPlan(text)
    months, rest = parse_duration(cycle.every)
    start = cycle.start.astimezone(LOCAL)
    number = _passed(start, moment, months, rest)
    while (here := _moved(start, months * number, rest * number)) <= moment:
        number += 1
    return here if cycle.times < 0 or number < cycle.times else None


def _passed(start: datetime, moment: datetime, months: int, rest: timedelta) -> int:
    """Return how many periods have passed, or fewer, so that counting begins near the end."""
    longest = timedelta(days=31 * months) + rest
    return max(0, (moment - start) // longest)


def _moved(start: datetime, months: int, rest: timedelta) -> datetime:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    day = min(start.day, months_of.monthrange(year, month + 1)[1])
    return start.replace(year=year, month=month + 1, day=day) + rest
