"""What an expression is worth, given data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from .compiler import Compiler, Value
from .errors import FeelLimit
from .natives import from_feel, to_feel
from .parser import Parser
from .reading import names_read
from .run import Run
from .scope import root
from .tree import Node
from .types import Type
from .words import is_plain

SHORT = 300
"""Up to so many characters a text counts as short when compiled ones are kept."""
Functions = Mapping[str, Callable[..., Any]]


class Expression:
    """A compiled expression; it holds no data and may be shared by threads."""

    __slots__ = ("_value", "maybe_names", "names", "text", "tree")

    def __init__(self, text: str, tree: Node) -> None:
        self.text, self.tree = text, tree
        with deep_enough():
            self._value: Value = Compiler().compile(tree)
            reading = names_read(tree)
        self.names: frozenset[str] = frozenset(reading.sure)
        """Names that the expression surely reads from outside, functions of the host included."""
        self.maybe_names: frozenset[str] = frozenset(reading.perhaps - reading.sure)
        """Names in filters: a key of the filtered elements, or else a name from outside."""

    def evaluate(
        self,
        data: Mapping[str, Any],
        *,
        now: datetime | None = None,
        functions: Functions | None = None,
    ) -> Any:
        """Return the value as Python's; null is None; raises FeelLimit and nothing else.

        `data` is read by name and converted as far as it is read. `now` is what now() and today()
        say (else the engine's clock). `functions` lends functions of the host by FEEL name.
        """
        with Run(data, now, functions) as run, deep_enough():
            return from_feel(self._value(root(run)))

    def value(self, data: Mapping[str, Any], *, now: datetime | None = None) -> Any:
        """Return the value as FEEL's own."""
        with Run(data, now) as run, deep_enough():
            return self._value(root(run))


class UnaryTests:
    """A compiled cell of a decision table."""

    __slots__ = ("_tests", "text", "tree")

    def __init__(self, text: str, tree: Node) -> None:
        self.text, self.tree = text, tree
        with deep_enough():
            self._tests: Value = Compiler().compile(tree)

    def matches(
        self, value: Any, data: Mapping[str, Any], *, now: datetime | None = None
    ) -> bool | None:
        """Return whether a value passes the tests."""
        with Run(data, now) as run, deep_enough():
            run.seen["?"] = to_feel(value)
            answer: bool | None = self._tests(root(run))
            return answer


class deep_enough:  # noqa: N801  - reads as a statement
    """Turn Python's own limit of depth into FEEL's."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None and issubclass(kind, RecursionError):
            raise FeelLimit("值或表达式嵌套过深", "a value or expression is nested too deeply")


def compile_expression(text: str, names: Iterable[str] = ()) -> Expression:
    """Return an expression ready to evaluate; raises FeelSyntaxError or FeelLimit.

    Only names with signs or keywords in them (`unit-price`, `date of birth and place`) must be
    given: `names` may hold any others.
    """
    compiled = _expression if len(text) <= SHORT else _long_expression
    return compiled(text, odd_names(names))


def compile_unary_tests(text: str, names: Iterable[str] = ()) -> UnaryTests:
    """Return the tests of a table cell ready to match; raises FeelSyntaxError or FeelLimit."""
    compiled = _unary_tests if len(text) <= SHORT else _long_unary_tests
    return compiled(text, odd_names(names))


def evaluate(
    text: str,
    data: Mapping[str, Any],
    *,
    now: datetime | None = None,
    functions: Functions | None = None,
) -> Any:
    """Return the value of a text: compile_expression and evaluate in one."""
    names = [*data, *functions] if functions else data
    return compile_expression(text, names).evaluate(data, now=now, functions=functions)


def odd_names(names: Iterable[str]) -> frozenset[str]:
    """Return those names that the parser has to know beforehand."""
    return frozenset(name for name in names if isinstance(name, str) and not is_plain(name))


def _expression_of(text: str, names: frozenset[str]) -> Expression:
    return Expression(text, parse(text, names))


def _unary_tests_of(text: str, names: frozenset[str]) -> UnaryTests:
    return UnaryTests(text, parse_tests(text, names))


# A compiled text takes some 300 bytes a character: few long ones are kept, many short ones.
_expression = lru_cache(maxsize=4096)(_expression_of)
_long_expression = lru_cache(maxsize=64)(_expression_of)
_unary_tests = lru_cache(maxsize=4096)(_unary_tests_of)
_long_unary_tests = lru_cache(maxsize=64)(_unary_tests_of)


def parse(
    text: str, names: frozenset[str] = frozenset(), types: Mapping[str, Type] | None = None
) -> Node:
    """Return the tree of an expression."""
    with deep_enough():
        return Parser(text, names, types).whole_expression()


def parse_tests(
    text: str, names: frozenset[str] = frozenset(), types: Mapping[str, Type] | None = None
) -> Node:
    """Return the tree of a table cell."""
    with deep_enough():
        return Parser(text, names, types).whole_tests()
