"""The journal as pages: searched, exported, its seals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Blueprint, Response, abort, render_template, request
from flask_babel import gettext as _

from admin.journal.words import (
    OF_CASES,
    OF_HOUSE,
    changes,
    deed_words,
    others,
    subject_words,
)
from admin.say import phrase
from admin.spreadsheets import export
from admin.who import viewer
from engine import (
    LOCAL,
    Found,
    Sought,
    all_deeds,
    all_events,
    deeds_found,
    events_found,
    may_read_house,
    seals,
    today,
)

journal_pages = Blueprint("journal", __name__, template_folder="templates")

RECENT = timedelta(days=30)  # what is shown before anything is asked
LONGEST = 80


@journal_pages.get("/journal")
def show() -> str:
    """Show the lines of cases that the reader may read and that were asked for."""
    page = events_found(viewer(), _sought(), _number())
    return _page("cases", page, OF_CASES)


@journal_pages.get("/journal/house")
def house() -> str:
    """Show the house's own journal, with what was before and after."""
    page = deeds_found(viewer(), _sought(), _number())
    return _page("house", page, OF_HOUSE)


def _page(tab: str, page: Any, deeds: Any) -> str:
    return render_template(
        "journal/journal.html",
        tab=tab,
        page=page,
        deeds=deeds,
        asked=_asked(),
        reads_house=may_read_house(viewer()),
        deed_words=deed_words,
        subject_words=subject_words,
        changes=changes,
        others=others,
    )


@journal_pages.get("/journal.xlsx")
def spreadsheet() -> Response:
    """Send the lines that were asked for as a workbook; the export stands in the journal too."""
    return _sent("journal", all_events(viewer(), _sought()))


@journal_pages.get("/journal/house.xlsx")
def house_spreadsheet() -> Response:
    if not may_read_house(viewer()):
        abort(404)
    return _sent("journal-house", all_deeds(viewer(), _sought()))


def _sent(name: str, found: Iterable[Found]) -> Response:
    return export(name, _("Journal"), _rows(found), viewer())


def _rows(lines: Iterable[Found]) -> Iterator[list[Any]]:
    yield [_("Time"), _("Person"), _("Deed"), _("Element"), _("Case"), _("No."), _("Where"),
           _("Before"), _("After"), _("Hash")]  # fmt: skip
    for line in lines:
        said = changes(line.values or {})
        yield [
            line.at,
            line.person.name if line.person else "",
            deed_words(line.deed),
            phrase(line.name) if line.name else line.element,
            line.number,
            line.sequence,
            line.community.name if line.community else "",
            "; ".join(f"{what}: {before}" for what, before, _after in said),
            "; ".join(f"{what}: {after}" for what, _before, after in said),
            line.hash,
        ]


@journal_pages.get("/journal/seals")
def sealed() -> str:
    """Show the daily seals with their roots, to be printed and kept elsewhere."""
    if not may_read_house(viewer()):
        abort(404)
    return render_template("journal/seals.html", seals=seals())


# -- what was asked -----------------------------------------------------------------------------


def _asked() -> dict[str, str]:
    """Return what the page was asked, as typed; the last thirty days when nothing was."""
    asked = {
        name: request.args.get(name, "").replace("\0", "").strip()[:LONGEST]
        for name in ("person", "deed", "number", "element", "since", "until")
    }
    if not any(asked.values()):
        asked["since"] = (today() - RECENT).isoformat()
    return asked


def _sought() -> Sought:
    asked = _asked()
    until = _day(asked["until"])
    return Sought(
        asked["person"],
        asked["deed"],
        asked["number"],
        asked["element"],
        _midnight(_day(asked["since"])),
        _midnight(until + timedelta(days=1) if until else None),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), LOCAL) if day and day.year > 1900 else None


def _number() -> int:
    return min(max(request.args.get("page", 1, type=int), 1), 10_000)
