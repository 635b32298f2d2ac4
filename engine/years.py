"""Of which years the days off are known: by the published list, or by the regulation alone."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.calendar import start_of
from engine.calendars import forget_calendars, stored_row
from engine.china import FIRST_YEAR, LAST_YEAR, SOURCE, china_rows, is_published
from engine.clock import LOCAL, now, today
from engine.database import transaction
from engine.models import CalendarDay, CalendarYear, Case, Task

LIST_MONTH = 11  # the State Council publishes the next year's list in November


def seed_years() -> list[int]:
    """Store the days of years that are not there yet, as the package `holidays` knows them.

    A year that is there is never touched, not even when a newer package knows its list: replacing
    days moves due dates, and that is an administrator's deed.
    """
    there = {row.year for row in CalendarYear.select(CalendarYear.year)}
    missing = [year for year in range(FIRST_YEAR, LAST_YEAR + 1) if year not in there]
    with transaction():
        for year in missing:
            CalendarYear.create(year=year, published=is_published(year), source=SOURCE)
            days = [{**stored_row(row), "changed_at": now()} for row in china_rows(year)]
            CalendarDay.insert_many(days).execute()
    if missing:
        forget_calendars()
    return missing


def year_of(year: int) -> CalendarYear | None:
    """Return what is known of a year, None when nothing is."""
    found: CalendarYear | None = CalendarYear.get_or_none(CalendarYear.year == year)
    return found


def published_years() -> set[int]:
    """Return the years whose published lists are there."""
    return {row.year for row in CalendarYear.select().where(CalendarYear.published)}


def missing_year(day: date | None = None) -> int | None:
    """Return next year, from November on, while its list is not there."""
    day = day or today()
    if day.month < LIST_MONTH or ((known := year_of(day.year + 1)) is not None and known.published):
        return None
    return day.year + 1


def due_in_unknown_years() -> dict[int, int]:
    """Return how many open tasks and cases are due in each year whose list is not there."""
    last = max(published_years(), default=0)
    edge = date(last + 1, 1, 1)
    counted: dict[int, int] = {}
    for model in (Task, Case):
        due: Any = model.due_at
        rows: Any = model.select(due).where(model.status == "open", due >= start_of(edge))
        for (at,) in rows.tuples():
            year = at.astimezone(LOCAL).year
            counted[year] = counted.get(year, 0) + 1
    return counted
