"""What equals, what comes first and what lies within, in three-valued logic."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from .run import spend
from .temporal import (
    Date,
    DateTime,
    DaysTimeDuration,
    Time,
    YearsMonthsDuration,
    is_zoned,
    sort_key,
)
from .values import Range

_MILLISECOND = 1_000_000
_PLAIN = (Decimal, str, bool)
_BY_KEY = (Date, YearsMonthsDuration, DaysTimeDuration)


def equal(a: Any, b: Any) -> bool | None:
    """Tell whether two values are the same; null when their kinds do not compare."""
    kind = type(a)
    if kind is type(b) and kind in _PLAIN:
        return bool(a == b)
    if a is None or b is None:
        return a is b
    if kind is not type(b):
        return _zero_durations(a, b)
    if kind is list:
        return _equal_lists(a, b)
    if kind is dict:
        return _equal_contexts(a, b)
    if kind is Time or kind is DateTime:
        if is_zoned(a) != is_zoned(b):
            return False
        return sort_key(a) // _MILLISECOND == sort_key(b) // _MILLISECOND
    if kind is Range:
        return _equal_ranges(a, b)
    if kind in _BY_KEY:
        return bool(a == b)
    return True if a is b else None


def _zero_durations(a: Any, b: Any) -> bool | None:
    durations = (YearsMonthsDuration, DaysTimeDuration)
    if isinstance(a, durations) and isinstance(b, durations) and sort_key(a) == sort_key(b) == 0:
        return True
    return None


def _equal_lists(a: list[Any], b: list[Any]) -> bool | None:
    if len(a) != len(b):
        return False
    spend(4 + 2 * len(a))
    for x, y in zip(a, b, strict=True):
        same = equal(x, y)
        if same is not True:
            return same
    return True


def _equal_contexts(a: dict[str, Any], b: dict[str, Any]) -> bool | None:
    if a.keys() != b.keys():
        return False
    spend(4 + 3 * len(a))
    for key, x in a.items():
        same = equal(x, b[key])
        if same is not True:
            return same
    return True


def _equal_ranges(a: Range, b: Range) -> bool:
    spend(8)
    return (
        (a.low_included, a.high_included, a.operator)
        == (b.low_included, b.high_included, b.operator)
        and equal(a.low, b.low) is True
        and equal(a.high, b.high) is True
    )


def ordered(a: Any, b: Any) -> tuple[Any, Any] | None:
    """Return two keys that compare as the values do, or None when the values have no order."""
    kind = type(a)
    if kind is not type(b):
        return None
    if kind is Decimal or kind is str:
        return a, b
    if kind in _BY_KEY:
        return sort_key(a), sort_key(b)
    if (kind is Time or kind is DateTime) and is_zoned(a) == is_zoned(b):
        return sort_key(a), sort_key(b)
    return None


def compare(operator: str, a: Any, b: Any) -> bool | None:
    """Return what `a operator b` is worth; null when the values do not compare."""
    if operator == "=":
        return equal(a, b)
    if operator == "!=":
        return not3(equal(a, b))
    pair = ordered(a, b)
    if pair is None:
        return None
    x, y = pair
    if operator == "<":
        return bool(x < y)
    if operator == "<=":
        return bool(x <= y)
    return bool(x > y) if operator == ">" else bool(x >= y)


def within(span: Range, value: Any) -> bool | None:
    """Tell whether a value lies in a range; null when it does not compare with the ends."""
    if span.operator == "=":
        return equal(value, span.low)
    if span.operator == "!=":
        return not3(equal(value, span.low))
    if value is None or (span.operator is None and (span.low is None or span.high is None)):
        return None
    inside: bool | None = True
    if span.low is not None:
        inside = compare(">=" if span.low_included else ">", value, span.low)
    if inside is True and span.high is not None:
        inside = compare("<=" if span.high_included else "<", value, span.high)
    return inside


def passes(value: Any, test: Any) -> bool | None:
    """Return what `value in test` is worth for one test: a range, a list or a value."""
    if isinstance(test, Range):
        return within(test, value)
    if isinstance(test, list):
        spend(2 * len(test))
        if any(
            (within(x, value) if isinstance(x, Range) else equal(value, x)) is True for x in test
        ):
            return True
        return isinstance(value, list) and equal(value, test) is True
    return equal(value, test)


def member(value: Any, items: list[Any]) -> bool:
    """Tell whether a list holds a value."""
    spend(2 + len(items))
    return any(equal(value, item) is True for item in items)


def not3(value: bool | None) -> bool | None:
    """Return the opposite; null stays null."""
    return None if value is None else not value


def and3(a: Any, b: Any) -> bool | None:
    """Return false when one is false, true when both are true, else null."""
    if a is False or b is False:
        return False
    return True if a is True and b is True else None


def or3(a: Any, b: Any) -> bool | None:
    """Return true when one is true, false when both are false, else null."""
    if a is True or b is True:
        return True
    return False if a is False and b is False else None
