"""Which days a quarter has, and when a shop is next looked at."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from engine import LOCAL, Refused


def quarter_of(day: date) -> str:
    """Return the quarter of a day: 2026Q1."""
    return f"{day.year}Q{(day.month + 2) // 3}"


def bounds(quarter: str) -> tuple[date, date]:
    """Return the first day of a quarter and that of the next."""
    found = re.fullmatch(r"(\d{4})Q([1-4])", quarter)
    if found is None:
        raise Refused("季度应写成2026Q1。", "A quarter is written 2026Q1.")
    year, month = int(found[1]), int(found[2]) * 3 - 2
    return date(year, month, 1), later(date(year, month, 1), "3MON")


def before(quarter: str) -> str:
    """Return the quarter before."""
    return quarter_of(bounds(quarter)[0] - timedelta(days=1))


def later(day: date, amount: str) -> date:
    """Return the day an interval after another: `15D`, `2MON`; a month ends on its last day."""
    found = re.fullmatch(r"(\d+)(D|MON)", amount)
    if found is None:
        raise ValueError(amount)
    if found[2] == "D":
        return day + timedelta(days=int(found[1]))
    month = day.month - 1 + int(found[1])
    year, month = day.year + month // 12, month % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))


def morning(day: date) -> datetime:
    """Return the instant at which a day's work begins to be asked for."""
    return datetime.combine(day, time(), LOCAL)
