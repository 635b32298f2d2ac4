"""How content is said in the reader's language: phrases, sentences, values, instants."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from babel.dates import format_datetime
from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext

from admin.language import LOCALES, language
from engine import (
    LOCAL,
    Case,
    Community,
    Person,
    Text,
    installed_plugins,
    now,
    parse_limit,
    plugin_folder,
    tree,
)

DAY = {"zh": "yyyy年M月d日", "en": "d MMM yyyy"}
# as the history keeps an instant
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
MOMENT = {"zh": "yyyy年M月d日 HH:mm", "en": "d MMM yyyy, HH:mm"}


def phrases(plugin: str = "") -> Mapping[str, str]:
    """Return Chinese phrase → English of all installed plugins, those of one before the others';
    empty for who reads Chinese."""
    if language() == "zh":
        return {}
    others = [name for name in installed_plugins() if name != plugin]
    return _english((*others, plugin) if plugin in installed_plugins() else tuple(others))


@cache
def _english(plugins: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in plugins:
        path = plugin_folder(name) / "locale" / "en.json"
        if path.exists():
            found.update(json.loads(path.read_text("utf-8")))
    return found


def phrase(text: Any) -> str:
    """Return a phrase of a diagram or form in the reader's language; unknown ones as they are."""
    return phrases().get(str(text), str(text))


def say(text: Any) -> str:
    """Return a sentence of the engine in the reader's language, the names in it translated too."""
    if isinstance(text, Mapping):  # a sentence as the database keeps it
        return str(text.get(language()) or text.get("zh", ""))
    if not isinstance(text, Text):
        return phrase(text)
    values = {
        name: phrase(one) if isinstance(one, str) else one for name, one in text.values.items()
    }
    return Text(text.zh, text.en, **values).say(language())


def person_name(person: Person) -> str:
    """Return a person's name as the reader can read it."""
    return str(person.name if language() == "zh" or not person.name_en else person.name_en)


def place(where: Case | Community) -> str:
    """Return the name of a community, or of the one that a case belongs to."""
    number = where.community_id if isinstance(where, Case) else where.id
    return tree().by_id[number].title(language())


def day(value: date) -> str:
    """Return a day in words; an instant is taken as the day it is in the subdistrict."""
    return _formatted(value, DAY)


def moment(value: datetime) -> str:
    """Return an instant in the subdistrict's time, to the minute."""
    return _formatted(value, MOMENT)


def _formatted(value: date, patterns: Mapping[str, str]) -> str:
    at = (
        value
        if isinstance(value, datetime)
        else datetime(value.year, value.month, value.day, tzinfo=LOCAL)
    )
    return str(format_datetime(at, patterns[language()], tzinfo=LOCAL, locale=LOCALES[language()]))


def span(length: timedelta) -> str:
    """Return a length of time in its largest unit: 3 days, 5 hours, 20 minutes."""
    minutes = max(1, int(abs(length).total_seconds() // 60))
    if minutes >= 48 * 60:
        return str(ngettext("%(num)d day", "%(num)d days", minutes // (24 * 60)))
    if minutes >= 60:
        return str(ngettext("%(num)d hour", "%(num)d hours", minutes // 60))
    return str(ngettext("%(num)d minute", "%(num)d minutes", minutes))


def until(value: datetime) -> str:
    """Return how far away an instant is: in 3 days, 5 hours ago."""
    left = value - now()
    if left.total_seconds() < 0:
        return str(_("%(span)s ago", span=span(left)))
    return str(_("in %(span)s", span=span(left)))


def value_text(value: Any) -> str:
    """Return a value of a case's data as people read it."""
    if value is None or value == "" or value == []:
        return "—"
    if isinstance(value, Text):
        return say(value)
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, str) and INSTANT.fullmatch(value):
        return moment(datetime.fromisoformat(value))
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, Mapping):
        return str(value.get("place") or value.get("name") or _several(value))
    if isinstance(value, list | tuple):
        return ("、" if language() == "zh" else ", ").join(value_text(each) for each in value)
    return phrase(value)


def _several(value: Mapping[str, Any]) -> str:
    return "; ".join(f"{phrase(key)}: {value_text(each)}" for key, each in value.items())


def amount(written: str) -> str:
    """Return a limit such as `30D` in words."""
    return say(parse_limit(written).text)


def unit(written: str) -> str:
    """Return the name of a unit of time."""
    names = {
        "WD": _("working days"),
        "WH": _("working hours"),
        "D": _("days"),
        "H": _("hours"),
        "MIN": _("minutes"),
        "MON": _("months"),
        "Y": _("years"),
    }
    return str(names[written])


def drawn_marks(marks: Mapping[str, str]) -> dict[str, Any]:
    """Return where a case stands as the drawing in the browser reads it."""
    of = {kind: [one for one, mark in marks.items() if mark == kind] for kind in ("done", "error")}
    tokens = {one: 1 for one, mark in marks.items() if mark == "current"}
    return {"tokens": tokens, "done": of["done"], "errors": of["error"]}


def add_words(app: Flask) -> None:
    """Give templates the filters that say content in the reader's language."""
    app.jinja_env.filters.update(
        t=phrase,
        say=say,
        name=person_name,
        place=place,
        day=day,
        hex=lambda content: bytes(content).hex(),
        moment=moment,
        until=until,
        words=value_text,
        amount=amount,
        unit=unit,
        drawn=drawn_marks,
    )
