"""Whether each cell of a table fits its column: names, kinds, and values that do not occur."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.feel.static import (
    ANY,
    Known,
    check_expression,
    check_tests,
    known_of,
    name_of,
)
from engine.feel.static import Finding as Wrong
from engine.text import Text

from .known import known_names, known_type, literals
from .model import Model
from .tables import Input, Output, Table


@dataclass(frozen=True)
class CellFinding:
    """What is wrong with a cell: its row (0 is the heading), its column, and where in its text."""

    row: int
    column: str
    is_output: bool
    written: str
    start: int
    end: int
    what: Text

    @property
    def text(self) -> Text:
        """The finding in words, with its place."""
        row = (
            Text("第 {row} 行", "row {row}", row=self.row) if self.row else Text("表头", "heading")
        )
        return Text(
            "{row}，{column}列“{written}”：{what}",
            "{row}, column {column}, “{written}”: {what}",
            row=row,
            column=self.column,
            written=self.written,
            what=self.what,
        )


def check_cells(
    model: Model, decision: str, functions: Mapping[str, Known] | None = None
) -> list[CellFinding]:
    """Return what is wrong with the cells of a decision's table, row by row; none of no table.

    `functions` are those that the host lends to `decide`.
    """
    table = model.table_of(decision)
    if table is None:
        return []
    looking = _Cells(table, {**(functions or {}), **known_names(model, decision)})
    rows = (found for rule in table.rules for found in looking.row(rule.number))
    return [*looking.headings(), *rows]


class _Cells:
    def __init__(self, table: Table, names: Mapping[str, Known]) -> None:
        # Names with signs in them may be members: the parser has to know them too.
        self.table, self.names = table, {**dict.fromkeys(table.boxes.names, ANY), **names}
        self.types = table.boxes.types.table
        self.tested = [self._tested(column) for column in table.inputs]
        self.wanted = [self._wanted(column) for column in table.outputs]

    def _tested(self, column: Input) -> Known:
        """Return what the cells of an input column test, after its type took hold of it."""
        given = known_of(column.text, self.names, types=self.types)
        declared = known_type(self.table.boxes.types, column.type_ref)
        known = declared if declared.is_known else given
        if known.values is None and given.kind == known.kind and given.values is not None:
            known = given
        return _limited(known, column.allowed_text)

    def _wanted(self, column: Output) -> Known:
        return _limited(known_type(self.table.boxes.types, column.type_ref), column.allowed_text)

    def headings(self) -> Iterator[CellFinding]:
        """Yield what is wrong with what the input columns read."""
        for column in self.table.inputs:
            for wrong in check_expression(column.text, self.names, types=self.types):
                yield _found(0, column.label, False, column.text, wrong)
            declared = known_type(self.table.boxes.types, column.type_ref)
            given = known_of(column.text, self.names, types=self.types)
            if not _becomes(given, declared):
                yield _unsuitable(0, column.label, False, column.text, given, declared)

    def row(self, number: int) -> Iterator[CellFinding]:
        """Yield what is wrong with the cells of a row."""
        rule = self.table.rules[number - 1]
        for column, text, tested in zip(
            self.table.inputs, rule.test_texts, self.tested, strict=False
        ):
            for wrong in check_tests(text, tested, self.names, types=self.types):
                yield _found(number, column.label, False, text, wrong)
        for result, text, wanted in zip(
            self.table.outputs, rule.result_texts, self.wanted, strict=False
        ):
            yield from self._result(number, result.name, text, wanted)

    def _result(self, row: int, column: str, text: str, wanted: Known) -> Iterator[CellFinding]:
        label = column or self.table.decision
        for wrong in check_expression(text, self.names, types=self.types):
            yield _found(row, label, True, text, wrong)
        given = known_of(text, self.names, types=self.types)
        if not _becomes(given, wanted):
            yield _unsuitable(row, label, True, text, given, wanted)
        elif given.kind == wanted.kind and _never(given, wanted):
            zh, en = "不在此列允许的取值之内", "it is not among the values that the column allows"
            yield CellFinding(row, label, True, text, 0, len(text), Text(zh, en))


def _limited(known: Known, allowed: str) -> Known:
    values = literals(allowed)
    if values is None or known.kind == "list":
        return known
    return Known(known.kind, values=values) if known.is_known else ANY


def _becomes(given: Known, wanted: Known) -> bool:
    """Tell whether a value of one kind can become one of another (DMN 1.5, 10.3.2.9.4)."""
    if not given.is_known or not wanted.is_known or given.kind == wanted.kind:
        return True
    if wanted.kind == "list":
        return _becomes(given, wanted.element)
    if given.kind == "list":
        return _becomes(given.element, wanted)
    return (given.kind, wanted.kind) == ("date", "date and time")


def _never(given: Known, wanted: Known) -> bool:
    if not given.values or wanted.values is None:
        return False
    return not any(value in wanted.values for value in given.values)


def _found(row: int, column: str, is_output: bool, written: str, wrong: Wrong) -> CellFinding:
    return CellFinding(row, column, is_output, written, wrong.start, wrong.end, wrong.text)


def _unsuitable(
    row: int, column: str, is_output: bool, written: str, given: Known, wanted: Known
) -> CellFinding:
    kinds = {"it": name_of(given.kind), "wanted": name_of(wanted.kind)}
    what = Text(
        "是{it}，而此列要的是{wanted}", "it is {it}, but the column wants {wanted}", **kinds
    )
    return CellFinding(row, column, is_output, written, 0, len(written), what)
