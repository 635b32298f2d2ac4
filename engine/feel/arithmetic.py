"""What the five operators do to numbers, strings, dates and durations."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from .errors import NoValue
from .run import spend, spend_string
from .temporal import (
    Date,
    DateTime,
    DaysTimeDuration,
    Duration,
    Time,
    YearsMonthsDuration,
    between,
)
from .values import CTX, kind, truncated

_POINTS = (Date, DateTime, Time)
_DURATIONS = (YearsMonthsDuration, DaysTimeDuration)


def add(a: Any, b: Any) -> Any:
    """Return a + b; NoValue when the kinds do not add."""
    ta, tb = type(a), type(b)
    if ta is Decimal and tb is Decimal:
        return CTX.add(a, b)
    if ta is str and tb is str:
        spend_string(len(a) + len(b))
        return a + b
    if ta is tb and ta in _DURATIONS:
        return _duration(ta, _size(a) + _size(b))
    if ta in _DURATIONS:
        a, b, ta, tb = b, a, tb, ta
    if ta in _POINTS and tb in _DURATIONS:
        return _shift(a, b, 1)
    raise _mismatch("+", a, b)


def subtract(a: Any, b: Any) -> Any:
    """Return a - b; NoValue when the kinds do not subtract."""
    ta, tb = type(a), type(b)
    if ta is Decimal and tb is Decimal:
        return CTX.subtract(a, b)
    if ta is tb and ta in _DURATIONS:
        return _duration(ta, _size(a) - _size(b))
    if ta in _POINTS and tb in _DURATIONS:
        return _shift(a, b, -1)
    if ta in _POINTS and tb in _POINTS:
        return between(a, b)
    raise _mismatch("-", a, b)


def multiply(a: Any, b: Any) -> Any:
    """Return a * b for numbers, or a duration so many times."""
    if type(a) is Decimal and type(b) is Decimal:
        return CTX.multiply(a, b)
    if type(a) is Decimal:
        a, b = b, a
    if type(a) in _DURATIONS and type(b) is Decimal:
        return _duration(type(a), truncated(CTX.multiply(Decimal(_size(a)), b)))
    raise _mismatch("*", a, b)


def divide(a: Any, b: Any) -> Any:
    """Return a / b; NoValue when b is zero."""
    ta, tb = type(a), type(b)
    if ta is Decimal and tb is Decimal:
        return CTX.divide(a, _not_zero(b))
    if ta in _DURATIONS and tb is Decimal:
        return _duration(ta, truncated(CTX.divide(Decimal(_size(a)), _not_zero(b))))
    if ta in _DURATIONS and ta is tb:
        return CTX.divide(Decimal(_size(a)), _not_zero(Decimal(_size(b))))
    raise _mismatch("/", a, b)


def power(a: Any, b: Any) -> Decimal:
    """Return a to the power of b; NoValue when the result is no finite number."""
    if type(a) is not Decimal or type(b) is not Decimal:
        raise _mismatch("**", a, b)
    spend(100)
    result = CTX.power(a, b)
    if not result.is_finite():
        raise NoValue("the power is not finite")
    return result


def negate(value: Any) -> Any:
    """Return the value with the other sign."""
    if type(value) is Decimal:
        return CTX.minus(value)
    if type(value) in _DURATIONS:
        return _duration(type(value), -_size(value))
    raise NoValue("{kind} has no sign", kind=kind(value))


OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "**": power,
}


def _size(duration: Duration) -> int:
    return duration.months if isinstance(duration, YearsMonthsDuration) else duration.ns


def _duration(kind_of: type, size: int) -> Duration:
    return YearsMonthsDuration(size) if kind_of is YearsMonthsDuration else DaysTimeDuration(size)


def _not_zero(value: Decimal) -> Decimal:
    if not value:
        raise NoValue("division by zero")
    return value


def _shift(point: Any, duration: Duration, sign: int) -> Any:
    spend(8)
    if isinstance(duration, YearsMonthsDuration):
        if isinstance(point, Time):
            raise NoValue("months cannot be added to a time")
        if isinstance(point, Date):
            return point.plus_months(sign * duration.months)
        return DateTime(point.date.plus_months(sign * duration.months), point.time)
    if isinstance(point, Date):
        return DateTime(point, Time(0)).plus(sign * duration.ns).date
    return point.plus(sign * duration.ns)


def _mismatch(sign: str, a: Any, b: Any) -> NoValue:
    why = "{sign} does not work on {left} and {right}"
    return NoValue(why, sign=sign, left=kind(a), right=kind(b))
