"""Boxed expressions: how each kind of box becomes a function of its scope."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from engine.feel.builtins import BUILTINS
from engine.feel.compare import and3, or3
from engine.feel.compiler import Compiler, Value
from engine.feel.errors import FeelLimit, FeelSyntaxError, NoValue
from engine.feel.expression import odd_names, parse, parse_tests
from engine.feel.functions import Callee, Function
from engine.feel.iteration import filtered, over
from engine.feel.reading import names_read
from engine.feel.run import spend_list
from engine.feel.scope import Scope
from engine.feel.tree import Node

from .outcome import DecisionRun
from .problems import Problems
from .types import Types
from .xml import Element, child, children, id_of, local, name_of, text_of

ROUND = 5
"""Steps that one round of a boxed loop costs besides the steps inside it."""


def nothing(_: Scope) -> None:
    """Return null."""


class Boxes:
    """Compiles boxed expressions where certain names are bound.

    `names` are the odd ones that the parser has to know; `bound` all that have a value here, or
    None where any name may have one.
    """

    def __init__(
        self,
        types: Types,
        names: frozenset[str],
        problems: Problems,
        bound: frozenset[str] | None,
    ) -> None:
        self.types, self.names, self.problems, self.bound = types, names, problems, bound

    def knowing(self, names: Iterable[str]) -> Boxes:
        """Return the same where more names are bound: parameters, entries, loop variables."""
        more = frozenset(names)
        bound = None if self.bound is None else self.bound | more
        return Boxes(self.types, self.names | odd_names(more), self.problems, bound)

    def filtering(self) -> Boxes:
        """Return the same where any name may be a key of the element at hand."""
        return Boxes(self.types, self.names, self.problems, None)

    def expression(self, text: str, element: Element) -> Value:
        """Return the function of a FEEL text; a bad text is a problem, and null."""
        return self._compiled(parse, text, element) if text else nothing

    def tests(self, text: str, element: Element) -> Value:
        """Return the function of a table cell."""
        return self._compiled(parse_tests, text or "-", element)

    def _compiled(self, read: Callable[..., Any], text: str, element: Element) -> Value:
        try:
            tree = read(text, self.names, self.types.table)
            self._check_names(tree, text, element)
            return Compiler().compile(tree)
        except (FeelSyntaxError, FeelLimit) as error:
            self.problems.add(
                id_of(element),
                "表达式“{text}”有误：{why}",
                "bad expression '{text}': {why}",
                text=text,
                why=error.text,
            )
            return nothing

    def _check_names(self, tree: Node, text: str, element: Element) -> None:
        if self.bound is None:
            return
        for name in sorted(names_read(tree).sure - self.bound - BUILTINS.keys()):
            self.problems.add(
                id_of(element),
                "表达式“{text}”用到未知的名称“{name}”",
                "the expression '{text}' reads the unknown name '{name}'",
                text=text,
                name=name,
            )

    def within(self, holder: Element | None) -> Value:
        """Return the function of the box inside an element; null when there is none."""
        found = child(holder, *_BOXES)
        return nothing if found is None else self.box(found)

    def box(self, element: Element) -> Value:
        """Return the function of a box; its value conforms to the type that the box declares."""
        value = _BOXES[local(element)](self, element)
        declared = element.get("typeRef")
        if not declared or local(element) == "functionDefinition":
            return value
        return lambda scope: self.conform(value(scope), declared, scope)

    def conform(self, value: Any, type_ref: str | None, scope: Scope) -> Any:
        """Return the value as a type wants it, or null."""
        return self.types.conform(value, type_ref, run_of(scope))

    def function(self, element: Element) -> Value:
        """Return what makes the function of a functionDefinition or an encapsulatedLogic."""
        if element.get("kind") in ("Java", "PMML"):
            self.problems.add(
                id_of(element),
                "不执行外部函数（Java、PMML）",
                "external functions (Java, PMML) are not executed",
            )
            return nothing
        parameters = children(element, "formalParameter")
        names = [name_of(parameter) for parameter in parameters]
        types = [parameter.get("typeRef") for parameter in parameters]
        body, declared = self.knowing(names).within(element), element.get("typeRef")
        returns_function = self.types.type_named(declared).name == "function"

        def call(inner: Scope) -> Any:
            for name, type_ref in zip(names, types, strict=True):
                given = inner.names[name]
                inner.names[name] = self.conform(given, type_ref, inner)
                if given is not None and inner.names[name] is None:
                    return None
            value = body(inner)
            return value if returns_function else self.conform(value, declared, inner)

        return lambda scope: Function(names, [None] * len(names), call, scope)


def run_of(scope: Scope) -> DecisionRun:
    """Return the evaluation that a scope belongs to."""
    assert isinstance(scope.run, DecisionRun)
    return scope.run


def _literal(boxes: Boxes, element: Element) -> Value:
    return boxes.expression(text_of(element), element)


def _context(boxes: Boxes, element: Element) -> Value:
    entries: list[tuple[str, Value, str | None]] = []
    result: Value | None = None
    for entry in children(element, "contextEntry"):
        variable = child(entry, "variable")
        value = boxes.knowing([name for name, _, _ in entries]).within(entry)
        if variable is None:
            result = value
        else:
            entries.append((name_of(variable), value, variable.get("typeRef")))

    def context(scope: Scope) -> Any:
        values: dict[str, Any] = {}
        inner = scope.inner(values)
        for name, value, type_ref in entries:
            it = value(inner)
            values[name] = it if isinstance(it, Function) else boxes.conform(it, type_ref, scope)
        return result(inner) if result else values

    return context


def _list(boxes: Boxes, element: Element) -> Value:
    items = [boxes.box(item) for item in children(element, *_BOXES)]
    return lambda scope: [item(scope) for item in items]


def _relation(boxes: Boxes, element: Element) -> Value:
    columns = [name_of(column) for column in children(element, "column")]
    rows = [
        [boxes.box(cell) for cell in children(row, *_BOXES)] for row in children(element, "row")
    ]
    return lambda scope: [
        {column: cell(scope) for column, cell in zip(columns, row, strict=False)} for row in rows
    ]


def _invocation(boxes: Boxes, element: Element) -> Value:
    function = boxes.within(element)
    bindings = [
        (name_of(parameter), boxes.within(binding))
        for binding in children(element, "binding")
        if (parameter := child(binding, "parameter")) is not None
    ]

    def invocation(scope: Scope) -> Any:
        callee = function(scope)
        if not isinstance(callee, Callee):
            return None
        return callee.call_named({name: value(scope) for name, value in bindings}, scope.run)

    return invocation


def _function(boxes: Boxes, element: Element) -> Value:
    return boxes.function(element)


def _conditional(boxes: Boxes, element: Element) -> Value:
    condition, yes, no = (boxes.within(child(element, n)) for n in ("if", "then", "else"))

    def conditional(scope: Scope) -> Any:
        answer = condition(scope)
        if answer is not None and not isinstance(answer, bool):
            return None
        return yes(scope) if answer else no(scope)

    return conditional


def _filter(boxes: Boxes, element: Element) -> Value:
    source = boxes.within(child(element, "in"))
    match = boxes.filtering().within(child(element, "match"))

    def strict(scope: Scope) -> Any:
        answer = match(scope)
        if answer is not None and not isinstance(answer, (bool, Decimal)):
            raise NoValue("a filter must be a condition or a position")
        return answer

    def box(scope: Scope) -> Any:
        try:
            return filtered(source(scope), strict, scope, ROUND)
        except NoValue:
            return None

    return box


def _for(boxes: Boxes, element: Element) -> Value:
    name = element.get("iteratorVariable") or "item"
    source = boxes.within(child(element, "in"))
    body = boxes.knowing([name, "partial"]).within(child(element, "return"))

    def loop(scope: Scope) -> list[Any] | None:
        results: list[Any] = []
        try:
            for inner in over([(name, source, None)], scope, ROUND):
                spend_list(len(results))
                inner.names["partial"] = list(results)
                results.append(body(inner))
        except NoValue:
            return None
        return results

    return loop


def _quantified(boxes: Boxes, element: Element) -> Value:
    every = local(element) == "every"
    name = element.get("iteratorVariable") or "item"
    source = boxes.within(child(element, "in"))
    body = boxes.knowing([name]).within(child(element, "satisfies"))
    join = and3 if every else or3

    def quantified(scope: Scope) -> bool | None:
        result: bool | None = every
        try:
            for inner in over([(name, source, None)], scope, ROUND):
                answer = body(inner)
                if answer is not None and not isinstance(answer, bool):
                    return None
                result = join(result, answer)
        except NoValue:
            return None
        return result

    return quantified


def _table(boxes: Boxes, element: Element) -> Value:
    from .tables import Table

    return Table(boxes, element)


_BOXES: dict[str, Callable[[Boxes, Element], Value]] = {
    "literalExpression": _literal,
    "context": _context,
    "list": _list,
    "relation": _relation,
    "invocation": _invocation,
    "functionDefinition": _function,
    "conditional": _conditional,
    "filter": _filter,
    "for": _for,
    "some": _quantified,
    "every": _quantified,
    "decisionTable": _table,
}
