"""Which FEEL a form may hold: the part that the browser's FEEL and ours surely read alike.

The browser evaluates with feelin: binary numbers, no types for dates, its own ideas of null. Here
an expression gets its sort, or is refused at the exact place; docs/forms.md lists what may stand.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NoReturn

from engine.feel import Expression
from engine.feel.tree import (
    Arithmetic,
    Call,
    Comparison,
    ContextLiteral,
    If,
    In,
    Junction,
    ListLiteral,
    Literal,
    Name,
    Negation,
    Node,
    Path,
)
from engine.forms import outside
from engine.forms.literals import literal_sort
from engine.forms.outside import Outside
from engine.forms.sorts import (
    LENGTH,
    NUMBER,
    TEXT,
    YES_NO,
    Sort,
    either_sort,
    of_values,
    reckoned,
    whole,
)

Meaning = Callable[[tuple[str, ...], int], Sort]
"""Returns the sort of a dotted name that stands at a position; raises Outside."""

_STRING = re.compile(r'"[^"]*"')
_ORDERED = ("number", "date")
_COMPARED = ("number", "text", "yes_no", "date")


def sort_of(expression: Expression, meaning: Meaning) -> Sort:
    """Return the sort of an expression; raises Outside when it is no part of the dialect."""
    return _Reader(expression.text, meaning).sort(expression.tree)


class _Reader:
    """Finds the sort of each part of one expression."""

    def __init__(self, text: str, meaning: Meaning) -> None:
        self.text, self.meaning = text, meaning

    def sort(self, node: Node) -> Sort:
        read = _READ.get(type(node))
        if read is None:
            raise Outside(node.start, outside.construct(node))
        return read(self, node)

    def _refuse(self, node: Node, zh: str, en: str, **values: object) -> NoReturn:
        raise Outside(node.start, outside.because(zh, en, **values))

    def _must(self, node: Node, *names: str) -> Sort:
        found = self.sort(node)
        if found.name not in names:
            wanted = outside.either(names)
            self._refuse(
                node,
                "此处应为{wanted}，不能是{found}",
                "{wanted} is needed here, not {found}",
                wanted=wanted,
                found=found.said,
            )
        return found

    # -- values -------------------------------------------------------------------------------

    def _literal(self, node: Literal) -> Sort:
        return literal_sort(node, self.text[node.start : node.end])

    def _name(self, node: Name) -> Sort:
        return self.meaning((node.name,), node.start)

    def _path(self, node: Path) -> Sort:
        steps: list[str] = []
        at: Node = node
        while isinstance(at, Path):
            steps.append(at.name)
            at = at.of
        if not isinstance(at, Name):
            self._refuse(node, "“.”前应为字段名", "a field's name must stand before the dot")
        return self.meaning((at.name, *reversed(steps)), node.start)

    def _list(self, node: ListLiteral) -> Sort:
        """Read a list of options: texts, numbers, or contexts with a value and a label."""
        values = [self._option(item) for item in node.items]
        of = of_values(values)
        if of is None:
            self._refuse(
                node, "列表中应为同一种固定值", "a list must hold fixed values of one kind"
            )
        return Sort("list", 0, len(values), of)

    def _option(self, item: Node) -> object:
        if isinstance(item, ContextLiteral):
            entries = dict(item.entries)
            if set(entries) <= {"value", "label"} and "value" in entries:
                for part in entries.values():
                    self._fixed(part)
                return self._fixed(entries["value"])
        return self._fixed(item)

    def _fixed(self, node: Node) -> Any:
        if isinstance(node, Negation) and self._must(node, "number"):
            return -self._fixed(node.of)
        if not isinstance(node, Literal) or node.value is None:
            raise Outside(node.start, outside.not_fixed(node))
        self._literal(node)
        return int(node.value) if _is_whole(node) else node.value

    # -- operators ----------------------------------------------------------------------------

    def _comparison(self, node: Comparison) -> Sort:
        self._need_brackets(node.left, node.right)
        left, right = self.sort(node.left), self.sort(node.right)
        if node.operator not in ("=", "!="):
            if left.name != right.name or left.name not in _ORDERED:
                self._unlike(node, left, right)
            return YES_NO
        if "null" in (left.name, right.name):
            return YES_NO
        if self._is_empty_text(node.left) or self._is_empty_text(node.right):
            self._refuse(
                node, "未填写就是 null，请写 = null", "an open field is null: write = null"
            )
        if left.name != right.name or left.name not in _COMPARED:
            self._unlike(node, left, right)
        return YES_NO

    def _unlike(self, node: Comparison, left: Sort, right: Sort) -> NoReturn:
        self._refuse(
            node,
            "不能用“{sign}”比较{left}和{right}",
            "“{sign}” does not compare {left} with {right}",
            sign=node.operator,
            left=left.said,
            right=right.said,
        )

    def _is_empty_text(self, node: Node) -> bool:
        return isinstance(node, Literal) and node.value == ""

    def _need_brackets(self, *sides: Node) -> None:
        """Refuse a bare `x in …` beside an operator: the browser takes that into the tests."""
        for side in sides:
            written = _STRING.sub("", self.text[side.start : side.end])
            if isinstance(side, In) and written.count("(") == written.count(")"):
                self._refuse(side, "请给 in 加括号：(x in …)", "put brackets around it: (x in …)")

    def _junction(self, node: Junction) -> Sort:
        self._need_brackets(*node.items)
        for item in node.items:
            self._must(item, "yes_no")
        return YES_NO

    def _in(self, node: In) -> Sort:
        value = self._must(node.value, "number", "text")
        tests = node.tests
        if len(tests) == 1 and isinstance(tests[0], ListLiteral):
            tests = tests[0].items
        found = of_values(self._fixed(test) for test in tests)
        if found is None or found.name != value.name:
            self._refuse(
                node,
                "in 后面应为与字段同类的固定值",
                "after “in” stand fixed values of the field's own kind",
            )
        return YES_NO

    def _arithmetic(self, node: Arithmetic) -> Sort:
        first = self._must(node.first, "number", "text")
        if first.name == "text":
            return self._joined(node)
        sort = self._whole(node.first)
        for operator, right in node.rest:
            sort = self._reckoned(right, operator, sort, self._whole(right))
        return sort

    def _joined(self, node: Arithmetic) -> Sort:
        for operator, right in node.rest:
            self._must(right, "text")
            if operator != "+":
                self._refuse(right, "文字只能用 + 连接", "text can only be joined by +")
        return TEXT

    def _whole(self, node: Node) -> Sort:
        found = self._must(node, "number")
        if not found.is_exact:
            self._refuse(
                node,
                "浏览器只能准确计算整数：请给字段写明 decimalDigits 为 0 和 min、max，"
                "或由服务器在 check 中计算",
                "browsers reckon exactly with whole numbers only: give the field decimalDigits 0, "
                "a min and a max, or let the server reckon in a check",
            )
        return found

    def _reckoned(self, node: Node, operator: str, left: Sort, right: Sort) -> Sort:
        sort = reckoned(operator, left, right)
        if sort is None:
            self._refuse(
                node,
                "表单的表达式不能用“{sign}”",
                "a form's expression must not use “{sign}”",
                sign=operator,
            )
        if not sort.is_exact:
            self._refuse(node, "结果可能过大", "the result could become too large to be exact")
        return sort

    def _negation(self, node: Negation) -> Sort:
        of = self._must(node.of, "number")
        if of.low is None or of.high is None:
            return NUMBER
        return whole(-of.high, -of.low)

    def _if(self, node: If) -> Sort:
        self._must(node.condition, "yes_no")
        yes, no = self.sort(node.yes), self.sort(node.no)
        if yes.name == "null" or no.name == "null":
            return no if yes.name == "null" else yes
        if yes.name != no.name or yes.name in ("thing", "rows"):
            self._refuse(node, "then 和 else 应为同一种值", "then and else must be of one kind")
        return either_sort(yes, no)

    # -- functions ----------------------------------------------------------------------------

    def _call(self, node: Call) -> Sort:
        name = node.function.name if isinstance(node.function, Name) else ""
        found = _FUNCTIONS.get(name)
        if found is None or len(found[0]) != len(node.arguments):
            raise Outside(node.start, outside.function(name, _FUNCTIONS))
        wanted, gives = found
        sorts = [self._must(one, *names) for one, names in zip(node.arguments, wanted, strict=True)]
        if name == "list contains" and sorts[0].of and sorts[0].of.name != sorts[1].name:
            self._refuse(node, "两边不是同一种值", "the two are not of one kind")
        if name == "count":
            return whole(0, sorts[0].high or 0)
        return gives


def _is_whole(node: Literal) -> bool:
    value = node.value
    return not isinstance(value, str | bool) and value == value.to_integral_value()


_FUNCTIONS: dict[str, tuple[tuple[tuple[str, ...], ...], Sort]] = {
    "not": ((("yes_no",),), YES_NO),
    "count": ((("list", "rows"),), NUMBER),
    "list contains": ((("list",), ("text", "number")), YES_NO),
    "contains": ((("text",), ("text",)), YES_NO),
    "starts with": ((("text",), ("text",)), YES_NO),
    "ends with": ((("text",), ("text",)), YES_NO),
    "string length": ((("text",),), LENGTH),
}
_READ: dict[type[Node], Callable[[_Reader, Any], Sort]] = {
    Literal: _Reader._literal,
    Name: _Reader._name,
    Path: _Reader._path,
    ListLiteral: _Reader._list,
    Comparison: _Reader._comparison,
    Junction: _Reader._junction,
    In: _Reader._in,
    Arithmetic: _Reader._arithmetic,
    Negation: _Reader._negation,
    If: _Reader._if,
    Call: _Reader._call,
}
