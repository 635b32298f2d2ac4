"""Which kinds of value there are."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Any

from .errors import NoValue
from .temporal import Date, DateTime, DaysTimeDuration, Time, YearsMonthsDuration

CTX = Context(prec=34, Emax=6144, Emin=-6143)
"""IEEE 754 decimal128, as DMN demands; overflow and invalid operations raise ArithmeticError."""


MOST_DIGITS = 34
"""So many digits a number has at most; to write out the zeros of a larger one takes long."""


@dataclass(frozen=True, slots=True, eq=False)
class Range:
    """Values from `low` to `high`; `operator` is set for `(< 5)`, `(= 5)` and the like."""

    low: Any
    high: Any
    low_included: bool
    high_included: bool
    operator: str | None = None

    def __str__(self) -> str:
        from .show import show

        return show(self)


_KINDS: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    Decimal: "number",
    str: "string",
    list: "list",
    dict: "context",
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    YearsMonthsDuration: "years and months duration",
    DaysTimeDuration: "days and time duration",
    Range: "range",
}


def kind(value: Any) -> str:
    """Return FEEL's name of the value's kind."""
    return _KINDS.get(type(value), "function")


def integer(value: Any) -> int:
    """Return a whole number as int; NoValue for anything else."""
    if type(value) is not Decimal:
        raise NoValue("a number is needed")
    if value != value.to_integral_value():
        raise NoValue("a whole number is needed")
    return truncated(value)


def truncated(value: Decimal) -> int:
    """Return a number's whole part; NoValue when it is so large that only its size is known."""
    if value.adjusted() > MOST_DIGITS:
        raise NoValue("the number is out of bounds")
    return int(value)
