"""What an answer of each kind means: reads what was sent as a typed value, or says why not."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from engine.clock import LOCAL
from engine.forms import words
from engine.text import Text

MOST_CHARACTERS = 100_000
_T = TypeVar("_T")
_D = TypeVar("_D", bound=date)
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


class Unread(ValueError):
    """What was sent cannot be an answer of this kind."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


@dataclass(frozen=True)
class Option:
    """One of the values to choose from; a family of a tree has none of its own to give."""

    value: Any
    label: Text
    is_family: bool = False

    @property
    def written(self) -> str:
        """Return the value as an HTML form writes it."""
        return written(self.value)


Options = tuple[Option, ...]


def written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


# controls but tab and line ends, lone surrogates, non-characters
_UNBEARABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def is_blank(raw: Any) -> bool:
    """Tell whether nothing was answered."""
    return raw is None or raw in ("", []) or (isinstance(raw, str) and not raw.strip())


def read_line(raw: Any, _options: Options = ()) -> str:
    text = _clean(raw).strip()
    if "\n" in text or "\r" in text:
        raise Unread(words.ONE_LINE)
    return text


def read_lines(raw: Any, _options: Options = ()) -> str:
    return _clean(raw).replace("\r\n", "\n").replace("\r", "\n")


def _clean(raw: Any) -> str:
    """Return text without what no column, expression or page can bear."""
    if not isinstance(raw, str):
        raise Unread(words.NOT_TEXT)
    if len(raw) > MOST_CHARACTERS:
        raise Unread(words.longer(MOST_CHARACTERS))
    if _UNBEARABLE.search(raw):
        raise Unread(words.BAD_CHARACTERS)
    return raw


_DECIMAL = re.compile(r"[+-]?\d{1,18}(\.\d{1,12})?", re.ASCII)


def read_number(raw: Any, _options: Options = ()) -> int | Decimal:
    """Return an int when integral, else a Decimal; never by way of binary fractions."""
    number = _decimal(raw)
    if not number.is_finite() or (number and not -12 <= number.adjusted() <= 18):
        raise Unread(words.NOT_NUMBER)
    return int(number) if number == number.to_integral_value() else number


def _decimal(raw: Any) -> Decimal:
    if isinstance(raw, str) and _DECIMAL.fullmatch(raw.strip()):
        return Decimal(raw.strip())
    if isinstance(raw, Decimal):
        return raw
    if isinstance(raw, float) or (isinstance(raw, int) and not isinstance(raw, bool)):
        return _from_native(raw)
    raise Unread(words.NOT_NUMBER)


def _from_native(raw: float) -> Decimal:
    """Take a number as JSON wrote it; a whole number of thousands of digits is no amount."""
    if isinstance(raw, int) and raw.bit_length() > 128:
        raise Unread(words.NOT_NUMBER)
    try:
        return Decimal(repr(raw))
    except InvalidOperation as wrong:
        raise Unread(words.NOT_NUMBER) from wrong


def read_yes_no(raw: Any, _options: Options = ()) -> bool:
    if isinstance(raw, bool):
        return raw
    if raw in ("true", "false"):
        return bool(raw == "true")
    raise Unread(words.NOT_YES_NO)


_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_ZONE = r"(?:Z|[+-]\d\d:\d\d)?"
_TIME = re.compile(r"\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?" + _ZONE, re.ASCII)
_DATETIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?" + _ZONE, re.ASCII)


def read_date(raw: Any, _options: Options = ()) -> date:
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    return _in_range(_iso(raw, _DATE, date.fromisoformat, words.NOT_DATE), words.NOT_DATE)


def read_time(raw: Any, _options: Options = ()) -> time:
    """Return the local time of day; an offset, as form-js may send it, is taken into account."""
    found = raw if isinstance(raw, time) else _iso(raw, _TIME, time.fromisoformat, words.NOT_TIME)
    if found.tzinfo is None:
        return found
    return datetime.combine(date(2000, 1, 1), found).astimezone(LOCAL).time()


