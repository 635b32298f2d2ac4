"""How a Python function becomes one of the language, and how it asks for its arguments.

A built-in raises NoValue (or lets an ArithmeticError or ValueError pass) when its value is null.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from inspect import Parameter, signature
from typing import Any, TypeVar

from ..errors import NoValue
from ..functions import Builtin
from ..values import kind

BUILTINS: dict[str, Builtin] = {}
F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")


def builtin(name: str, *signatures: str) -> Callable[[F], F]:
    """Register a function under a FEEL name; a signature lists parameters, `?` marks optional."""

    def register(function: F) -> F:
        BUILTINS[name] = Builtin(name, signatures, function, _arity(function))
        return function

    return register


def _arity(function: Callable[..., Any]) -> tuple[int, int | None]:
    parameters = signature(function).parameters.values()
    fixed = [p for p in parameters if p.kind is not Parameter.VAR_POSITIONAL]
    least = sum(p.default is Parameter.empty for p in fixed)
    return least, len(fixed) if len(fixed) == len(parameters) else None


def a(type_: type[T], value: Any) -> T:
    """Return the value if it is of exactly this type; NoValue otherwise."""
    if type(value) is not type_:
        raise NoValue("{kind} does not suit", kind=kind(value))
    return value


def text(value: Any) -> str:
    """Return a string; NoValue for anything else."""
    return a(str, value)


def number(value: Any) -> Decimal:
    """Return a number; NoValue for anything else."""
    return a(Decimal, value)


def items(value: Any) -> list[Any]:
    """Return a list, or the value alone in one; NoValue for null."""
    if value is None:
        raise NoValue("null is no list")
    return value if type(value) is list else [value]


def spread(arguments: Sequence[Any]) -> list[Any]:
    """Return the elements of `f(list)` as of `f(a, b, c)`."""
    if not arguments:
        raise NoValue("no arguments")
    return items(arguments[0]) if len(arguments) == 1 else list(arguments)
