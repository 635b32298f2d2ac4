"""Closures of the cells of decision tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..compare import passes, within
from ..scope import Scope
from ..tree import (
    Anything,
    Literal,
    Node,
    Tests,
)
from ..values import Range
from .closure import Closures, Value

if TYPE_CHECKING:
    from ..compiler import Compiler


def _tests(compiler: Compiler, node: Tests) -> Value:
    negated = node.negated
    items = [(compiler.compile(item), _is_condition(item)) for item in node.items]

    def tests(scope: Scope) -> bool:
        it = scope.read("?")
        return any(_accepts(it, item(scope), is_) for item, is_ in items) is not negated

    return tests


def _is_condition(node: Node) -> bool:
    # The cell `true` asks whether the input is true; the cell `count(?) > 2` is true by itself.
    return not isinstance(node, Literal)


def _accepts(it: Any, value: Any, is_condition: bool) -> bool:
    """Tell whether a cell's value accepts what is tested (DMN 1.5, 7.3.5)."""
    if is_condition and type(value) is bool and type(it) is not bool:
        return value
    if isinstance(it, list) and isinstance(value, Range):
        return within(value, it) is True
    return passes(it, value) is True


def _anything(_: Compiler, __: Anything) -> Value:
    return lambda scope: True


CLOSURES: Closures = {
    Tests: _tests,
    Anything: _anything,
}
