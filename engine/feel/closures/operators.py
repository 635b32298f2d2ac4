"""Closures of arithmetic, comparison and logic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import arithmetic
from ..compare import and3, compare, passes
from ..functions import FAILURES
from ..run import why_null
from ..scope import Scope
from ..temporal import DateTime, Time
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

WANT_YES_OR_NO = "yes or no is wanted here, not {kind}"

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
                why_null(error)
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
            why_null(error)
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
            why_null(error)
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
                if value is not None:
                    why_null(WANT_YES_OR_NO, kind=kind(value))
        return result

    return junction


def _comparison(compiler: Compiler, node: Comparison) -> Value:
    operator, left, right = node.operator, compiler.compile(node.left), compiler.compile(node.right)

    def comparison(scope: Scope) -> bool | None:
        a, b = left(scope), right(scope)
        result = compare(operator, a, b)
        if result is None and scope.run.notes is not None and a is not None and b is not None:
            _why_not(operator, a, b)
        return result

    return comparison


def _why_not(operator: str, a: Any, b: Any) -> None:
    if kind(a) != kind(b):
        why_null("{left} and {right} do not compare", left=kind(a), right=kind(b))
    elif isinstance(a, (Time, DateTime)):
        why_null("one has a time zone, the other has none")
    elif operator in ("=", "!="):
        why_null("the elements do not compare")
    else:
        why_null("{kind} has no order", kind=kind(a))


def _between(compiler: Compiler, node: Between) -> Value:
    value, low, high = compiler.all([node.value, node.low, node.high])

    def between(scope: Scope) -> bool | None:
        it, first, last = value(scope), low(scope), high(scope)
        result = and3(compare(">=", it, first), compare("<=", it, last))
        if result is None and scope.run.notes is not None and None not in (it, first, last):
            _why_not("<", it, last if kind(it) == kind(first) else first)
        return result

    return between


def _in(compiler: Compiler, node: In) -> Value:
    value, tests = compiler.compile(node.value), compiler.all(node.tests)

    def within_any(scope: Scope) -> bool | None:
        it, result = value(scope), False
        unknown = False
        for test in tests:
            against = test(scope)
            passed = passes(it, against)
            if passed is True:
                return True
            if passed is None:
                unknown = True
                if it is not None and against is not None:
                    _why_not("=" if kind(it) != kind(against) else "<", it, against)
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
