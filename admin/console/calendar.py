"""The page of the calendar: which days people work where; a day or a list is changed here."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import abort, flash, redirect, request
from flask_admin import BaseView, expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from admin.console.access import COMMUNITY, SYSTEM, Guarded, governed
from admin.console.calendar_forms import DayForm, ListForm, SureForm, row_in, typed
from admin.console.calendar_warnings import warnings
from admin.console.calendar_words import (
    KINDS,
    MARKS,
    hours_shown,
    name_of,
    number_of,
    row_name,
    source_shown,
    title_of_day,
    weekday,
)
from admin.console.calendar_year import months_of
from admin.console.places import in_order, indented, main_place
from admin.console.words import named, when
from admin.say import say
from admin.who import viewer
from engine import (
    CalendarEdit,
    Edit,
    Invalid,
    Place,
    Refused,
    calendars,
    china_list,
    edit_day,
    edit_list,
    edits_of,
    make_edit,
    moved_by,
    read_calendar_rows,
    rows_of,
    today,
    told_to,
    tree,
    undoing,
    year_of,
)

SHOWN_MOVES = 200


class CalendarView(Guarded, BaseView):
    """Days off, made-up days and half days, of the whole subdistrict and of each community."""

    seen_by = (SYSTEM, COMMUNITY)
    changed_by = (SYSTEM, COMMUNITY)
    explains = _("Which days and hours people work: every limit in working days counts by it.")

    @expose("/")
    def index(self) -> Any:
        """Show a year of a place at a glance."""
        place, year = self.place(), self.year()
        days = calendars().days_of(place, year)
        return self.render(
            "console/calendar.html",
            **self.around(place, year),
            months=months_of(year, days, calendars().of(place)),
            days=sorted(days.items()),
            history=[edit for edit in edits_of([place]) if self.may_see(edit)],
            warnings=warnings(),
            known=year_of(year),
            offered=china_list(year) is not None,
            hours=hours_shown(calendars().of(place).hours),
        )

    @expose("/day/", methods=("GET", "POST"))
    def day(self) -> Any:
        """Ask what a day is, show what moves with it, change it."""
        day = day_or_404(request.values.get("day", ""))
        place = self.place()
        own = {row.day: row for row in rows_of(place, day.year)}
        form = DayForm.of(own.get(day))
        if form.validate_on_submit():
            try:
                edit = edit_day(place, day, row_in(form, day), form.reason.data or "")
            except Refused as refusal:
                form.reason.errors = [say(refusal.text)]
            else:
                return self.ask_or_do(edit, place, day.year, form, title_of_day(day))
        inherited = calendars().days_of(place, day.year).get(day)
        return self.render(
            "console/calendar_day.html",
            **self.around(place, day.year),
            form=form,
            day=day,
            own=own.get(day),
            inherited=inherited,
            failed=bool(form.errors),
        )

    @expose("/list/", methods=("GET", "POST"))
    def list(self) -> Any:
        """Read a year's list, show what moves with it, take it over."""
        place, year = self.place(), self.year()
        form = ListForm()
        problems: list[str] = []
        if form.is_submitted() and form.validate():
            try:
                edit = edit_list(place, read_calendar_rows(typed(form)))
            except Invalid as invalid:
                problems = [str(say(problem.text)) for problem in invalid.problems]
            else:
                title = gettext("List of %(year)s", year=edit.year)
                return self.ask_or_do(edit, place, int(edit.year or year), form, title)
        elif request.args.get("known"):
            form.text.data = china_list(year) or ""
        return self.render(
            "console/calendar_list.html",
            **self.around(place, year),
            form=form,
            problems=problems,
        )

    @expose("/undo/", methods=("GET", "POST"))
    def undo(self) -> Any:
        """Show what taking a change back would move, and take it back."""
        done = CalendarEdit.get_or_none(CalendarEdit.id == request.values.get("id", type=int))
        if done is None or not self.may_see(done):
            abort(404)
        place, form = done.community_id, SureForm()
        year = year_in(done)
        try:
            edit = undoing(done, gettext("Undone: %(reason)s", reason=done.reason or done.year))
        except Refused as refusal:
            flash(say(refusal.text), "danger")
            return redirect(self.at(place, year))
        if form.validate_on_submit():
            return self.do(edit, place, year)
        return self.ask(edit, place, year, form, gettext("Undo"))

    # -- asking and doing

    def ask_or_do(self, edit: Edit, place: Place, year: int, form: Any, title: str) -> Any:
        """Make a change that was confirmed, or that moves nothing; else show what it moves."""
        if not edit.days and edit.year is None:
            flash(gettext("Nothing was changed: the day is that already."), "info")
            return redirect(self.at(place, year))
        if form.sure.data == "1" or (edit.year is None and not moved_by(edit)):
            return self.do(edit, place, year)
        return self.ask(edit, place, year, form, title)

    def ask(self, edit: Edit, place: Place, year: int, form: Any, title: str) -> Any:
        moves = moved_by(edit)
        return self.render(
            "console/calendar_preview.html",
            **self.around(place, year),
            form=form,
            title=title,
            changes=changes_of(edit),
            moves=told_to(moves[:SHOWN_MOVES], viewer()),
            count=len(moves),
            cases=len({move.case.id for move in moves}),
            overdue=sum(move.becomes_overdue for move in moves),
        )

    def do(self, edit: Edit, place: Place, year: int) -> Response:
        try:
            done = make_edit(edit, viewer().person)
        except Refused as refusal:
            flash(say(refusal.text), "danger")
        else:
            said = gettext("The calendar is changed; %(count)s due dates moved.", count=done.moved)
            flash(said, "success")
        return redirect(self.at(place, year))

    # -- where

    def place(self) -> Place:
        """Return which place is asked about; the subdistrict itself is everywhere."""
        may = governed()
        if not may:
            abort(404)
        number = request.values.get("community", main_place(may).id, type=int)
        if number not in may:
            abort(404)
        return self.placed(number)

    def placed(self, number: int) -> Place:
        if tree().by_id[number].level != "SD":
            return number
        if not viewer().holds(SYSTEM):
            abort(404)
        return None

    def may_see(self, edit: Any) -> bool:
        if edit.community_id is None:
            return viewer().holds(SYSTEM)
        return edit.community_id in governed()

    def year(self) -> int:
        year = request.values.get("year", today().year, type=int)
        if not 2000 <= year <= 2100:
            abort(404)
        return year

    def at(self, place: Place, year: int) -> str:
        return str(self.get_url(".index", community=number_of(place), year=year))

    def around(self, place: Place, year: int) -> dict[str, Any]:
        """Return what every page of the calendar knows of where it is."""
        everywhere = viewer().holds(SYSTEM)
        shown = [node for node in in_order(governed()) if everywhere or node.level != "SD"]
        return {
            "community": number_of(place),
            "place": place,
            "place_name": name_of(place),
            "year": year,
            "places": [(node.id, indented(node)) for node in shown],
            "back": self.at(place, year),
            "kinds": KINDS,
            "marks": MARKS,
            "weekday": weekday,
            "name_of": name_of,
            "day_title": title_of_day,
            "row_name": row_name,
            "source": source_shown,
            "hours_of": hours_shown,
            "when": when,
            "named": named,
        }


def year_in(done: Any) -> int:
    """Return the year that a change was about."""
    days = [row["day"] for row in (*done.after["rows"], *done.before["rows"])]
    return int(done.year or date.fromisoformat(days[0]).year)


def day_or_404(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        abort(404)
    if not 2000 <= day.year <= 2100:
        abort(404)
    return day


def changes_of(edit: Edit) -> list[tuple[date, Any, Any]]:
    """Return (day, row before, row after) of what differs."""
    before = {row.day: row for row in edit.gone}
    after = {row.day: row for row in edit.rows}
    return [(day, before.get(day), after.get(day)) for day in edit.days]
