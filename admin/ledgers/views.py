"""The ledgers: which there are, one with its filters, and its Excel file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from admin.language import language
from admin.say import phrase, say, value_text
from admin.spreadsheets import export
from admin.who import viewer
from engine import (
    Ledger,
    LedgerRow,
    Text,
    Wanted,
    find_ledger,
    ledger_page,
    ledger_rows,
    ledgers_for,
    places_in,
    plugin_about,
)

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
    rows = _rows(ledger, ledger_rows(by, ledger, asked(ledger)))
    return export(say(ledger.title), say(ledger.title), rows, by)


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


def asked(ledger: Ledger) -> Wanted:
    """Read from the address which rows are wanted; what is no answer is left out."""
    given = request.args
    return Wanted(
        community=given.get("community", ""),
        since=_day("since"),
        until=_day("until"),
        chosen={one.name: given[one.name] for one in ledger.shown if given.get(one.name)},
        words=given.get("q", "").strip()[:100],
        sort=given.get("sort", ""),
        page=_number(),
    )


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _number() -> int:
    number = request.args.get("page", "1")
    return int(number) if number.isdecimal() and len(number) < 6 else 1


def _address(**changed: Any) -> dict[str, Any]:
    """Return what this page was asked with, some of it changed, for the address of another."""
    kept = {name: value for name, value in request.args.items() if value}
    kept.pop("page", None)
    return {**kept, **changed}
