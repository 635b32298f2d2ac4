"""Which days the whole of China takes off and makes up for, as the package `holidays` knows."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.metadata import version

import holidays

from engine.calendar import OFFICE_HOURS, CalendarRow, Minutes, WorkCalendar

FIRST_YEAR = 2015  # the package knows every list since 2014's
LAST_YEAR = 2030
SOURCE = f"holidays {version('holidays')}"
MADE_UP = ("调休上班", "Make-up working day")


@cache
def china_rows(year: int) -> tuple[CalendarRow, ...]:
    """Return the days of a year that differ from their weekday, in order.

    Of a year whose list the State Council has not published there are the statutory holidays alone,
    without make-up days: what the holiday regulation makes certain.
    """
    zh, en = _known("zh_CN"), _known("en_US")
    made_up = zh.weekend_workdays
    off = [
        CalendarRow(day, "off", (), name, SOURCE, en[day])
        for day, name in zh.items()
        if day.year == year and day not in made_up
    ]
    on = [
        CalendarRow(day, "on", (), MADE_UP[0], SOURCE, MADE_UP[1])
        for day in made_up
        if day.year == year
    ]
    return tuple(sorted((*off, *on), key=lambda row: row.day))


@cache
def _known(language: str) -> holidays.HolidayBase:
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    return holidays.country_holidays("CN", years=years, language=language)


def is_published(year: int) -> bool:
    """Does the package hold the State Council's list? Every list has had make-up days."""
    return any(row.kind == "on" for row in china_rows(year))


def china(rows: Iterable[CalendarRow] = (), hours: Minutes = OFFICE_HOURS) -> WorkCalendar:
    """Return mainland working days with 调休 as far as published, the given rows laid over them."""
    return WorkCalendar(hours=hours).with_rows([*_all_rows(), *rows])


@cache
def _all_rows() -> tuple[CalendarRow, ...]:
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    return tuple(row for year in years for row in china_rows(year))


def china_list(year: int) -> str | None:
    """Return the published list of a year as people would type it, None when it is not known."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and is_published(year)):
        return None
    lines = ["day,kind,hours,name,source,name_en"]
    lines += [
        f"{row.day},{row.kind},,{row.name},{row.source},{row.name_en}" for row in china_rows(year)
    ]
    return "\n".join(lines) + "\n"
