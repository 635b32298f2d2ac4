"""How a tree becomes a function that computes its value: one closure a node."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from . import arithmetic
from .builtins import BUILTINS
from .compare import and3, compare, or3, passes, within
from .errors import FeelLimit, NoValue
from .functions import FAILURES, Callee, Function
from .iteration import filtered, over
from .members import member_of
from .natives import to_feel
from .run import MAX_LIST, MAX_TREE, MISSING, spend_list, why_null
from .scope import Scope, fetch
from .tree import (
    Anything,
    Arithmetic,
    Between,
    Call,
    Comparison,
    ContextLiteral,
    Filter,
    For,
    FunctionLiteral,
    If,
    In,
    InstanceOf,
    Junction,
    ListLiteral,
    Literal,
    Name,
    NamedCall,
    Negation,
    Node,
    OpenRange,
    Path,
    Quantified,
    RangeLiteral,
    Round,
    Tests,
)
from .types import is_type
from .values import Range, kind

Value = Callable[[Scope], Any]
Wrap = Callable[[Node, Value], Value]


class Compiler:
    """Turns trees into closures; `wrap` may put something around each (a trace does)."""

    def __init__(self, wrap: Wrap | None = None) -> None:
        self._wrap = wrap
        self._depth = 0
        self._nodes = 0

    def compile(self, node: Node) -> Value:
        """Return the function that computes the node's value in a scope."""
        self._depth += 1
        if self._depth > MAX_TREE:
            raise FeelLimit("表达式嵌套过深", "the expression is nested too deeply")
        value: Value = _COMPILE[type(node)](self, node)
        self._depth -= 1
        self._nodes += 1
        return self._wrap(node, value) if self._wrap else value

    def priced(self, node: Node) -> tuple[Value, int]:
        """Return the function and the steps that one round of it costs, two a node."""
        before = self._nodes
        value = self.compile(node)
        return value, 2 * (self._nodes - before)

    def all(self, nodes: list[Node]) -> list[Value]:
        """Return the functions of several nodes."""
        return [self.compile(node) for node in nodes]


# -- names and literals


def _literal(_: Compiler, node: Literal) -> Value:
    value = node.value
    return lambda scope: value


def _name(_: Compiler, node: Name) -> Value:
    name = node.name
    builtin = BUILTINS.get(name)

    def read(scope: Scope) -> Any:
        value = scope.read(name)
        if value is MISSING:
            if builtin is None:
                why_null(f"there is no {name}")
            return builtin
        return value

    return read


def _path(compiler: Compiler, node: Path) -> Value:
    trail = _trail(node)
    if trail is not None:
        return _data_path(trail)
    of, name = compiler.compile(node.of), node.name
    return lambda scope: member_of(of(scope), name)


def _trail(node: Node) -> list[str] | None:
    names: list[str] = []
    while isinstance(node, Path) and len(names) < MAX_TREE:
        names.append(node.name)
        node = node.of
    return [node.name, *reversed(names)] if isinstance(node, Name) else None


def _data_path(trail: list[str]) -> Value:
    """Read `a.b.c` from the data without converting all of `a`."""
    first, *rest = trail
    key = tuple(trail)

    def read(scope: Scope) -> Any:
        value = scope.bound(first)
        if value is MISSING:
            run = scope.run
            if key in run.seen:
                return run.seen[key]
            raw = run.data.get(first, MISSING)
            if isinstance(raw, Mapping):
                value = run.seen[key] = _dig(raw, rest)
                return value
            value = fetch(run, first, raw)
            if value is MISSING:
                why_null(f"there is no {first}")
                return None
        for name in rest:
            if value is None:
                return None
            value = member_of(value, name)
        return value

    return read


def _dig(raw: Any, names: list[str]) -> Any:
    for number, name in enumerate(names):
        if not isinstance(raw, Mapping):
            value = to_feel(raw)
            for rest in names[number:]:
                value = None if value is None else member_of(value, rest)
            return value
        raw = raw.get(name)
    return to_feel(raw)


