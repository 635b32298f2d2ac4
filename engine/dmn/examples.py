"""Examples of a decision: a spreadsheet of inputs and what must come out, and playing them.

The first line names the inputs, then the outputs as `=> output`. A cell is a FEEL literal
(`12`, `true`, `"text"`, `[1, 2]`, `date("2026-03-04")`), a bare text, or empty for null. Where a
column of the table has a type, the cell is read as that type: `2026-03-04` is a date there, and
`007` a text. Lines that begin with `#` are remarks.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.feel.compare import equal
from engine.feel.errors import FeelLimit, FeelSyntaxError, NoValue
from engine.feel.expression import Functions, compile_expression, deep_enough, parse
from engine.feel.natives import from_feel, to_feel
from engine.feel.show import show
from engine.feel.temporal_text import read_temporal
from engine.feel.tree import (
    Call,
    ContextLiteral,
    ListLiteral,
    Literal,
    Name,
    Negation,
    Node,
    OpenRange,
    RangeLiteral,
)
from engine.feel.types import Type, is_type
from engine.text import Text

from .model import Model
from .outcome import Outcome
from .problems import BadDecision, DecisionProblem

MARK = "=>"
_MAKERS = frozenset({"date", "time", "date and time", "duration"})
_TEMPORAL = frozenset(
    {"date", "time", "date and time", "days and time duration", "years and months duration"}
)


@dataclass(frozen=True)
class Example:
    """One line: inputs and expected outputs by name, as Python values; `line` counts from 1."""

    inputs: dict[str, Any]
    outputs: dict[str, Any]
    line: int


def read_examples(csv_text: str, model: Model, decision_id: str) -> list[Example]:
    """Return the examples of a decision; raises BadDecision for columns that it does not have."""
    reader = csv.reader(csv_text.lstrip("\ufeff").splitlines(keepends=True))
    header: list[str] | None = None
    found: list[Example] = []
    types: dict[str, Type] = {}
    for cells in reader:
        if not any(cell.strip() for cell in cells) or cells[0].lstrip().startswith("#"):
            continue
        if header is None:
            header = [_heading(cell) for cell in cells]
            _check_header(header, model, decision_id)
            types = model.column_types(decision_id)
            continue
        found.append(_example(header, cells, types, reader.line_num))
    return found


def _heading(cell: str) -> str:
    name = cell.strip()
    return f"{MARK} {name[2:].strip()}" if name.startswith(MARK) else name


def _check_header(header: list[str], model: Model, decision_id: str) -> None:
    inputs = [name for name in header if not name.startswith(MARK)]
    outputs = [name.removeprefix(MARK).strip() for name in header if name.startswith(MARK)]
    problems = _unknown(inputs, model.inputs_of(decision_id), decision_id)
    known = model.outputs_of(decision_id)
    if len(known) > 1 or len(outputs) > 1:
        problems += _unknown(outputs, known, decision_id)
    if not outputs:
        text = Text("示例没有“=> 输出”列", "the examples have no '=> output' column")
        problems.append(DecisionProblem(decision_id, text))
    if problems:
        raise BadDecision(problems)


def _unknown(names: list[str], known: list[str], decision_id: str) -> list[DecisionProblem]:
    return [
        DecisionProblem(
            decision_id,
            Text(
                "决策没有名为“{name}”的列，只有：{known}",
                "the decision has no column '{name}', only: {known}",
                name=name,
                known=", ".join(known),
            ),
        )
        for name in names
        if name not in known
    ]


def _example(header: list[str], cells: list[str], types: dict[str, Type], line: int) -> Example:
    inputs: dict[str, Any] = {}
    outputs: dict[str, Any] = {}
    for name, cell in zip(header, [*cells, *[""] * len(header)], strict=False):
        key = name.removeprefix(MARK).strip()
        value = from_feel(read_cell(cell, types.get(name)))
        (outputs if name.startswith(MARK) else inputs)[key] = value
    return Example(inputs, outputs, line)


def read_cell(cell: str, type_: Type | None = None) -> Any:
    """Return the FEEL value of a cell, read as its column's type where that is possible."""
    written = cell.strip()
    if not written:
        return None
    if type_ and type_.name in _TEMPORAL:
        try:
            return read_temporal(written)
        except NoValue:
            pass
    value, is_literal = _literal(written)
    if not is_literal:
        return written
    if type_ and type_.name == "string" and not (value is None or isinstance(value, list)):
        return value if is_type(value, type_) else written
    return value


