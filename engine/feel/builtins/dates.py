"""Functions on dates, and the clock."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ..civil import from_days, to_days
from ..natives import to_feel
from ..run import Run, current
from ..temporal import Date, DateTime
from .registry import a, builtin

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _day(value: Any) -> Date:
    return value.date if isinstance(value, DateTime) else a(Date, value)


@builtin("now", "")
def now() -> DateTime:
    """Return the instant of the evaluation, in the local zone."""
    instant: DateTime = to_feel((current() or Run({})).now())
    return instant


@builtin("today", "")
def today() -> Date:
    """Return the day of the evaluation, in the local zone."""
    return now().date


@builtin("day of year", "date")
def day_of_year(date: Any) -> Decimal:
    """Return the day's number in its year."""
    day = _day(date)
    return Decimal(day.days - to_days(day.year, 1, 1) + 1)


@builtin("day of week", "date")
def day_of_week(date: Any) -> str:
    """Return the weekday's English name."""
    return _DAYS[_day(date).weekday - 1]


@builtin("month of year", "date")
def month_of_year(date: Any) -> str:
    """Return the month's English name."""
    return _MONTHS[_day(date).month - 1]


@builtin("week of year", "date")
def week_of_year(date: Any) -> Decimal:
    """Return the week's number by ISO 8601: the week belongs to the year of its Thursday."""
    day = _day(date)
    thursday = day.days - day.weekday + 4
    year, _, _ = from_days(thursday)
    return Decimal((thursday - to_days(year, 1, 1)) // 7 + 1)
