"""By which calendar a community counts: the days of all above it, one over the other, its hours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from engine.bring import Setting
from engine.calendar import (
    OFFICE_HOURS,
    BadHours,
    CalendarRow,
    Kind,
    Minutes,
    WorkCalendar,
    parse_hours,
    show_hours,
)
from engine.communities import tree
from engine.database import after_commit
from engine.kept import Kept
from engine.models import CalendarDay, SettingValue
from engine.registry import brought_by, everything

Place = int | None
"""The id of a community, or None for the whole subdistrict."""

Rows = Mapping[Place, tuple[CalendarRow, ...]]

_calendar: ContextVar[WorkCalendar | None] = ContextVar("calendar", default=None)


def calendar_of(community: int) -> WorkCalendar:
    """Return the calendar by which a community (its id) counts now."""
    return _calendar.get() or calendars().of(community)


@contextmanager
def using_calendar(calendar: WorkCalendar) -> Iterator[None]:
    """Count by another calendar in what runs inside: a scenario's own."""
    token = _calendar.set(calendar)
    try:
        yield
    finally:
        _calendar.reset(token)


@dataclass
class Calendars:
    """Every calendar of the subdistrict, made of its days and hours when first asked for."""

    rows: Rows
    hours: Mapping[int, str]
    usual: str
    _made: dict[tuple[int, ...], WorkCalendar] = field(default_factory=dict)

    def of(self, place: Place) -> WorkCalendar:
        """Return the calendar of a community, or of the whole; those alike are one object."""
        line = [node.id for node in tree().above(place)] if place is not None else []
        own = tuple(each for each in line if each in self.rows or each in self.hours)
        if own not in self._made:
            self._made[own] = self._laid(own)
        return self._made[own]

    def _laid(self, inmost_first: tuple[int, ...]) -> WorkCalendar:
        written = next((self.hours[each] for each in inmost_first if each in self.hours), "")
        places: list[Place] = [None, *reversed(inmost_first)]
        rows = [row for place in places for row in self.rows.get(place, ())]
        return WorkCalendar(hours=_hours(written or self.usual)).with_rows(rows)

    def days_of(self, place: Place, year: int) -> dict[date, tuple[Place, CalendarRow]]:
        """Return the days of a year that differ from their weekday in a place, and whose they are.

        A day of an inner place hides the same day of an outer one.
        """
        line = [node.id for node in tree().above(place)] if place is not None else []
        found: dict[date, tuple[Place, CalendarRow]] = {}
        for each in (None, *reversed(line)):
            here = self.rows.get(each, ())
            found |= {row.day: (each, row) for row in here if row.day.year == year}
        return found

    def with_days(
        self, place: Place, gone: Iterable[date], rows: Iterable[CalendarRow]
    ) -> Calendars:
        """Return these calendars as they would be without some days of a place and with others."""
        new = list(rows)
        over = {*gone, *(row.day for row in new)}
        kept = [row for row in self.rows.get(place, ()) if row.day not in over]
        laid = tuple(sorted((*kept, *new), key=lambda row: row.day))
        return Calendars({**self.rows, place: laid}, self.hours, self.usual)


def _hours(written: str) -> Minutes:
    return parse_hours(written) if written else OFFICE_HOURS


def calendars() -> Calendars:
    """Return the calendars as they stand."""
    return _kept.get()


def forget_calendars() -> None:
    """Read the calendars again: now, and when the transaction that changed them is stored."""
    _kept.forget()
    after_commit(_kept.forget)


def _read(before: Calendars | None) -> Calendars:
    """Read all days and hours; what has not changed stays as it is, with what was made of it."""
    found = Calendars(_days(), _hours_set(), _usual_hours())
    same = before is not None and (before.rows, before.hours, before.usual) == (
        found.rows,
        found.hours,
        found.usual,
    )
    return before if same and before is not None else found


_kept = Kept(_read)


def _days() -> Rows:
    columns = (
        CalendarDay.community,
        CalendarDay.day,
        CalendarDay.kind,
        CalendarDay.hours,
        CalendarDay.name,
        CalendarDay.name_en,
        CalendarDay.source,
    )
    rows: dict[Place, list[CalendarRow]] = {}
    found: Any = CalendarDay.select(*columns).order_by(CalendarDay.day).tuples()
    for community, *values in found:
        rows.setdefault(community, []).append(row_of(*values))
    return {place: tuple(days) for place, days in rows.items()}


def row_of(day: date, kind: Kind, hours: str, name: str, name_en: str, source: str) -> CalendarRow:
    """Return a day as calendars count it, from how it is stored."""
    return CalendarRow(day, kind, parse_hours(hours) if hours else (), name, source, name_en)


def stored_row(row: CalendarRow) -> dict[str, Any]:
    """Return a day as it is stored."""
    return {
        "day": row.day,
        "kind": row.kind,
        "hours": show_hours(row.hours),
        "name": row.name,
        "name_en": row.name_en,
        "source": row.source,
    }


def hours_setting() -> Setting | None:
    """Return the setting by which communities say when they work."""
    known = brought_by(everything()).settings.values()
    return next((setting for setting in known if setting.type == "hours"), None)


def _usual_hours() -> str:
    setting = hours_setting()
    return str(setting.default or "") if setting else ""


def _hours_set() -> dict[int, str]:
    setting = hours_setting()
    if setting is None:
        return {}
    columns = (SettingValue.community, SettingValue.value)
    rows: Any = SettingValue.select(*columns).where(
        SettingValue.key == setting.key, SettingValue.procedure == ""
    )
    return {community: str(value) for community, value in rows.tuples() if _is_hours(value)}


def _is_hours(value: Any) -> bool:
    """Is a stored value good? One from before hours were checked must not stop every case."""
    try:
        parse_hours(str(value))
    except BadHours:
        return False
    return True
