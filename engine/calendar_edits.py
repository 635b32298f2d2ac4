"""Changing the calendar: a day, or a year's whole list; what it moves, and taking it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from engine.calendar import CalendarRow
from engine.calendars import (
    Place,
    calendars,
    forget_calendars,
    row_of,
    stored_row,
)
from engine.change import Change, changing
from engine.clock import LOCAL, now
from engine.database import transaction
from engine.due_moves import Move, due_moves
from engine.errors import Invalid, Problem, Refused
from engine.models import CalendarDay, CalendarEdit, CalendarYear, Person, Task
from engine.moving import count_again
from engine.text import Text


@dataclass(frozen=True)
class Edit:
    """A change of a place's days that is not made yet: which rows go, which come."""

    place: Place
    gone: tuple[CalendarRow, ...]
    rows: tuple[CalendarRow, ...]
    reason: str = ""
    year: int | None = None  # the whole list of this year
    published: bool = True  # is that the published list?
    undoes: int | None = None

    @property
    def days(self) -> list[date]:
        """Return the days on which something differs afterwards."""
        before = {row.day: row for row in self.gone}
        after = {row.day: row for row in self.rows}
        return sorted(
            day for day in before.keys() | after.keys() if before.get(day) != after.get(day)
        )


def rows_of(place: Place, year: int) -> tuple[CalendarRow, ...]:
    """Return a place's own days of a year that differ from their weekday."""
    return tuple(row for row in calendars().rows.get(place, ()) if row.day.year == year)


def edit_day(place: Place, day: date, row: CalendarRow | None, reason: str) -> Edit:
    """Return the change by which one day of a place becomes a row, or an ordinary day again."""
    if len(reason.strip()) < 2:
        raise Refused("请写明理由。", "Please give a reason.")
    gone = tuple(one for one in rows_of(place, day.year) if one.day == day)
    return Edit(place, gone, (row,) if row else (), reason.strip())


def edit_list(place: Place, rows: Iterable[CalendarRow]) -> Edit:
    """Return the change by which a place's days of a year become those of a list.

    Raises Invalid when the list holds days of several years.
    """
    new = tuple(sorted(rows, key=lambda row: row.day))
    years = sorted({row.day.year for row in new})
    if len(years) != 1:
        said = Text(
            "一份清单只能是同一年的，这里有：{years}。",
            "A list is of one year; here are: {years}.",
            years=", ".join(map(str, years)),
        )
        raise Invalid([Problem("", said)])
    return Edit(place, rows_of(place, years[0]), new, year=years[0])


def moved_by(edit: Edit) -> list[Move]:
    """Return which due dates an edit would move."""
    if not edit.days:
        return []
    after = calendars().with_days(edit.place, [row.day for row in edit.gone], edit.rows)
    return due_moves(edit.place, edit.days, after)


def make_edit(edit: Edit, by: Person) -> CalendarEdit:
    """Store an edit and move the due dates with it: all or nothing, each case told in its history.

    Refused when the days were changed by somebody else in the meantime.
    """
    with transaction():
        _refuse_changed(edit)
        moves = moved_by(edit)
        _store_days(edit, by)
        forget_calendars()
        for number in sorted({move.case.id for move in moves}):
            _move_case(number, by, edit)
        return _note(edit, by, len(moves))


def _refuse_changed(edit: Edit) -> None:
    """Refuse when what stands there is no longer what the edit was made from."""
    forget_calendars()
    days = {row.day for row in (*edit.gone, *edit.rows)}
    here = calendars().rows.get(edit.place, ())
    if edit.year is not None:
        here = tuple(row for row in here if row.day.year == edit.year)
    else:
        here = tuple(row for row in here if row.day in days)
    if here != edit.gone:
        raise Refused(
            "这些日期刚才已被别人修改，请重新查看后再改。",
            "Somebody else has just changed these days. Look at them again first.",
        )


