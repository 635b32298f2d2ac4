"""How the calendar says what a day is."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import format_date, gettext
from flask_babel import lazy_gettext as _

from admin.console.places import main_place
from admin.console.words import named
from admin.language import language
from engine import Place, tree

KINDS = {
    "off": _("Day off"),
    "on": _("Working day (made up)"),
    "half": _("Half day"),
}
MARKS = {"off": _("[off]"), "on": _("[work]"), "half": _("[half]")}
WEEKDAYS = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
SEED = "holidays "


def weekday(day: date) -> str:
    return str(WEEKDAYS[day.weekday()])


def title_of_day(day: date) -> str:
    said = gettext("%(day)s %(weekday)s", day=day.isoformat(), weekday=weekday(day))
    return str(said)


def month_name(year: int, month: int) -> str:
    return str(format_date(date(year, month, 1), "LLLL"))


def hours_shown(spans: Any) -> str:
    """Return working spans as people write them."""
    return ", ".join(f"{clock(begins)}–{clock(ends)}" for begins, ends in spans)


def clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def source_shown(source: str) -> str:
    """Return where a day comes from; what the product brought along is said in words."""
    if source.startswith(SEED):
        return str(gettext("brought along by the product (%(source)s)", source=source))
    return source or "—"


def number_of(place: Place) -> int:
    return int(main_place().id) if place is None else place


def name_of(place: Place) -> str:
    return str(gettext("The whole subdistrict") if place is None else named(tree().by_id[place]))


def row_name(row: Any) -> str:
    return str(row.name if language() == "zh" else row.name_en or row.name)
