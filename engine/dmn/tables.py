"""Decision tables: which rows match, and what the hit policy makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.feel.builtins import BUILTINS
from engine.feel.compare import equal
from engine.feel.compiler import Value
from engine.feel.natives import from_feel
from engine.feel.scope import Scope
from engine.text import Text

from .boxed import Boxes, run_of
from .outcome import DecisionRun, FiredRule, Reason
from .xml import Element, child, children, id_of, local, name_of, text_of

UNIQUE, ANY, PRIORITY, FIRST = "UNIQUE", "ANY", "PRIORITY", "FIRST"
COLLECT, RULE_ORDER, OUTPUT_ORDER = "COLLECT", "RULE ORDER", "OUTPUT ORDER"
POLICIES = (UNIQUE, ANY, PRIORITY, FIRST, COLLECT, RULE_ORDER, OUTPUT_ORDER)
AGGREGATIONS = {"SUM": "sum", "COUNT": "count", "MIN": "min", "MAX": "max"}
_LAST = 10**6


@dataclass(frozen=True)
class Input:
    """A column of conditions; `allowed` tests its value, when the table says which it may have."""

    label: str
    text: str
    value: Value
    type_ref: str | None
    allowed: Value | None
    allowed_text: str


@dataclass(frozen=True)
class Output:
    """A column of results; `ranking` lists its values, the weightiest first."""

    name: str
    type_ref: str | None
    allowed: Value | None
    ranking: list[Any]
    default: Value | None
    allowed_text: str
    default_text: str
    label: str


@dataclass(frozen=True)
class Rule:
    """A row; rows count from 1."""

    number: int
    id: str
    tests: list[Value]
    results: list[Value]
    annotations: list[str]
    test_texts: list[str]
    result_texts: list[str]

    def fired(self) -> FiredRule:
        """Return the row as a reason tells it."""
        return FiredRule(self.number, self.id, self.annotations)


class Table:
    """A decision table; called with a scope it gives its value and leaves its reason."""

    def __init__(self, boxes: Boxes, element: Element) -> None:
        self.boxes = boxes
        self.decision = _decision_of(element)
        self.policy = element.get("hitPolicy") or UNIQUE
        self.aggregation = element.get("aggregation")
        self.inputs = [_input(boxes, column) for column in children(element, "input")]
        self.outputs = [_output(boxes, column) for column in children(element, "output")]
        rows = children(element, "rule")
        self.rules = [_rule(boxes, row, number) for number, row in enumerate(rows, 1)]
        self._check(element)

    def _check(self, element: Element) -> None:
        add = self.boxes.problems.add
        if self.policy not in POLICIES:
            add(
                id_of(element),
                "没有命中策略 {name}",
                "there is no hit policy {name}",
                name=self.policy,
            )
        if self.aggregation and self.aggregation not in AGGREGATIONS:
            add(
                id_of(element),
                "没有汇总 {name}",
                "no such aggregation {name}",
                name=self.aggregation,
            )
        if not self.outputs:
            add(id_of(element), "决策表没有输出列", "the table has no output column")
        for rule in self.rules:
            if len(rule.tests) != len(self.inputs) or len(rule.results) != len(self.outputs):
                add(
                    rule.id or id_of(element),
                    "第 {number} 行的单元格数与列数不符",
                    "row {number} has not as many cells as there are columns",
                    number=rule.number,
                )

    def __call__(self, scope: Scope) -> Any:
        """Return the table's value in a scope."""
        run = run_of(scope)
        values, refused = self._input_values(scope, run)
        seen = {column.label: from_feel(v) for column, v in zip(self.inputs, values, strict=False)}
        if refused is not None:
            run.reasons.append(Reason(self.decision, seen, [], refused))
            return None
        hits = self._matching(values, scope)
        value, used, note = self._result(hits, scope)
        run.reasons.append(Reason(self.decision, seen, [rule.fired() for rule in used], note))
        return value

    def _input_values(self, scope: Scope, run: DecisionRun) -> tuple[list[Any], Text | None]:
        values: list[Any] = []
        for column in self.inputs:
            value = self.boxes.conform(column.value(scope), column.type_ref, scope)
            values.append(value)
            if column.allowed and column.allowed(scope.inner({"?": value})) is not True:
                return values, Text(
                    "输入“{name}”不在允许的取值之内",
                    "the input '{name}' is not among its allowed values",
                    name=column.label,
                )
        return values, None

    def _matching(self, values: list[Any], scope: Scope) -> list[Rule]:
        cells = [scope.inner({"?": value}) for value in values]
        hits: list[Rule] = []
        for rule in self.rules:
            scope.run.spend(2 + len(cells))
            if all(test(cell) for test, cell in zip(rule.tests, cells, strict=False)):
                hits.append(rule)
                if self.policy == FIRST:
                    break
        return hits

    def _result(self, hits: list[Rule], scope: Scope) -> tuple[Any, list[Rule], Text | None]:
        if not hits:
            return self._default(scope), [], Text("没有匹配的行", "no row matches")
        rows = [(self._row(rule, scope), rule) for rule in hits]
        values = [value for value, _ in rows]
        if self.policy == UNIQUE and len(rows) > 1:
            return None, hits, Text("应只有一行匹配，却有多行", "several rows match, only one may")
        if self.policy == ANY and any(equal(v, values[0]) is not True for v in values):
            return None, hits, Text("匹配的行结果不同", "the matching rows differ in their result")
        if self.policy in (UNIQUE, ANY):
            return values[0], hits, None
        if self.policy == FIRST:
            return values[0], hits[:1], None
        if self.policy in (PRIORITY, OUTPUT_ORDER):
            rows.sort(key=lambda row: self._rank(row[0]))
            if self.policy == PRIORITY:
                return rows[0][0], [rows[0][1]], None
            return [value for value, _ in rows], [rule for _, rule in rows], None
        if self.policy == COLLECT and self.aggregation in AGGREGATIONS:
            total = BUILTINS[AGGREGATIONS[self.aggregation]].call([values], scope.run)
            return total, hits, None
        return values, hits, None

    def _default(self, scope: Scope) -> Any:
        if not any(column.default for column in self.outputs):
            return None
        return self._named([c.default(scope) if c.default else None for c in self.outputs])

    def _row(self, rule: Rule, scope: Scope) -> Any:
        return self._named(
            [
                self._cell(result(scope), column, scope)
                for result, column in zip(rule.results, self.outputs, strict=False)
            ]
        )

    def _cell(self, value: Any, column: Output, scope: Scope) -> Any:
        value = self.boxes.conform(value, column.type_ref, scope)
        if value is None or column.allowed is None:
            return value
        return value if column.allowed(scope.inner({"?": value})) is True else None

    def _named(self, values: list[Any]) -> Any:
        if len(self.outputs) == 1:
            return values[0] if values else None
        return {column.name: value for column, value in zip(self.outputs, values, strict=False)}

    def _rank(self, value: Any) -> list[int]:
        return [
            _place(value if len(self.outputs) == 1 else value[column.name], column.ranking)
            for column in self.outputs
        ]