def _store_days(edit: Edit, by: Person) -> None:
    here = _at(CalendarDay, edit.place)
    gone = [row.day for row in edit.gone]
    if gone:
        CalendarDay.delete().where(here, CalendarDay.day.in_(gone)).execute()
    stamp = {"community": edit.place, "changed_at": now(), "changed_by": by}
    if edit.rows:
        CalendarDay.insert_many([{**stored_row(row), **stamp} for row in edit.rows]).execute()


def _at(model: Any, place: Place) -> Any:
    return model.community.is_null() if place is None else model.community == place


def _move_case(number: int, by: Person, edit: Edit) -> None:
    """Count the clocks of one case again by the calendar as it now stands."""
    with changing(number) as change:
        before = _dues(change)
        count_again(change)
        after = _dues(change)
        moved = [
            {"what": name, "from": _shown(due), "to": _shown(after[key][1])}
            for key, (name, due) in before.items()
            if key in after and after[key][1] != due
        ]
        change.record("calendar_changed", by, reason=edit.reason, moved=moved)


def _dues(change: Change) -> dict[int | None, tuple[str, datetime | None]]:
    """Return when a case and its open tasks are due, by task, None for the case itself."""
    rows = Task.select().where(Task.case == change.case, Task.status == "open").order_by(Task.id)
    own = {None: ("", change.case.due_at)}
    return {**own, **{task.id: (str(task.name), task.due_at) for task in rows}}


def _shown(due: datetime | None) -> str:
    return due.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M") if due else ""


def _note(edit: Edit, by: Person, moved: int) -> CalendarEdit:
    """Keep what was done, so that it can be read and undone."""
    if edit.undoes is not None:
        CalendarEdit.update(undone=True).where(CalendarEdit.id == edit.undoes).execute()
    before = {"rows": [_json(row) for row in edit.gone], "published": _set_year(edit, by)}
    made: CalendarEdit = CalendarEdit.create(
        community=edit.place,
        year=edit.year,
        reason=edit.reason,
        before=before,
        after={"rows": [_json(row) for row in edit.rows]},
        moved=moved,
        by=by,
    )
    return made


def _set_year(edit: Edit, by: Person) -> bool:
    """Note that a year's list is there (or, undone, is not); return whether it was before."""
    if edit.year is None or edit.place is not None:
        return False
    known = CalendarYear.get_or_none(CalendarYear.year == edit.year)
    row = known or CalendarYear(year=edit.year, published=False)
    before = bool(row.published)
    row.published, row.confirmed_at, row.confirmed_by = edit.published, now(), by
    row.source = next((each.source for each in edit.rows if each.source), "")
    row.save()
    return before


def _json(row: CalendarRow) -> dict[str, Any]:
    return {**stored_row(row), "day": row.day.isoformat()}


def _row(stored: Mapping[str, Any]) -> CalendarRow:
    return row_of(**{**stored, "day": date.fromisoformat(stored["day"])})


def undoing(done: CalendarEdit, reason: str) -> Edit:
    """Return the change that takes an edit back."""
    if done.undone:
        raise Refused("这次修改已经撤销过了。", "This change was undone already.")
    return Edit(
        done.community_id,
        tuple(_row(row) for row in done.after["rows"]),
        tuple(_row(row) for row in done.before["rows"]),
        reason=reason[:500],
        year=done.year,
        published=bool(done.before["published"]),
        undoes=done.id,
    )


def edits_of(places: Iterable[Place], most: int = 30) -> list[CalendarEdit]:
    """Return what was changed in these places, newest first."""
    wanted = list(places)
    known = [place for place in wanted if place is not None]
    here: Any = CalendarEdit.community.in_(known)
    if None in wanted:
        here = here | CalendarEdit.community.is_null()
    rows = (
        CalendarEdit.select(CalendarEdit, Person)
        .join(Person, "LEFT OUTER JOIN", on=CalendarEdit.by)
        .where(here)
        .order_by(CalendarEdit.id.desc())
        .limit(most)
    )
    return list(rows)
