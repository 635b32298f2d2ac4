"""Closures of arithmetic, comparison and logic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import arithmetic
from ..compare import and3, compare, passes
from ..functions import FAILURES
from ..run import why_null
from ..scope import Scope
from ..tree import (
    Arithmetic,
    Between,
    Comparison,
    In,
    InstanceOf,
    Junction,
    Negation,
)
from ..types import is_type
from ..values import kind
from .closure import Closures, Value

if TYPE_CHECKING:
    from ..compiler import Compiler


def _arithmetic(compiler: Compiler, node: Arithmetic) -> Value:
    if len(node.rest) == 1:
        return _one_operation(compiler, node)
    first = compiler.compile(node.first)
    steps = [(arithmetic.OPERATORS[sign], compiler.compile(side)) for sign, side in node.rest]

    def chain(scope: Scope) -> Any:
        value = first(scope)
        for operate, side in steps:
            other = side(scope)
            if value is None or other is None:
                value = None
                continue
            try:
                value = operate(value, other)
            except FAILURES as error:
                why_null(str(error))
                value = None
        return value

    return chain


def _one_operation(compiler: Compiler, node: Arithmetic) -> Value:
    left = compiler.compile(node.first)
    sign, side = node.rest[0]
    right, operate = compiler.compile(side), arithmetic.OPERATORS[sign]

    def operation(scope: Scope) -> Any:
        a, b = left(scope), right(scope)
        if a is None or b is None:
            return None
        try:
            return operate(a, b)
        except FAILURES as error:
            why_null(str(error))
            return None

    return operation


def _negation(compiler: Compiler, node: Negation) -> Value:
    of = compiler.compile(node.of)

    def negation(scope: Scope) -> Any:
        value = of(scope)
        if value is None:
            return None
        try:
            return arithmetic.negate(value)
        except FAILURES as error:
            why_null(str(error))
            return None

    return negation


def _junction(compiler: Compiler, node: Junction) -> Value:
    items = compiler.all(node.items)
    decides = node.word == "or"

    def junction(scope: Scope) -> bool | None:
        result: bool | None = not decides
        for item in items:
            value: object = item(scope)
            if value is decides:
                return decides
            if type(value) is not bool:
                result = None
        return result

    return junction


def _comparison(compiler: Compiler, node: Comparison) -> Value:
    operator, left, right = node.operator, compiler.compile(node.left), compiler.compile(node.right)

    def comparison(scope: Scope) -> bool | None:
        a, b = left(scope), right(scope)
        result = compare(operator, a, b)
        if result is None and scope.run.notes is not None and a is not None and b is not None:
            why_null(f"a {kind(a)} and a {kind(b)} do not compare")
        return result

    return comparison


def _between(compiler: Compiler, node: Between) -> Value:
    value, low, high = compiler.all([node.value, node.low, node.high])

    def between(scope: Scope) -> bool | None:
        it = value(scope)
        return and3(compare(">=", it, low(scope)), compare("<=", it, high(scope)))

    return between


def _in(compiler: Compiler, node: In) -> Value:
    value, tests = compiler.compile(node.value), compiler.all(node.tests)

    def within_any(scope: Scope) -> bool | None:
        it, result = value(scope), False
        unknown = False
        for test in tests:
            passed = passes(it, test(scope))
            if passed is True:
                return True
            unknown = unknown or passed is None
        return None if unknown else result

    return within_any


def _instance_of(compiler: Compiler, node: InstanceOf) -> Value:
    value, type_ = compiler.compile(node.value), node.type
    return lambda scope: is_type(value(scope), type_)


CLOSURES: Closures = {
    Arithmetic: _arithmetic,
    Negation: _negation,
    Junction: _junction,
    Comparison: _comparison,
    Between: _between,
    In: _in,
    InstanceOf: _instance_of,
}
