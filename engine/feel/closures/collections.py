"""Closures of lists, contexts and ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..compare import compare
from ..run import why_null
from ..scope import Scope
from ..tree import (
    ContextLiteral,
    ListLiteral,
    OpenRange,
    RangeLiteral,
)
from ..values import Range
from .closure import Closures, Value

if TYPE_CHECKING:
    from ..compiler import Compiler


def _range(compiler: Compiler, node: RangeLiteral) -> Value:
    low, high = compiler.compile(node.low), compiler.compile(node.high)

    def span(scope: Scope) -> Range | None:
        a, b = low(scope), high(scope)
        if a is None and b is None:
            return None
        if a is not None and b is not None and compare("<=", a, b) is not True:
            why_null("the range ends before it starts")
            return None
        return Range(a, b, node.low_included, node.high_included)

    return span


def _open_range(compiler: Compiler, node: OpenRange) -> Value:
    limit, operator = compiler.compile(node.limit), node.operator

    def span(scope: Scope) -> Range:
        end = limit(scope)
        if operator in ("<", "<="):
            return Range(None, end, False, operator == "<=", operator)
        if operator in (">", ">="):
            return Range(end, None, operator == ">=", False, operator)
        return Range(end, end, operator == "=", operator == "=", operator)

    return span


def _list(compiler: Compiler, node: ListLiteral) -> Value:
    items = compiler.all(node.items)
    return lambda scope: [item(scope) for item in items]


def _context(compiler: Compiler, node: ContextLiteral) -> Value:
    entries = [(key, compiler.compile(value)) for key, value in node.entries]

    def context(scope: Scope) -> dict[str, Any] | None:
        result: dict[str, Any] = {}
        inner = scope.inner(result)
        for key, value in entries:
            if key in result:
                why_null("{name} is given twice", name=key)
                return None
            result[key] = value(inner)
        return result

    return context


CLOSURES: Closures = {
    RangeLiteral: _range,
    OpenRange: _open_range,
    ListLiteral: _list,
    ContextLiteral: _context,
}
