"""Functions on numbers."""

from __future__ import annotations

from collections.abc import Callable
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)
from typing import Any

from ..errors import NoValue
from ..run import spend
from ..temporal import DaysTimeDuration, YearsMonthsDuration
from ..values import CTX, truncated
from .registry import builtin, number

_ZERO, _TWO = Decimal(0), Decimal(2)
_AWAY = (ROUND_UP, ROUND_CEILING, ROUND_FLOOR)
_WORK = 100
"""Steps that a root, a logarithm or an exponential costs."""


def rounded(value: Any, scale: Any, mode: str) -> Decimal:
    """Return a number with so many digits after the point."""
    it, digits = number(value), truncated(number(scale))
    if not -6111 <= digits <= 6176:
        raise NoValue("the scale is out of bounds")
    if it.adjusted() + digits > CTX.prec - 2:
        return it
    if it == 0 or (it.adjusted() < -digits - 1 and mode not in _AWAY):
        return _ZERO
    return it.quantize(Decimal(1).scaleb(-digits, context=CTX), rounding=mode, context=CTX)


def _rounding(name: str, mode: str) -> None:
    builtin(name, "n,scale")(lambda n, scale: rounded(n, scale, mode))


def _whole(name: str, mode: str) -> None:
    builtin(name, "n,scale?")(lambda n, scale=_ZERO: rounded(n, scale, mode))


_rounding("decimal", ROUND_HALF_EVEN)
_rounding("round up", ROUND_UP)
_rounding("round down", ROUND_DOWN)
_rounding("round half up", ROUND_HALF_UP)
_rounding("round half down", ROUND_HALF_DOWN)
_whole("floor", ROUND_FLOOR)
_whole("ceiling", ROUND_CEILING)


@builtin("abs", "n")
def absolute(value: Any) -> Any:
    """Return a number or duration without its sign."""
    if isinstance(value, YearsMonthsDuration):
        return YearsMonthsDuration(abs(value.months))
    if isinstance(value, DaysTimeDuration):
        return DaysTimeDuration(abs(value.ns))
    return CTX.abs(number(value))


@builtin("modulo", "dividend,divisor")
def modulo(dividend: Any, divisor: Any) -> Decimal:
    """Return the rest of a division; it has the divisor's sign."""
    a, b = number(dividend), number(divisor)
    if not b:
        raise NoValue("division by zero")
    quotient = CTX.divide(a, b).to_integral_value(ROUND_FLOOR)
    return CTX.subtract(a, CTX.multiply(b, quotient))


def _costly(function: Callable[[Decimal], Decimal], value: Any, low: Any, high: Any) -> Decimal:
    it = number(value)
    if (low is not None and it < low) or (high is not None and it > high):
        raise NoValue("the number is out of bounds")
    spend(_WORK)
    return function(it)


@builtin("sqrt", "number")
def sqrt(value: Any) -> Decimal:
    """Return the square root."""
    return _costly(CTX.sqrt, value, 0, None)


@builtin("log", "number")
def log(value: Any) -> Decimal:
    """Return the natural logarithm."""
    if number(value) == 0:
        raise NoValue("zero has no logarithm")
    return _costly(CTX.ln, value, 0, None)


@builtin("exp", "number")
def exp(value: Any) -> Decimal:
    """Return e to the power of a number."""
    return _costly(CTX.exp, value, -14000, 14000)


def _parity(value: Any) -> Decimal:
    it = number(value)
    # A number this large has lost its last digits: it is a multiple of ten.
    return _ZERO if it.adjusted() >= CTX.prec else abs(CTX.remainder(it, _TWO))


@builtin("odd", "number")
def odd(value: Any) -> bool:
    """Return whether a number is odd."""
    return _parity(value) == 1


@builtin("even", "number")
def even(value: Any) -> bool:
    """Return whether a number is even."""
    return _parity(value) == 0
