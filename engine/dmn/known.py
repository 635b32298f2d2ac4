"""What is known of a decision's inputs, of its cells and of its value before it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine.feel.errors import FeelLimit, FeelSyntaxError
from engine.feel.expression import parse_tests
from engine.feel.static import (
    ANY,
    FUNCTION,
    NUMBER,
    Known,
    context,
    join,
    known_of,
    list_of,
    of_type,
)
from engine.feel.tree import Literal, Tests

from .graph import INPUT, information, knowledge
from .model import Model
from .tables import COLLECT, OUTPUT_ORDER, RULE_ORDER, Output, Table
from .types import Types
from .xml import Element, child, local, name_of


@dataclass(frozen=True)
class KnownDecision:
    """The names that a decision reads, what they must be, and what it answers."""

    inputs: Mapping[str, Known]
    result: Known


def known_decision(model: Model, decision: str) -> KnownDecision:
    """Return what a decision reads and answers, by its id or name."""
    types = model.column_types(decision)
    inputs = {name: _known(types, name) for name in model.inputs_of(decision)}
    return KnownDecision(inputs, _result(model, model.element(decision)))


def _known(types: Mapping[str, Any], name: str) -> Known:
    return of_type(types[name]) if name in types else ANY


def known_names(model: Model, decision: str) -> dict[str, Known]:
    """Return what the logic of a decision can read, by name."""
    element = model.element(decision)
    names: dict[str, Known] = {}
    for reference in (*information(element), *knowledge(element)):
        found = model.find(reference)
        if found is None:
            continue
        holder, needed = found
        alias = model.alias(holder)
        if alias:
            names[alias] = ANY
        else:
            names[name_of(needed)] = _needed(holder, needed, reference in knowledge(element))
    return names


def _needed(model: Model, element: Element, is_function: bool) -> Known:
    if is_function:
        return FUNCTION
    return _of_variable(model, element) if local(element) == INPUT else _result(model, element)


def _of_variable(model: Model, element: Element) -> Known:
    variable = child(element, "variable")
    return known_type(model.types, None if variable is None else variable.get("typeRef"))


def known_type(types: Types, type_ref: str | None) -> Known:
    """Return what a typeRef says of a value, the values that it allows included."""
    known = of_type(types.type_named(type_ref)) if type_ref else ANY
    allowed = literals(types.allowed_text(type_ref))
    return known if allowed is None or not known.is_known else _with_values(known, allowed)


def _with_values(known: Known, values: tuple[Any, ...]) -> Known:
    if known.kind == "list":
        return list_of(_with_values(known.element, values))
    return replace(known, values=values)


def literals(written: str) -> tuple[Any, ...] | None:
    """Return the values that allowed values name one by one; None when there are ranges."""
    if not written:
        return None
    try:
        tree = parse_tests(written)
    except (FeelSyntaxError, FeelLimit):
        return None
    items = tree.items if isinstance(tree, Tests) and not tree.negated else []
    values = tuple(item.value for item in items if isinstance(item, Literal))
    return values if values and len(values) == len(items) else None


# -- results


def _result(model: Model, element: Element) -> Known:
    table = model.table_at(element)
    return known_result(table) if table is not None else _of_variable(model, element)


def known_result(table: Table) -> Known:
    """Return what a table answers, from the cells of its results."""
    row = _row(table, [known_column(table, number) for number in range(len(table.outputs))])
    if table.policy in (RULE_ORDER, OUTPUT_ORDER) or (
        table.policy == COLLECT and table.aggregation is None
    ):
        return list_of(row)
    if table.policy == COLLECT:
        return NUMBER if table.aggregation == "COUNT" else Known(row.kind)
    return replace(row, sure=False)


def _row(table: Table, columns: list[Known]) -> Known:
    if len(columns) == 1:
        return columns[0]
    names = [column.name for column in table.outputs]
    return context(dict(zip(names, columns, strict=True)))


def known_column(table: Table, number: int) -> Known:
    """Return what the cells of one result column give, as the column lets them."""
    column = table.outputs[number]
    written = [rule.result_texts[number] for rule in table.rules if number < len(rule.results)]
    written += [column.default_text] if column.default_text else []
    types = table.boxes.types.table
    cells = join(known_of(text, {}, complete=False, types=types) for text in written)
    return _as_column(cells, column, table)


def _as_column(cells: Known, column: Output, table: Table) -> Known:
    declared = known_type(table.boxes.types, column.type_ref)
    if not declared.is_known or cells.kind == declared.kind:
        return replace(cells, sure=False) if cells.is_known else ANY
    return declared
