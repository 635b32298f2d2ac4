"""What expressions may ask of the working calendar: `add working days(date, n)` and its kin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from engine.calendar import WorkCalendar, local_day
from engine.feel.functions import HostFunction
from engine.feel.run import spend
from engine.feel.static import BOOLEAN, DATE, DATE_TIME, NUMBER, Known, function

FUNCTIONS: Mapping[str, Known] = {
    "add working days": function(2, 2, DATE),
    "add working hours": function(2, 2, DATE_TIME),
    "working days between": function(2, 2, NUMBER),
    "next working day": function(1, 1, DATE),
    "is working day": function(1, 1, BOOLEAN),
}
"""Their names, and what is known of them before there is data."""

MOST_DAYS = 25_000  # a century of working days
MOST_HOURS = 20_000  # ten years of them
_STEPS_A_DAY = 30  # a day of working hours takes as long as so many steps of FEEL


def counting(calendar: WorkCalendar) -> Mapping[str, Callable[..., Any]]:
    """Return the functions as a host lends them, counting by a calendar."""
    return {
        "add working days": partial(_add_days, calendar),
        "add working hours": partial(_add_hours, calendar),
        "working days between": partial(_days_between, calendar),
        "next working day": partial(_next_day, calendar),
        "is working day": partial(_is_day, calendar),
    }


def counting_names(calendar: WorkCalendar) -> Mapping[str, HostFunction]:
    """Return the functions as values that stand among the names an expression sees."""
    return {name: HostFunction(name, found) for name, found in counting(calendar).items()}


def _add_days(calendar: WorkCalendar, start: Any, days: Any) -> date:
    """Return the n-th working day after a day (before it, when negative); 0 is the day itself."""
    count = _whole(days)
    spend(abs(count))
    return calendar.add_working_days(_day(start), count)


def _add_hours(calendar: WorkCalendar, start: Any, hours: Any) -> datetime:
    """Return the instant at which so many working hours have passed."""
    if not isinstance(start, datetime):
        raise ValueError("the start is a date and time")
    if isinstance(hours, bool) or not isinstance(hours, int | Decimal):
        raise ValueError("the hours are a number")
    if not 0 <= hours <= MOST_HOURS:
        raise ValueError(f"the hours lie between 0 and {MOST_HOURS}")
    a_day = min(sum(end - begin for begin, end in calendar.hours), 8 * 60)
    spend(int(hours * 60) // a_day * _STEPS_A_DAY)
    return calendar.add_working_time(start, int(hours * 60))


def _days_between(calendar: WorkCalendar, start: Any, end: Any) -> int:
    """Return how many working days lie after the first day, up to and with the second."""
    first, last = _day(start), _day(end)
    spend(abs((last - first).days))
    return calendar.working_days_between(first, last)


def _next_day(calendar: WorkCalendar, day: Any) -> date:
    """Return the day itself when it is a working day, else the first one after it."""
    return calendar.next_working_day(_day(day))


def _is_day(calendar: WorkCalendar, day: Any) -> bool:
    return calendar.is_working_day(_day(day))


def _day(value: Any) -> date:
    if not isinstance(value, date):
        raise ValueError("this is no date")
    day = local_day(value)
    if not date(2, 1, 1) <= day <= date(9990, 1, 1):
        raise ValueError("no calendar reaches there")
    return day


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("the number of days is a whole number")
    if abs(value) > MOST_DAYS:
        raise ValueError(f"at most {MOST_DAYS} days are counted")
    return value
