"""Functions on truth values."""

from __future__ import annotations

from typing import Any

from ..compare import and3, equal, or3
from ..errors import NoValue
from ..temporal import Date, DateTime, DaysTimeDuration, Time, YearsMonthsDuration
from ..values import kind
from .registry import builtin, spread


@builtin("not", "negand")
def not_(value: Any) -> bool | None:
    """Return the opposite of a boolean."""
    return not value if isinstance(value, bool) else None


def _booleans(values: tuple[Any, ...]) -> list[bool | None]:
    found = spread(values)
    if any(value is not None and not isinstance(value, bool) for value in found):
        raise NoValue("only booleans can be joined")
    return found


@builtin("all", "list")
def all_(*values: Any) -> bool | None:
    """Return whether all are true."""
    result: bool | None = True
    for value in _booleans(values):
        result = and3(result, value)
    return result


@builtin("any", "list")
def any_(*values: Any) -> bool | None:
    """Return whether one is true."""
    result: bool | None = False
    for value in _booleans(values):
        result = or3(result, value)
    return result


@builtin("is", "value1?,value2?")
def is_(value1: Any, value2: Any = None) -> bool | None:
    """Return whether two values are the same in kind and in writing (zones too)."""
    if value1 is None or value2 is None:
        return value1 is value2
    if kind(value1) != kind(value2):
        return False
    if isinstance(value1, (Date, DateTime, Time, YearsMonthsDuration, DaysTimeDuration)):
        return bool(value1 == value2)
    return equal(value1, value2)
