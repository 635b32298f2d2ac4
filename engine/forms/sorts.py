"""Of which sort a value is, as far as browser and server must agree about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from engine.feel import Expression
from engine.forms.parts import Question, Rows
from engine.text import Text

Name = Literal["number", "text", "yes_no", "date", "list", "rows", "thing", "null"]

EXACT = 2**53 - 1
"""Up to here whole numbers are exact in JavaScript."""
_LONGEST_TEXT = 100_000


@dataclass(frozen=True)
class Sort:
    """What an expression gives; a whole number knows its bounds, a list what is in it."""

    name: Name
    low: int | None = None
    high: int | None = None
    of: Sort | None = None

    @property
    def is_exact(self) -> bool:
        """Tell whether it is a whole number that JavaScript reckons with exactly."""
        return self.low is not None and self.high is not None

    @property
    def said(self) -> Text:
        return _SAID[self.name]


_SAID: dict[Name, Text] = {
    "number": Text("数字", "a number"),
    "text": Text("文字", "text"),
    "yes_no": Text("是或否", "yes or no"),
    "date": Text("日期", "a date"),
    "list": Text("多选", "several choices"),
    "rows": Text("列表", "a list"),
    "thing": Text("只能判断是否填写的内容", "something that can only be empty or not"),
    "null": Text("空", "nothing"),
}

NUMBER, TEXT, YES_NO, DATE = Sort("number"), Sort("text"), Sort("yes_no"), Sort("date")
THING, NULL = Sort("thing"), Sort("null")
LENGTH = Sort("number", 0, _LONGEST_TEXT)


def whole(low: int, high: int) -> Sort:
    """Return whole numbers between bounds, or plain numbers where they would not be exact."""
    return Sort("number", low, high) if -EXACT <= low <= high <= EXACT else NUMBER


def rows_sort(rows: Rows) -> Sort:
    return Sort("rows", 0, rows.most)


def answer_sort(question: Question, options: Sort | None) -> Sort | None:
    """Return the sort of a question's answer, None when the browser holds it quite otherwise.

    `options` is the sort of the list that FEEL gives as options, where the form has that.
    """
    name = question.kind.name
    if name in ("filepicker", "persons"):
        return None
    if name == "number":
        return None if question.component.get("serializeToString") else _number(question)
    if question.kind.chooses:
        one = _choice(question, options)
        many = len(question.options) or _LONGEST_TEXT
        return Sort("list", 0, many, one) if question.kind.many else one
    return _PLAIN.get(name, THING)


_PLAIN = {"textfield": TEXT, "textarea": TEXT, "checkbox": YES_NO, "date": DATE}


def _number(question: Question) -> Sort:
    low, high = question.bounds.get("min"), question.bounds.get("max")
    if question.component.get("decimalDigits") != 0:
        return NUMBER
    if not isinstance(low, int | str) or not isinstance(high, int | str):
        return NUMBER
    try:
        return whole(int(low), int(high))
    except ValueError:
        return NUMBER


def _choice(question: Question, options: Sort | None) -> Sort:
    if isinstance(question.options_from, Expression):
        return options.of if options and options.of else THING
    if question.options_from is not None:
        return THING
    return of_values(option.value for option in question.options if not option.is_family) or THING


def of_values(values: Iterable[Any]) -> Sort | None:
    """Return the one sort that all values have, None when they differ or there is none."""
    found = list(values)
    kinds = {type(value) for value in found}
    if kinds == {str}:
        return TEXT
    if kinds == {bool}:
        return YES_NO
    if kinds == {int}:
        return whole(min(found), max(found))
    return NUMBER if kinds and kinds <= {int, float, Decimal} else None


def either_sort(a: Sort, b: Sort) -> Sort:
    """Return the sort that holds what both hold."""
    if a.name == "number":
        if a.low is None or b.low is None or a.high is None or b.high is None:
            return NUMBER
        return whole(min(a.low, b.low), max(a.high, b.high))
    if a.name == "list" and a.of and b.of:
        of = either_sort(a.of, b.of) if a.of.name == b.of.name else None
        return Sort("list", 0, max(a.high or 0, b.high or 0), of)
    return a


def reckoned(operator: str, left: Sort, right: Sort) -> Sort | None:
    """Return what an operator makes of two whole numbers, None when there is no such operator."""
    reckon = _RECKON.get(operator)
    if reckon is None:
        return None
    ends = [(a or 0, b or 0) for a in (left.low, left.high) for b in (right.low, right.high)]
    found = [reckon(a, b) for a, b in ends]
    return whole(min(found), max(found))


_RECKON: dict[str, Callable[[int, int], int]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
}
