"""How a value is written as FEEL text."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from .errors import NoValue
from .run import spend_string
from .temporal import Date, DateTime, DaysTimeDuration, Time, YearsMonthsDuration
from .values import CTX, Range

_PLAIN_KEY = re.compile(r"[\w ?']+")
_TEMPORAL = (Date, DateTime, Time, YearsMonthsDuration, DaysTimeDuration)


def show(value: Any, *, quoted: bool = True) -> str:
    """Return the text of a value, strings in quotes; NoValue for a function."""
    if isinstance(value, str) and not quoted:
        return value
    pieces: list[str] = []
    _write(value, pieces)
    return "".join(pieces)


def _write(value: Any, out: list[str]) -> None:
    if isinstance(value, list):
        _write_items(value, out)
    elif isinstance(value, dict):
        _write_entries(value, out)
    elif isinstance(value, Range):
        _write_range(value, out)
    else:
        text = _scalar(value)
        spend_string(len(text) + 64)
        out.append(text)


def _write_items(items: list[Any], out: list[str]) -> None:
    out.append("[")
    for number, item in enumerate(items):
        if number:
            out.append(", ")
        _write(item, out)
    out.append("]")
    spend_string(64 * len(items))


def _write_entries(entries: dict[str, Any], out: list[str]) -> None:
    out.append("{")
    for number, (key, item) in enumerate(entries.items()):
        if number:
            out.append(", ")
        text = key if _PLAIN_KEY.fullmatch(key) else _quote(key)
        spend_string(len(text) + 64)
        out.append(text + ": ")
        _write(item, out)
    out.append("}")


def _write_range(span: Range, out: list[str]) -> None:
    if span.operator:
        out.append(f"({span.operator} ")
        _write(span.high if span.low is None else span.low, out)
        out.append(")")
        return
    out.append("[" if span.low_included else "(")
    _write(span.low, out)
    out.append(" .. ")
    _write(span.high, out)
    out.append("]" if span.high_included else ")")


def _scalar(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, str):
        return _quote(value)
    if isinstance(value, _TEMPORAL):
        return str(value)
    raise NoValue("a function has no text")


def _quote(text: str) -> str:
    return '"' + text.replace('"', '\\"') + '"'


def number_text(value: Decimal) -> str:
    """Return a number without exponent."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent > 0 and value.adjusted() < CTX.prec:
        value = value.quantize(Decimal(1), context=CTX)
    return format(value, "f")
