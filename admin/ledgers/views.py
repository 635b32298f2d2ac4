"""The ledgers: which there are, one with its filters, and its Excel file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response as AnyResponse

from admin.language import language
from admin.say import phrase, say, value_text
from admin.spreadsheets import export
from admin.who import viewer
from engine import (
    CLEAR,
    Export,
    Ledger,
    LedgerRow,
    NotFound,
    Refused,
    Text,
    Viewer,
    Wanted,
    ask_export,
    count_export,
    find_ledger,
    ledger_page,
    ledger_rows,
    ledgers_for,
    note_export,
    places_in,
    plugin_about,
)

LONGEST_PURPOSE = 200

ledger_pages = Blueprint("ledgers", __name__, template_folder="templates")


@ledger_pages.get("/ledgers")
def listed() -> str:
    """Show the ledgers that the reader may open, by system."""
    order = list(plugin_about())
    found = sorted(ledgers_for(viewer()), key=lambda one: order.index(one.plugin))
    groups = groupby(found, key=lambda one: one.plugin)
    return render_template(
        "ledgers/list.html", groups=[(plugin_about()[name], list(some)) for name, some in groups]
    )


@ledger_pages.get("/ledgers/<key>")
def show(key: str) -> str:
    """Show the rows of a ledger that were asked for."""
    by = viewer()
    ledger = find_ledger(key, by)
    wanted = asked(ledger)
    page, count = ledger_page(by, ledger, wanted)
    return render_template(
        "ledgers/ledger.html",
        ledger=ledger,
        page=page,
        count=count,
        wanted=wanted,
        places=places_in(by, ledger),
        here=_address,
    )


@ledger_pages.get("/ledgers/<key>.xlsx")
def spreadsheet(key: str) -> Response:
    """Send the rows that were asked for as a spreadsheet, masked as the page is."""
    by = viewer()
    ledger = find_ledger(key, by)
    purpose = request.args.get("purpose", "")[:LONGEST_PURPOSE]
    rows = list(_rows(ledger, ledger_rows(by, ledger, asked(ledger))))
    note_export(by.person, key, ledger.title, len(rows) - 1, purpose=purpose, wanted=request.args)
    return export(say(ledger.title), say(ledger.title), rows, by, purpose)


@ledger_pages.get("/ledgers/<key>/export")
def ask(key: str) -> str:
    """Ask what a file of the ledger is for, and whether personal values are to stand in it."""
    return _ask_page(find_ledger(key, viewer()))


def _ask_page(ledger: Ledger, refused: str = "") -> str:
    classes = {column.data_class for column in ledger.shown} | {ledger.record.DATA_CLASS}
    return render_template(
        "ledgers/export.html",
        ledger=ledger,
        classes=classes,
        refused=refused,
        purpose=request.form.get("purpose", ""),
        here=_address,
        longest=LONGEST_PURPOSE,
    )


@ledger_pages.post("/ledgers/<key>/export")
def take(key: str) -> AnyResponse | tuple[str, int]:
    """Send a masked file at once, or ask for leave to take a clear one."""
    by, ledger = viewer(), find_ledger(key, viewer())
    purpose = request.form.get("purpose", "")[:LONGEST_PURPOSE]
    wanted = {name: value for name, value in request.args.items() if value and name != "key"}
    kind = request.form.get("kind", "masked")
    if kind == "masked":
        given: Any = {**wanted, "purpose": purpose}
        return redirect(url_for("ledgers.spreadsheet", key=key, **given))
    try:
        ask_export(by, key, ledger.title, wanted, kind, purpose)
    except NotFound:
        raise
    except Refused as refused:
        return _ask_page(ledger, say(refused.text)), 409
    flash(_("The export is asked for; you can take the file once it is allowed."), "success")
    return redirect(url_for("exports.show"))


def clear_file(asked_for: Export, by: Viewer) -> Response:
    """Send an allowed export with its values clear."""
    ledger = find_ledger(asked_for.what, by)
    clear = CLEAR[asked_for.data_class]
    found = list(_rows(ledger, ledger_rows(by, ledger, asked(ledger, asked_for.wanted), clear)))
    count_export(asked_for, len(found) - 1)
    return export(say(ledger.title), say(ledger.title), found, by, asked_for.purpose)


def _rows(ledger: Ledger, rows: Iterator[LedgerRow]) -> Iterator[list[Any]]:
    heads = [phrase(column.head) for column in ledger.shown]
    yield [_("Case"), _("Where"), *heads, _("Entered")]
    for row in rows:
        number = row.record.case.number if row.record.case_id else ""
        cells = [_cell(cell.value) for cell in row.cells]
        yield [number, row.place.title(language()), *cells, row.record.created_at]


def _cell(value: Any) -> Any:
    """Return a value as a spreadsheet keeps it: days and numbers as such, all else in words."""
    if isinstance(value, str | bool | list | dict | Text):
        return value_text(value)
    return value


def asked(ledger: Ledger, kept: Mapping[str, str] | None = None) -> Wanted:
    """Read from the address, or what was kept of it, which rows are wanted; what is no answer is
    left out."""
    given = request.args if kept is None else kept
    return Wanted(
        community=given.get("community", ""),
        since=_day(given.get("since", "")),
        until=_day(given.get("until", "")),
        chosen={one.name: given[one.name] for one in ledger.shown if given.get(one.name)},
        words=given.get("q", "").strip()[:100],
        sort=given.get("sort", ""),
        page=_number(given.get("page", "1")),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(number: str) -> int:
    return int(number) if number.isdecimal() and len(number) < 6 else 1


def _address(**changed: Any) -> dict[str, Any]:
    """Return what this page was asked with, some of it changed, for the address of another."""
    kept = {name: value for name, value in request.args.items() if value and name != "key"}
    kept.pop("page", None)
    return {**kept, **changed}
