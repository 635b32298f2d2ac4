"""How a scenario's words become answers: typed by the fields of the form they are for."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.clock import LOCAL, now
from engine.documents import store_file
from engine.forms import Form
from engine.people import Viewer
from engine.scenarios.read import Word

# one pixel, for a file that a scenario sends
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
NUMBER = re.compile(r"-?\d+(\.\d+)?")


def answers_for(form: Form | None, words: Mapping[str, Word], by: Viewer) -> dict[str, Any]:
    """Return what a browser would submit for these words."""
    kinds = {field.key: field.kind for field in form.fields} if form else {}
    found: dict[str, Any] = {}
    for key, word in words.items():
        value = _rows(kinds, key, word, by) or submitted(kinds.get(key, ""), word, by)
        place = found
        *groups, last = key.split(".")
        for group in groups:
            place = place.setdefault(group, {})
        place[last] = value
    return found


def _rows(kinds: Mapping[str, str], key: str, word: Word, by: Viewer) -> list[Any]:
    """Return the rows of a list as its fields submit them; nothing for what is no such list."""
    return [
        {name: submitted(kinds.get(f"{key}.{name}", ""), one, by) for name, one in row.items()}
        for row in word
        if isinstance(row, dict)
    ]


def submitted(kind: str, word: Any, by: Viewer) -> Any:
    """Return one word as a field of this kind submits it; an empty word is no answer."""
    if kind == "filepicker":
        names = word if isinstance(word, list) else [word]
        return [store_file(by, name.rsplit(".", 1)[0] + ".png", PIXEL) for name in names]
    if kind in ("checklist", "taglist"):
        return word if isinstance(word, list) else [word]
    if kind == "persons":  # ids of people to choose from, else names in one text
        return word
    if isinstance(word, list):
        return [submitted("", each, by) for each in word]
    if word == "":
        return None
    if kind == "checkbox":
        return word == "true"
    if kind == "number":
        return Decimal(word) if "." in word else int(word)
    if kind == "geo":
        return {"place": word}
    if kind in ("date", "datetime"):
        return _moment(kind, word)
    return word if kind else value_of(word)


def _moment(kind: str, word: str) -> str:
    """Write `now`, `-3d 09:00` or `+30d` as the date or instant it stands for."""
    found = now().astimezone(LOCAL) if word == "now" else days_from_today(word)
    if found is None:
        return word
    return found.date().isoformat() if kind == "date" else found.isoformat(timespec="minutes")


DAYS = re.compile(r"([+-]\d+)d(?: (\d\d:\d\d))?")


def days_from_today(words: str) -> datetime | None:
    """Read `-3d 09:00` or `+30d` (at nine), counted from the real today; None for other words."""
    found = DAYS.fullmatch(words)
    if found is None:
        return None
    day = datetime.now(LOCAL).date() + timedelta(days=int(found[1]))
    return datetime.combine(day, time.fromisoformat(found[2] or "09:00"), LOCAL)


def value_of(word: str) -> Any:
    """Return a bare word as a value: true, false, null, a number, a date, an instant, else text."""
    if word in ("true", "false", "null"):
        return {"true": True, "false": False, "null": None}[word]
    if NUMBER.fullmatch(word):
        return Decimal(word) if "." in word else int(word)
    try:
        return date.fromisoformat(word)
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(word)
    except ValueError:
        return word
    return moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)