def _place(value: Any, ranking: list[Any]) -> int:
    return next((i for i, ranked in enumerate(ranking) if equal(ranked, value) is True), _LAST)


def _decision_of(element: Element) -> str:
    holder: Element | None = element
    while holder is not None:
        if local(holder) in ("decision", "businessKnowledgeModel"):
            return name_of(holder)
        holder = holder.getparent()
    return ""


def _input(boxes: Boxes, column: Element) -> Input:
    expression, allowed = child(column, "inputExpression"), child(column, "inputValues")
    text = text_of(expression)
    if not text:
        boxes.problems.add(id_of(column), "输入列没有表达式", "the input column has no expression")
    return Input(
        column.get("label") or text,
        text,
        boxes.expression(text, column),
        None if expression is None else expression.get("typeRef"),
        boxes.tests(text_of(allowed), column) if text_of(allowed) else None,
        text_of(allowed),
    )


def _output(boxes: Boxes, column: Element) -> Output:
    values, default = child(column, "outputValues"), child(column, "defaultOutputEntry")
    text = text_of(values)
    return Output(
        column.get("name") or "",
        column.get("typeRef"),
        boxes.tests(text, column) if text else None,
        _ranking(boxes, text, column) if text else [],
        boxes.expression(text_of(default), column) if default is not None else None,
        text,
        text_of(default),
        column.get("label") or "",
    )


def _ranking(boxes: Boxes, text: str, column: Element) -> list[Any]:
    """Return the allowed values in their order; ranges among them have no rank."""
    with DecisionRun() as run:
        values = boxes.expression(f"[{text}]", column)(Scope({}, None, run))
    return values if isinstance(values, list) else []


def _rule(boxes: Boxes, row: Element, number: int) -> Rule:
    cells, results = children(row, "inputEntry"), children(row, "outputEntry")
    return Rule(
        number,
        row.get("id") or "",
        [boxes.tests(text_of(cell), cell) for cell in cells],
        [boxes.expression(text_of(cell), cell) for cell in results],
        [text_of(cell) for cell in children(row, "annotationEntry")],
        [text_of(cell) or "-" for cell in cells],
        [text_of(cell) or "null" for cell in results],
    )
