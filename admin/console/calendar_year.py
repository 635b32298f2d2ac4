"""A year at a glance: twelve months of weeks, each day with what it is."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from admin.console.calendar_words import KINDS, MARKS, month_name, row_name, title_of_day
from engine import Place, WorkCalendar, today

WEEKS = calendar.Calendar(firstweekday=calendar.MONDAY)


@dataclass(frozen=True)
class Cell:
    """One day of a month as it is drawn."""

    day: date
    look: str  # classes: what it is
    mark: str  # the same as a word, for who sees no colours
    title: str
    is_today: bool


@dataclass(frozen=True)
class Month:
    name: str
    weeks: list[list[Cell | None]]
    working: int


def months_of(
    year: int, days: Mapping[date, tuple[Place, Any]], counting: WorkCalendar
) -> list[Month]:
    """Return the months of a year with every day that differs from its weekday marked."""
    return [month_of(year, number, days, counting) for number in range(1, 13)]


def month_of(
    year: int, number: int, days: Mapping[date, tuple[Place, Any]], counting: WorkCalendar
) -> Month:
    weeks = [
        [cell_of(day, days.get(day), counting) if day.month == number else None for day in week]
        for week in WEEKS.monthdatescalendar(year, number)
    ]
    working = sum(counting.is_working_day(cell.day) for week in weeks for cell in week if cell)
    return Month(month_name(year, number), weeks, working)


def cell_of(day: date, found: tuple[Place, Any] | None, counting: WorkCalendar) -> Cell:
    if found is None:
        look = "day" if counting.is_working_day(day) else "day is-weekend"
        return Cell(day, look, "", title_of_day(day), day == today())
    place, row = found
    title = f"{title_of_day(day)}: {KINDS[row.kind]} {row_name(row)}".strip()
    own = " is-own" if place is not None else ""
    return Cell(day, f"day day-{row.kind}{own}", str(MARKS[row.kind]), title, day == today())