def _literal(written: str) -> tuple[Any, bool]:
    try:
        tree = parse(written)
        if not _is_literal(tree):
            return None, False
        return compile_expression(written).value({}), True
    except (FeelSyntaxError, FeelLimit):
        return None, False


def _is_literal(node: Node) -> bool:
    if isinstance(node, Literal):
        return True
    if isinstance(node, Call):
        makes = isinstance(node.function, Name) and node.function.name in _MAKERS
        return makes and all(map(_is_literal, node.arguments))
    if isinstance(node, (Negation, ListLiteral, ContextLiteral, RangeLiteral, OpenRange)):
        return all(map(_is_literal, node.parts()))
    return False


def play_examples(
    model: Model,
    decision_id: str,
    csv_text: str,
    *,
    now: datetime | None = None,
    functions: Functions | None = None,
) -> list[Text]:
    """Return what differs from the examples, one text a cell; empty when all agree.

    `functions` are those that the host lends.
    """
    return [
        difference
        for example, outcome in _played(model, decision_id, csv_text, now, functions)
        for difference in _differences(model, decision_id, example, outcome)
    ]


def rules_covered(
    model: Model,
    decision_id: str,
    csv_text: str,
    *,
    now: datetime | None = None,
    functions: Functions | None = None,
) -> frozenset[int]:
    """Return the numbers (from 1) of the table's rows that some example makes fire."""
    name = model.decisions.get(decision_id, decision_id)
    return frozenset(
        rule.number
        for _, outcome in _played(model, decision_id, csv_text, now, functions)
        for reason in outcome.reasons
        if reason.decision == name
        for rule in reason.rules
    )


def _played(
    model: Model,
    decision_id: str,
    csv_text: str,
    now: datetime | None,
    functions: Functions | None,
) -> Iterable[tuple[Example, Outcome]]:
    for example in read_examples(csv_text, model, decision_id):
        yield example, model.decide(decision_id, example.inputs, now=now, functions=functions)


def _differences(
    model: Model, decision_id: str, example: Example, outcome: Outcome
) -> Iterable[Text]:
    several = len(model.outputs_of(decision_id)) > 1
    for name, expected in example.outputs.items():
        actual = _column(outcome.value, name) if several else outcome.value
        if equal(to_feel(expected), to_feel(actual)) is not True:
            notes = [reason.note for reason in outcome.reasons if reason.note]
            yield Text(
                "第 {line} 行：{name} 应为 {expected}，实为 {actual}{why}",
                "line {line}: {name} should be {expected}, is {actual}{why}",
                line=example.line,
                name=name,
                expected=_shown(expected),
                actual=_shown(actual),
                why=Text("（{note}）", " ({note})", note=notes[-1]) if notes else "",
            )


def _column(value: Any, name: str) -> Any:
    if isinstance(value, list):
        return [_column(row, name) for row in value]
    return value.get(name) if isinstance(value, dict) else None


def _shown(value: Any) -> str:
    with deep_enough():
        return show(to_feel(value))


def write_examples(examples: Iterable[Example]) -> str:
    """Return examples as the CSV text that read_examples reads."""
    rows = list(examples)
    if not rows:
        return ""
    inputs, outputs = list(rows[0].inputs), list(rows[0].outputs)
    lines = [[*inputs, *(f"{MARK} {name}" for name in outputs)]]
    for example in rows:
        cells = [example.inputs.get(name) for name in inputs]
        cells += [example.outputs.get(name) for name in outputs]
        lines.append([write_cell(cell) for cell in cells])
    return "".join(_csv_line(line) for line in lines)


def write_cell(value: Any) -> str:
    """Return a Python value as a cell: a bare text where that reads back as the same text."""
    if value is None:
        return ""
    feel = to_feel(value)
    if isinstance(feel, str):
        return feel if read_cell(feel) == feel else show(feel)
    return _as_literal(feel)


def _as_literal(feel: Any) -> str:
    if isinstance(feel, list):
        return f"[{', '.join(_as_literal(item) for item in feel)}]"
    if isinstance(feel, dict):
        entries = (f"{show(key)}: {_as_literal(item)}" for key, item in feel.items())
        return "{" + ", ".join(entries) + "}"
    shown = show(feel)
    return f'@"{shown}"' if type(feel).__module__ == "engine.feel.temporal" else shown


def _csv_line(cells: list[str]) -> str:
    quoted = [
        '"' + cell.replace('"', '""') + '"' if set(cell) & set(',"\n\r') else cell for cell in cells
    ]
    return ",".join(quoted) + "\n"
