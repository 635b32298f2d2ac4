"""The fixed statements on the way of one task, not composed anew for every deed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, TypeVar

from peewee import BooleanField, Model

from engine.database import (
    JSONField,
    UtcDateTimeField,
    WordsField,
    from_json,
    on_postgresql,
    read_instant,
    send,
    to_json,
)
from engine.models import Case, Task
from engine.wire import Answer

_M = TypeVar("_M", bound=Model)


def ask(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a fixed SELECT (or of a RETURNING); `?` stands for each value."""
    return send(sql, *values).rows


def ask_among(sql: str, among: Sequence[Any], *values: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a fixed SELECT whose `(?)` stands for the list `among`, `?` for values."""
    return send(*_among(sql, among, values)).rows


def do_among(sql: str, among: Sequence[Any], *values: Any) -> None:
    """Send a fixed statement whose `(?)` stands for the list `among`, `?` for the values."""
    send(*_among(sql, among, values))


def _among(sql: str, among: Sequence[Any], values: Sequence[Any]) -> tuple[Any, ...]:
    before, _, after = sql.partition("(?)")
    first = before.count("?")
    text = f"{before}({_marks(among)}){after}"
    return text, *values[:first], *among, *values[first:]


def _marks(values: Sequence[Any]) -> str:
    return ",".join("?" * len(values))


def do(sql: str, *values: Any) -> None:
    """Send a fixed statement; `?` stands for each value."""
    send(sql, *values)


def insert(head: str, rows: Sequence[Sequence[Any]], ending: str = "") -> Answer:
    """Add rows in one statement; `head` names table and columns, `ending` may be a RETURNING."""
    group = f"({_marks(rows[0])})"
    sql = f"{head} VALUES {','.join([group] * len(rows))} {ending}"
    return send(sql, *(value for row in rows for value in row))


def insert_models(models: Iterable[_M], ending: str = "") -> Answer:
    """Add new rows of one table as they stand in memory, values stored as their fields say.

    `ending` may hold what follows the values: a RETURNING, what to do on a conflict.
    """
    models = list(models)
    head, fields = _insertion(type(models[0]))
    rows = [[_stored(field, model) for field in fields] for model in models]
    return insert(head, rows, ending)


@cache
def _insertion(model: type[Model]) -> tuple[str, list[Any]]:
    fields = [field for field in model._meta.sorted_fields if field.name != "id"]
    columns = ",".join(f'"{field.column_name}"' for field in fields)
    return f"INSERT INTO {model._meta.table_name} ({columns})", fields


def _stored(field: Any, model: Model) -> Any:
    value = model.__data__.get(field.name)
    if value is None:
        return None
    return to_json(value) if isinstance(field, JSONField) else field.db_value(value)


# -- whole rows -------------------------------------------------------------------------------


def first(model: type[_M], where: str, *values: Any) -> _M | None:
    """Return one row of a table by a fixed condition; its columns are those of `t1`."""
    return _first(model, send(f"{_select(model)} WHERE {where}", *values).rows)


def every(model: type[_M], where: str, *values: Any) -> list[_M]:
    """Return the rows of a table by a fixed condition, which may end in an ORDER BY."""
    return [_made(model, row) for row in ask(f"{_select(model)} WHERE {where}", *values)]


def joined(model: type[_M], field: Any, where: str, *values: Any) -> list[_M]:
    """Return rows of a table (`t1`), each with the row that one of its fields names (`t2`)."""
    other = field.rel_model
    width = len(model._meta.sorted_fields)
    found = []
    for row in ask(f"{_select_joined(model, field)} WHERE {where}", *values):
        made = _made(model, row[:width])
        setattr(made, field.name, _made(other, row[width:]))
        found.append(made)
    return found


@cache
def _select_joined(model: type[Model], field: Any) -> str:
    other = field.rel_model
    return str(model.select(model, other).join(other, on=field).sql()[0])


def some(
    model: type[_M], numbers: Iterable[int], fields: tuple[Any, ...] | None = None
) -> dict[int, _M]:
    """Return rows of a table by their numbers, wholly or only some fields (the number first)."""
    wanted = sorted(set(numbers))
    if not wanted:
        return {}
    rows = ask_among(f'{_select(model, fields)} WHERE "t1"."id" IN (?)', wanted)
    return {row[0]: _made(model, row, fields) for row in rows}


def locked_case(case_id: int) -> Case | None:
    """Return a case, its row held until the commit."""
    return _first(Case, send(_held(f'{_select(Case)} WHERE "t1"."id"=?'), case_id).rows)


_ITS_CASE = ' WHERE "t1"."id"=(SELECT case_id FROM tasks WHERE id=?)'
_OFFERED = ', o."role", o."community_id" FROM'
_WITH_OFFERS = ' LEFT JOIN offers o ON o.task_id="t1"."id" WHERE "t1"."id"=?'


def locked_case_of(task_id: int) -> tuple[Case | None, Task | None]:
    """Return a task with its offers and its case, whose row is held from before they are read."""
    case = send(_held(_select(Case) + _ITS_CASE), task_id)
    found = send(_select(Task).replace(" FROM", _OFFERED, 1) + _WITH_OFFERS, task_id)
    task = _first(Task, [row[:-2] for row in found.rows])
    if task is not None:
        task.offered = frozenset(row[-2:] for row in found.rows if row[-1] is not None)
    return _first(Case, case.rows), task


def _held(sql: str) -> str:
    """Hold the rows; on SQLite the transaction holds every row."""
    return f"{sql} FOR NO KEY UPDATE" if on_postgresql() else sql


@cache
def _select(model: type[Model], fields: tuple[Any, ...] | None = None) -> str:
    return str(model.select(*(fields or ())).sql()[0])


def _first(model: type[_M], rows: Sequence[Sequence[Any]]) -> _M | None:
    """Return the first row of a `_select` as its model."""
    return _made(model, rows[0]) if rows else None


def _made(model: type[_M], row: Sequence[Any], fields: tuple[Any, ...] | None = None) -> _M:
    made = model(__no_default__=True)
    for (name, read), value in zip(_reading(model, fields), row, strict=True):
        made.__data__[name] = value if read is None or value is None else read(value)
    return made


@cache
def _reading(
    model: type[Model], fields: tuple[Any, ...] | None
) -> list[tuple[str, Callable[[Any], Any] | None]]:
    """Return for each column its field's name and what makes its value of the driver's."""
    return [(field.name, _reader(field)) for field in fields or model._meta.sorted_fields]


def _reader(field: Any) -> Callable[[Any], Any] | None:
    if isinstance(field, UtcDateTimeField):
        return read_instant
    if isinstance(field, JSONField):
        return read_json
    if isinstance(field, WordsField):
        return field.python_value
    return bool if isinstance(field, BooleanField) else None


def read_json(value: Any) -> Any:
    """Return a JSON column's value; PostgreSQL's driver has read it already."""
    return value if value is None or on_postgresql() else from_json(value)
