"""What an expression means: FEEL, the one language of conditions, tables, deadlines and scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from engine import clock

from . import feel as F
from .builtins import CLOCK
from .feel import FeelSyntaxError, Limit as FeelLimit
from .natives import from_feel, to_feel
from .temporal import DT as DaysTimeDuration
from .temporal import YM as YearsMonthsDuration

__all__ = ["DaysTimeDuration", "Expression", "FeelLimit", "FeelSyntaxError", "UnaryTests", "YearsMonthsDuration",
           "compile_expression", "compile_unary_tests", "evaluate", "from_feel", "to_feel"]


class Expression:
    def __init__(self, text: str, names: frozenset[str]) -> None:
        self.text, self._run = text, F._compile(text, names)
        self.names: frozenset[str] = frozenset(F.WORD.findall(text)) - F.KEYWORDS

    def evaluate(self, data: Mapping[str, Any], *, now: datetime | None = None, functions: Mapping[str, Callable[..., Any]] | None = None) -> Any:
        scope = {k: to_feel(v) for k, v in data.items()}
        for name, fn in (functions or {}).items():
            scope[name] = F.Builtin(name, [], lambda *a, fn=fn: to_feel(fn(*map(from_feel, a))))
        CLOCK[0] = lambda: (now or clock.now()).astimezone(clock.LOCAL)
        with F.localcontext(F.CTX):
            return from_feel(self._run(F.Scope(scope)))


class UnaryTests:
    def __init__(self, text: str, names: frozenset[str]) -> None:
        self.text, self._run = text, F._compile_unary(text, names)

    def matches(self, value: Any, data: Mapping[str, Any]) -> bool | None:
        with F.localcontext(F.CTX):
            return self._run(F.Scope({**{k: to_feel(v) for k, v in data.items()}, "?": to_feel(value)}))


@lru_cache(maxsize=4096)
def _expression(text: str, names: frozenset[str]) -> Expression:
    return Expression(text, names)


def compile_expression(text: str, names: Iterable[str] = ()) -> Expression:
    """Return the expression ready to evaluate; raises FeelSyntaxError."""
    return _expression(text, frozenset(names))


def compile_unary_tests(text: str, names: Iterable[str] = ()) -> UnaryTests:
    """Return the tests of a table cell, ready to match."""
    return UnaryTests(text, frozenset(names))


def evaluate(text: str, data: Mapping[str, Any], *, now: datetime | None = None, functions: Mapping[str, Callable[..., Any]] | None = None) -> Any:
    """Return what the expression means for the data."""
    return compile_expression(text, [*data, *(functions or {})]).evaluate(data, now=now, functions=functions)
