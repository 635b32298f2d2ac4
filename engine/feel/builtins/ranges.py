"""How ranges and points lie to each other (DMN 1.5, table 78), and ranges from text."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from ..compare import compare, equal, ordered, within
from ..errors import FeelSyntaxError, NoValue
from ..run import spend
from ..temporal_text import read_date, read_date_time, read_duration, read_time
from ..values import Range
from .registry import a, builtin, text

_READING = 150
"""Steps that it takes to read a range with its ends."""
POINTS, RANGES = "point1,point2", "range1,range2"
POINT_RANGE, RANGE_POINT = "point,range", "range,point"
Relation = Callable[[Any, Any], bool]


def _relation(name: str, *signatures: str) -> Callable[[Relation], Relation]:
    def register(function: Relation) -> Relation:
        @wraps(function)
        def bounded(first: Any, second: Any) -> bool:
            _needs_ends(first)
            _needs_ends(second)
            return function(first, second)

        return builtin(name, *signatures)(bounded)

    return register


def _needs_ends(value: Any) -> None:
    if isinstance(value, Range) and value.operator is None and None in (value.low, value.high):
        raise NoValue("the range has no end")


def _is_range(value: Any) -> bool:
    return isinstance(value, Range)


def _range(value: Any) -> Range:
    return a(Range, value)


def _as_range(value: Any) -> Range:
    if isinstance(value, Range):
        return value
    if ordered(value, value) is None:
        raise NoValue("neither a range nor a point")
    return Range(value, value, True, True)


def _less(x: Any, y: Any) -> bool:
    return _sure(compare("<", x, y))


def _same(x: Any, y: Any) -> bool:
    return _sure(equal(x, y))


def _sure(answer: bool | None) -> bool:
    if answer is None:
        raise NoValue("the ends do not compare")
    return answer


@_relation("before", POINTS, POINT_RANGE, RANGE_POINT, RANGES)
def before(first: Any, second: Any) -> bool:
    """Return whether all of the first lies before all of the second."""
    x, y = _as_range(first), _as_range(second)
    if _less(x.high, y.low):
        return True
    return _same(x.high, y.low) and not (x.high_included and y.low_included)


@_relation("after", POINTS, POINT_RANGE, RANGE_POINT, RANGES)
def after(first: Any, second: Any) -> bool:
    """Return whether all of the first lies after all of the second."""
    return before(second, first)


@_relation("meets", RANGES)
def meets(first: Any, second: Any) -> bool:
    """Return whether the second begins with the value that the first ends with."""
    x, y = _range(first), _range(second)
    return x.high_included and y.low_included and _same(x.high, y.low)


@_relation("met by", RANGES)
def met_by(first: Any, second: Any) -> bool:
    """Return whether the first begins with the value that the second ends with."""
    return meets(second, first)


@_relation("overlaps", RANGES)
def overlaps(first: Any, second: Any) -> bool:
    """Return whether the ranges share a value."""
    x, y = _range(first), _range(second)
    return not (before(x, y) or before(y, x))


def _starts_earlier(x: Range, y: Range) -> bool:
    return _less(x.low, y.low) or (_same(x.low, y.low) and x.low_included and not y.low_included)


def _begins_within(x: Range, y: Range) -> bool:
    if _less(x.low, y.high):
        return True
    return _same(x.low, y.high) and x.low_included and y.high_included


def _ends_no_later(x: Range, y: Range) -> bool:
    if _less(x.high, y.high):
        return True
    return _same(x.high, y.high) and (not x.high_included or y.high_included)


def _starts_no_earlier(x: Range, y: Range) -> bool:
    if _less(y.low, x.low):
        return True
    return _same(x.low, y.low) and (y.low_included or not x.low_included)


@_relation("overlaps before", RANGES)
def overlaps_before(first: Any, second: Any) -> bool:
    """Return whether the first begins earlier and ends inside the second."""
    x, y = _range(first), _range(second)
    return _starts_earlier(x, y) and _begins_within(y, x) and _ends_no_later(x, y)


@_relation("overlaps after", RANGES)
def overlaps_after(first: Any, second: Any) -> bool:
    """Return whether the first begins inside the second and ends later."""
    x, y = _range(first), _range(second)
    later = _less(y.high, x.high) or (
        _same(y.high, x.high) and (not y.high_included or x.high_included)
    )
    starts = _less(y.low, x.low) or (_same(y.low, x.low) and y.low_included and not x.low_included)
    return starts and _begins_within(x, y) and later


@_relation("finishes", POINT_RANGE, RANGES)
def finishes(first: Any, second: Any) -> bool:
    """Return whether the first is the end of the second."""
    y = _range(second)
    if not _is_range(first):
        return y.high_included and _same(first, y.high)
    x = _range(first)
    if x.high_included != y.high_included or not _same(x.high, y.high):
        return False
    return _starts_no_earlier(x, y)


@_relation("finished by", RANGE_POINT, RANGES)
def finished_by(first: Any, second: Any) -> bool:
    """Return whether the second is the end of the first."""
    return finishes(second, first)


@_relation("includes", RANGE_POINT, RANGES)
def includes(first: Any, second: Any) -> bool:
    """Return whether the first holds all of the second."""
    x = _range(first)
    if not _is_range(second):
        return _sure(within(x, second))
    y = _range(second)
    return _starts_no_earlier(y, x) and _ends_no_later(y, x)


@_relation("during", POINT_RANGE, RANGES)
def during(first: Any, second: Any) -> bool:
    """Return whether the second holds all of the first."""
    return includes(second, first)


@_relation("starts", POINT_RANGE, RANGES)
def starts(first: Any, second: Any) -> bool:
    """Return whether the first is the beginning of the second."""
    y = _range(second)
    if not _is_range(first):
        return y.low_included and _same(first, y.low)
    x = _range(first)
    if x.low_included != y.low_included or not _same(x.low, y.low):
        return False
    return _ends_no_later(x, y)


@_relation("started by", RANGE_POINT, RANGES)
def started_by(first: Any, second: Any) -> bool:
    """Return whether the second is the beginning of the first."""
    return starts(second, first)


@_relation("coincides", POINTS, RANGES)
def coincides(first: Any, second: Any) -> bool:
    """Return whether both are the same."""
    if not _is_range(first) and not _is_range(second):
        return _same(first, second)
    x, y = _range(first), _range(second)
    included = (x.low_included, x.high_included) == (y.low_included, y.high_included)
    return _same(x.low, y.low) and _same(x.high, y.high) and included


_WRITTEN = re.compile(r"([\[\](])(.*?)\.\.(.*)([\[\])])", re.S)
_READERS: dict[str, Callable[[str], Any]] = {
    "date": read_date,
    "time": read_time,
    "date and time": read_date_time,
    "duration": read_duration,
}


@builtin("range", "from")
def range_from(written: Any) -> Range:
    """Return the range that a text describes; its ends are literals."""
    spend(_READING)
    found = _WRITTEN.fullmatch(text(written).strip())
    if not found:
        raise NoValue("not a range")
    opening, low_text, high_text, closing = found.groups()
    low, high = _end(low_text.strip()), _end(high_text.strip())
    if low is None and high is None:
        raise NoValue("a range needs an end")
    low_included, high_included = opening == "[", closing == "]"
    if (low is None and low_included) or (high is None and high_included):
        raise NoValue("an open end cannot be included")
    if low is not None and high is not None and compare("<=", low, high) is not True:
        raise NoValue("the range ends before it starts")
    return Range(low, high, low_included, high_included)


def _end(written: str) -> Any:
    from ..parser import Parser

    if not written:
        return None
    try:
        value = _constant(Parser(written).whole_expression())
    except FeelSyntaxError as error:
        raise NoValue("not a literal") from error
    if value is None:
        raise NoValue("not a literal")
    return value


def _constant(node: Any) -> Any:
    from ..arithmetic import negate
    from ..tree import Call, Literal, Name, Negation

    if isinstance(node, Literal):
        return node.value
    if isinstance(node, Negation):
        return negate(_constant(node.of))
    if isinstance(node, Call) and isinstance(node.function, Name) and len(node.arguments) == 1:
        reader, argument = _READERS.get(node.function.name), node.arguments[0]
        if reader and isinstance(argument, Literal):
            return reader(text(argument.value))
    raise NoValue("not a literal")
