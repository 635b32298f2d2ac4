"""What the calendar asks: what one day is, and a year's list as text or file."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from admin.console.calendar_words import KINDS
from admin.console.forms import ConsoleForm
from admin.console.workbooks import read_first_sheet
from admin.say import say
from engine import BadHours, CalendarRow, Refused, parse_hours, show_hours

ORDINARY = "as usual"
ORDINARILY = _("As its weekday, or as what the place lies in")
LARGEST = 400_000
MOST_ROWS, MOST_COLUMNS = 1_000, 10


class SureForm(ConsoleForm):
    """The second question: is this to be done?"""

    sure = HiddenField()


class DayForm(SureForm):
    kind = RadioField(
        _("This day is"),
        [InputRequired()],
        choices=lambda: [(ORDINARY, ORDINARILY), *KINDS.items()],
        default=ORDINARY,
    )
    hours = StringField(
        _("Working hours of a half day"),
        [Length(max=80)],
        description=_("For a half day only, such as 09:00-12:00."),
    )
    name = StringField(_("Name"), [Length(max=80)], description=_("Such as: flood alert."))
    reason = StringField(
        _("Reason"),
        [InputRequired(), Length(min=2, max=500)],
        description=_("Kept with the date and your name."),
    )

    @classmethod
    def of(cls, row: CalendarRow | None) -> DayForm:
        """Return the form with what the day is now."""
        if row is None:
            return cls()
        return cls(data={"kind": row.kind, "hours": show_hours(row.hours), "name": row.name})

    def validate_hours(self, field: Any) -> None:
        if self.kind.data != "half":
            return
        try:
            parse_hours(field.data or "")
        except BadHours as wrong:
            raise ValidationError(say(wrong.text)) from wrong


def row_in(form: DayForm, day: date) -> CalendarRow | None:
    """Return what was said of a day, None when it is as usual."""
    kind = form.kind.data
    if kind not in KINDS:
        return None
    hours = parse_hours(form.hours.data or "") if kind == "half" else ()
    name, source = (form.name.data or "").strip(), (form.reason.data or "").strip()[:200]
    return CalendarRow(day, kind, hours, name, source)


class ListForm(SureForm):
    text = TextAreaField(
        _("The list"),
        [Length(max=LARGEST)],
        description=_(
            "A line a day: 2027-02-06,off,,Spring Festival,source. Kinds: off, on, half."
        ),
    )
    file = FileField(
        _("Or a file"), description=_("CSV, or the first sheet of an Excel file (.xlsx).")
    )

    def validate_file(self, field: Any) -> None:
        """Read the file into the text, where the second question finds it again."""
        sent = request.files.get(field.name)
        if sent is None or not sent.filename:
            return
        with sent.stream:
            content = sent.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise ValidationError(gettext("The file is too large."))
        self.text.data = text_of(content)


def typed(form: ListForm) -> str:
    return str(form.text.data or "")


def text_of(content: bytes) -> str:
    """Return the list in a file as text."""
    if content.startswith(b"PK"):
        return sheet_text(content)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValidationError(gettext("This file is neither text nor an Excel file."))


def sheet_text(content: bytes) -> str:
    """Return the first sheet of a workbook as CSV."""
    try:
        rows = read_first_sheet(content, _cells, largest=LARGEST, values=True)
    except Refused as refused:
        raise ValidationError(say(refused.text)) from refused
    written = io.StringIO()
    csv.writer(written).writerows([[cell_text(cell) for cell in row] for row in rows])
    return written.getvalue()


def _cells(sheet: Any) -> list[tuple[Any, ...]]:
    return list(sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True))


def cell_text(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return "" if cell is None else str(cell)
