"""What is known of a decision's inputs and of its value before it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from engine.feel.static import ANY, NUMBER, Known, context, join, known_of, list_of, of_type
from engine.feel.types import Type

from .model import Model
from .tables import COLLECT, OUTPUT_ORDER, RULE_ORDER, Output, Table
from .xml import child


@dataclass(frozen=True)
class KnownDecision:
    """The names that a decision reads, what they must be, and what it answers."""

    inputs: Mapping[str, Known]
    result: Known


def known_decision(model: Model, decision: str) -> KnownDecision:
    """Return what a decision reads and answers, by its id or name."""
    types = model.column_types(decision)
    inputs = {name: _of(types.get(name)) for name in model.inputs_of(decision)}
    return KnownDecision(inputs, _result(model, decision))


def _result(model: Model, decision: str) -> Known:
    table = model.table_of(decision)
    if table is not None:
        return known_result(table)
    variable = child(model.element(decision), "variable")
    written = None if variable is None else variable.get("typeRef")
    return of_type(model.types.type_named(written)) if written else ANY


def known_result(table: Table) -> Known:
    """Return what a table answers, from the cells of its results."""
    columns = [known_column(table, number) for number in range(len(table.outputs))]
    row = columns[0] if len(columns) == 1 else context(
        {column.name: known for column, known in zip(table.outputs, columns, strict=True)}
    )  # fmt: skip
    if table.policy in (RULE_ORDER, OUTPUT_ORDER):
        return list_of(row)
    if table.policy == COLLECT:
        if table.aggregation is None:
            return list_of(row)
        return NUMBER if table.aggregation == "COUNT" else Known(row.kind)
    return replace(row, sure=False)


def known_column(table: Table, number: int) -> Known:
    """Return what the cells of one result column give, as the column lets them."""
    column = table.outputs[number]
    names: dict[str, Known] = {}
    cells = [known_of(rule.result_texts[number], names, complete=False) for rule in table.rules]
    if column.default_text:
        cells.append(known_of(column.default_text, names, complete=False))
    return _as_column(join(cells), column, table)


def _as_column(cells: Known, column: Output, table: Table) -> Known:
    declared = _of(table.boxes.types.type_named(column.type_ref) if column.type_ref else None)
    if not declared.is_known or (cells.is_known and cells.kind == declared.kind):
        return replace(cells, sure=False) if cells.is_known else ANY
    return declared


def _of(type_: Type | None) -> Known:
    return of_type(type_) if type_ else ANY
