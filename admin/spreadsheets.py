"""Rows as a workbook for a spreadsheet, in which no cell can be taken for a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from flask import Response
from openpyxl import Workbook

from admin.say import say
from engine import LOCAL, Viewer, note_deed, today, watermark

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # not allowed in a workbook
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def harmless(value: Any) -> Any:
    """Return a value that a spreadsheet shows as it is; what looks like a formula gets a `'`."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float | Decimal):
        return value
    if isinstance(value, datetime):
        return value.astimezone(LOCAL).replace(tzinfo=None, second=0, microsecond=0)
    if isinstance(value, date):
        return value
    text = UNPRINTABLE.sub("", str(value))
    if text.lstrip(" ").startswith(STARTS_A_FORMULA) and not NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def workbook(rows: Iterable[Sequence[Any]], title: str = "", mark: str = "") -> bytes:
    """Return a workbook with one sheet of these rows; `mark` stands below them and on each page
    that is printed."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31] or None)
    for row in rows:
        sheet.append([harmless(value) for value in row])
    if mark:
        sheet.append([])
        sheet.append([harmless(mark)])
        sheet.oddHeader.center.text = mark.replace("&", "&&")[:200]
        book.properties.creator, book.properties.description = "Gucheng", mark
    page = io.BytesIO()
    book.save(page)
    return page.getvalue()


def export(
    name: str, title: str, rows: Iterable[Sequence[Any]], by: Viewer, purpose: str = ""
) -> Response:
    """Send rows as a workbook to a reader: the one door by which lists leave the product.

    `name` becomes the file's, with the day; `by` is who takes it, for which `purpose`: both stand
    in the journal.
    """
    rows = list(rows)
    note_deed("exported", by.person, f"list:{name}", rows=max(len(rows) - 1, 0), purpose=purpose)
    mark = say(watermark(by.person, purpose))
    file = quote(f"{name}-{today().isoformat()}.xlsx")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{file}"}
    return Response(workbook(rows, title, mark), headers=headers, mimetype=XLSX)
