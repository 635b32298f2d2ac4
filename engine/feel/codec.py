"""Values as JSON: what JSON has no kind for becomes an object with one key that begins with `@`.

`{"@number": "1.50"}`, `{"@date": "2026-03-04"}`; a context whose own key begins with `@` is
wrapped as `{"@context": [[key, value], …]}`, so that nothing can be taken for something else.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from .errors import NoValue
from .natives import from_feel, to_feel
from .show import number_text
from .temporal import Date, DateTime, DaysTimeDuration, Time, YearsMonthsDuration
from .temporal_text import read_date, read_date_time, read_duration, read_time

_TAGS: dict[type, str] = {
    Date: "@date",
    Time: "@time",
    DateTime: "@date and time",
    YearsMonthsDuration: "@duration",
    DaysTimeDuration: "@duration",
}
_READERS: dict[str, Callable[[str], Any]] = {
    "@date": read_date,
    "@time": read_time,
    "@date and time": read_date_time,
    "@duration": read_duration,
    "@number": Decimal,
}
_MOST_EXACT = 2**53
"""Beyond this, other readers of JSON (a browser) would round a number."""


def to_json(value: Any) -> Any:
    """Return a Python value as what `json` and `msgspec` write; ValueError for a range."""
    return _out(to_feel(value))


def _out(value: Any) -> Any:
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, Decimal):
        whole = value == value.to_integral_value() and abs(value) < _MOST_EXACT
        return int(value) if whole else {"@number": number_text(value)}
    if isinstance(value, list):
        return [_out(item) for item in value]
    if isinstance(value, dict):
        entries = {key: _out(item) for key, item in value.items()}
        if any(key.startswith("@") for key in entries):
            return {"@context": [[key, item] for key, item in entries.items()]}
        return entries
    tag = _TAGS.get(type(value))
    if tag is None:
        raise ValueError("neither ranges nor functions can be stored")
    return {tag: str(value)}


def from_json(value: Any) -> Any:
    """Return the Python value of what to_json gave; ValueError for anything else."""
    try:
        return from_feel(_in(value))
    except (NoValue, InvalidOperation, TypeError, ValueError) as error:
        raise ValueError("not a stored value") from error


def _in(value: Any) -> Any:
    if isinstance(value, list):
        return [_in(item) for item in value]
    if not isinstance(value, dict):
        return to_feel(value)
    if not any(key.startswith("@") for key in value):
        return {key: _in(item) for key, item in value.items()}
    if len(value) != 1:
        raise NoValue("a tag stands alone")
    ((tag, content),) = value.items()
    if tag == "@context":
        return {key: _in(item) for key, item in content}
    if tag not in _READERS:
        raise NoValue("an unknown tag")
    return _READERS[tag](content)