# -- operators


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


# -- constructs


def _if(compiler: Compiler, node: If) -> Value:
    condition, yes, no = compiler.all([node.condition, node.yes, node.no])
    return lambda scope: yes(scope) if condition(scope) is True else no(scope)


def _sources(compiler: Compiler, iterators: list[Round]) -> list[tuple[str, Value, Value | None]]:
    return [
        (it.name, compiler.compile(it.source), compiler.compile(it.to) if it.to else None)
        for it in iterators
    ]


def _for(compiler: Compiler, node: For) -> Value:
    sources = _sources(compiler, node.iterators)
    body, price = compiler.priced(node.body)
    partial = any(isinstance(part, Name) and part.name == "partial" for part in walk(node.body))

    def loop(scope: Scope) -> list[Any] | None:
        results: list[Any] = []
        try:
            for inner in over(sources, scope, price):
                if partial:
                    spend_list(len(results))
                    inner.names["partial"] = list(results)
                if len(results) >= MAX_LIST:
                    raise FeelLimit("列表过长", "the list would be too long")
                results.append(body(inner))
        except NoValue as error:
            why_null(str(error))
            return None
        return results

    return loop


def _quantified(compiler: Compiler, node: Quantified) -> Value:
    sources = _sources(compiler, node.iterators)
    body, price = compiler.priced(node.body)
    join = and3 if node.every else or3

    def quantified(scope: Scope) -> bool | None:
        result: bool | None = node.every
        try:
            for inner in over(sources, scope, price):
                result = join(result, body(inner))
        except NoValue as error:
            why_null(str(error))
            return None
        return result

    return quantified


def _function(compiler: Compiler, node: FunctionLiteral) -> Value:
    if node.body is None:
        # Java and PMML functions are another machine's code: they have no value here.
        return lambda scope: None
    body, price = compiler.priced(node.body)
    return lambda scope: Function(node.parameters, node.types, body, scope, price)


def _filter(compiler: Compiler, node: Filter) -> Value:
    of = compiler.compile(node.of)
    by, price = compiler.priced(node.by)
    return lambda scope: filtered(of(scope), by, scope, price)


def _call(compiler: Compiler, node: Call) -> Value:
    function, arguments = compiler.compile(node.function), compiler.all(node.arguments)

    def call(scope: Scope) -> Any:
        callee = function(scope)
        if not isinstance(callee, Callee):
            return None
        return callee.call([argument(scope) for argument in arguments], scope.run)

    return call


def _named_call(compiler: Compiler, node: NamedCall) -> Value:
    function = compiler.compile(node.function)
    arguments = [(name, compiler.compile(argument)) for name, argument in node.arguments]

    def call(scope: Scope) -> Any:
        callee = function(scope)
        if not isinstance(callee, Callee):
            return None
        return callee.call_named({name: value(scope) for name, value in arguments}, scope.run)

    return call


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
                why_null(f"{key} is given twice")
                return None
            result[key] = value(inner)
        return result

    return context


# -- cells


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


_COMPILE: dict[type, Callable[[Compiler, Any], Value]] = {
    Literal: _literal,
    Name: _name,
    Path: _path,
    Arithmetic: _arithmetic,
    Negation: _negation,
    Junction: _junction,
    Comparison: _comparison,
    Between: _between,
    In: _in,
    InstanceOf: _instance_of,
    If: _if,
    For: _for,
    Quantified: _quantified,
    FunctionLiteral: _function,
    Filter: _filter,
    Call: _call,
    NamedCall: _named_call,
    RangeLiteral: _range,
    OpenRange: _open_range,
    ListLiteral: _list,
    ContextLiteral: _context,
    Tests: _tests,
    Anything: _anything,
}


def walk(node: Node) -> Any:
    """Give a node and all below it, without recursion."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(node.parts())
