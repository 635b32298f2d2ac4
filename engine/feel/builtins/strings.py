"""Functions on strings."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ..errors import NoValue
from ..run import spend_string
from ..values import truncated
from . import patterns
from .registry import builtin, items, number, text


@builtin("substring", "string,start position,length?")
def substring(string: Any, start: Any, length: Any = None) -> str:
    """Return the part from a position (1 is the first, -1 the last character)."""
    whole, position = text(string), truncated(number(start))
    if position == 0:
        raise NoValue("positions begin at 1")
    first = position - 1 if position > 0 else len(whole) + position
    if first < 0 or (whole and first >= len(whole)):
        raise NoValue("the position is outside the string")
    if length is None:
        return whole[first:]
    count = truncated(number(length))
    if count < 1:
        raise NoValue("the length must be positive")
    return whole[first : first + count]


@builtin("string length", "string")
def string_length(string: Any) -> Decimal:
    """Return the number of characters."""
    return Decimal(len(text(string)))


@builtin("upper case", "string")
def upper_case(string: Any) -> str:
    """Return the string in capitals."""
    return text(string).upper()


@builtin("lower case", "string")
def lower_case(string: Any) -> str:
    """Return the string in small letters."""
    return text(string).lower()


@builtin("substring before", "string,match")
def substring_before(string: Any, match: Any) -> str:
    """Return what stands before a match; empty when there is none."""
    whole = text(string)
    return whole[: max(whole.find(text(match)), 0)]


@builtin("substring after", "string,match")
def substring_after(string: Any, match: Any) -> str:
    """Return what stands after a match; empty when there is none."""
    whole, part = text(string), text(match)
    at = whole.find(part)
    return whole[at + len(part) :] if at >= 0 else ""


@builtin("contains", "string,match")
def contains(string: Any, match: Any) -> bool:
    """Return whether a string holds another."""
    return text(match) in text(string)


@builtin("starts with", "string,match")
def starts_with(string: Any, match: Any) -> bool:
    """Return whether a string begins with another."""
    return text(string).startswith(text(match))


@builtin("ends with", "string,match")
def ends_with(string: Any, match: Any) -> bool:
    """Return whether a string ends with another."""
    return text(string).endswith(text(match))


@builtin("string join", "list,delimiter?")
def string_join(parts: Any, delimiter: Any = None) -> str:
    """Return the strings of a list in one, nulls left out."""
    strings = [text(part) for part in items(parts) if part is not None]
    between = "" if delimiter is None else text(delimiter)
    spend_string(sum(map(len, strings)) + len(between) * max(len(strings) - 1, 0))
    return between.join(strings)


def _flags(value: Any) -> str:
    return "" if value is None else text(value)


@builtin("matches", "input,pattern,flags?")
def matches(string: Any, pattern: Any, flags: Any = None) -> bool:
    """Return whether a regular expression is found in a string."""
    return patterns.found(patterns.compiled(text(pattern), _flags(flags)), text(string))


@builtin("replace", "input,pattern,replacement,flags?")
def replace(string: Any, pattern: Any, replacement: Any, flags: Any = None) -> str:
    """Return the string with each match of a regular expression replaced."""
    options = _flags(flags)
    expression = patterns.compiled(text(pattern), options)
    template = patterns.template(text(replacement), expression.groups, literal="q" in options)
    return patterns.replaced(expression, text(string), template)


@builtin("split", "string,delimiter")
def split(string: Any, delimiter: Any) -> list[str]:
    """Return the pieces between matches of a regular expression."""
    return patterns.pieces(patterns.compiled(text(delimiter), ""), text(string))