def read_datetime(raw: Any, _options: Options = ()) -> datetime:
    """Return an aware instant in the subdistrict's zone; without an offset it is local already."""
    if isinstance(raw, datetime):
        found = raw
    else:
        found = _iso(raw, _DATETIME, datetime.fromisoformat, words.NOT_DATETIME)
    _in_range(found, words.NOT_DATETIME)
    return found.replace(tzinfo=LOCAL) if found.tzinfo is None else found.astimezone(LOCAL)


def _iso(raw: Any, form: re.Pattern[str], read: Callable[[str], _T], text: Text) -> _T:
    if not isinstance(raw, str) or not form.fullmatch(raw.strip()):
        raise Unread(text)
    try:
        return read(raw.strip())
    except ValueError as wrong:
        raise Unread(text) from wrong


def _in_range(found: _D, text: Text) -> _D:
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise Unread(text)
    return found


def read_choice(raw: Any, options: Options) -> Any:
    """Return the option's own value, also when its text was sent, as HTML forms do."""
    if not isinstance(raw, str | int | float | Decimal):
        raise Unread(words.NOT_OPTION)
    for option in options:
        same_kind = isinstance(raw, str | bool) or isinstance(option.value, str | bool)
        exact = type(raw) is type(option.value) if same_kind else True
        if (exact and raw == option.value) or raw == option.written:
            if option.is_family:
                raise Unread(words.NOT_LEAF)
            return option.value
    raise Unread(words.NOT_OPTION)


def read_choices(raw: Any, options: Options) -> list[Any]:
    if not isinstance(raw, list | tuple) or len(raw) > max(len(options), 1) * 2:
        raise Unread(words.NOT_LIST if not isinstance(raw, list | tuple) else words.TWICE)
    return [read_choice(one, options) for one in raw]


_LONGEST_PLACE = 200


def read_place(raw: Any, _options: Options = ()) -> dict[str, Any]:
    """Return {"place", "point"?}; a point is [x, y] in fractions of the plan's width and height."""
    if isinstance(raw, str):
        return {"place": _short(raw, _LONGEST_PLACE)}
    if not isinstance(raw, dict) or is_blank(raw.get("place")):
        raise Unread(words.NOT_PLACE)
    place: dict[str, Any] = {"place": _short(raw["place"], _LONGEST_PLACE)}
    if raw.get("point") is not None:
        place["point"] = _point(raw["point"])
    return place


def _point(raw: Any) -> list[Any]:
    if not isinstance(raw, list | tuple) or len(raw) != 2:
        raise Unread(words.NOT_PLACE)
    point = [read_number(fraction) for fraction in raw]
    if not all(0 <= fraction <= 1 for fraction in point):
        raise Unread(words.NOT_PLACE)
    return point


_LONGEST_NAME = 60


def read_person(raw: Any, options: Options) -> dict[str, Any]:
    """Return {"id", "name"}: one of the options, or with no options a bare name without an id.

    An id that was sent is only believed when the server itself offered it.
    """
    sent = raw.get("id" if options else "name") if isinstance(raw, dict) else raw
    if not options:
        return {"id": None, "name": _short(sent, _LONGEST_NAME)}
    chosen = read_choice(sent, options)
    label = next(option.label for option in options if option.value == chosen)
    return {"id": chosen, "name": label.say("zh")}


_BETWEEN_NAMES = re.compile(r"[、,，;；\n]+")
_MOST_PERSONS = 500


def read_persons(raw: Any, options: Options) -> list[dict[str, Any]]:
    """Return persons; several names in one text stand apart by 、 or a comma."""
    sent = _BETWEEN_NAMES.split(read_lines(raw)) if isinstance(raw, str) else raw
    if not isinstance(sent, list | tuple) or len(sent) > _MOST_PERSONS:
        raise Unread(words.NOT_LIST)
    return [read_person(one, options) for one in sent if not is_blank(one)]


def _short(raw: Any, most: int) -> str:
    text = read_line(raw)
    if not text:
        raise Unread(words.MISSING)
    if len(text) > most:
        raise Unread(words.longer(most))
    return text
