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


def do(sql: str, *values: Any) -> None:
    """Send a fixed statement; `?` stands for each value."""
    send(sql, *values)


def insert(head: str, rows: Sequence[Sequence[Any]], ending: str = "") -> Answer:
    """Add rows in one statement; `head` names table and columns, `ending` may be a RETURNING."""
    group = "(" + ",".join("?" * len(rows[0])) + ")"
    sql = f"{head} VALUES {','.join([group] * len(rows))} {ending}"
    return send(sql, *(value for row in rows for value in row))


def insert_models(models: Iterable[_M], returning: str = "") -> Answer:
    """Add new rows of one table as they stand in memory, values stored as their fields say."""
    models = list(models)
    head, fields = _insertion(type(models[0]))
    rows = [[_stored(field, model) for field in fields] for model in models]
    return insert(head, rows, f"RETURNING {returning}" if returning else "")


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


def locked_case(case_id: int) -> Case | None:
    """Return a case, its row held until the commit."""
    return _first(Case, send(_held(f'{_select(Case)} WHERE "t1"."id"=?'), case_id))


def locked_case_of(task_id: int) -> tuple[Case | None, Task | None]:
    """Return a task and its case, whose row is held from before the task is read."""
    its_case = ' WHERE "t1"."id"=(SELECT case_id FROM tasks WHERE id=?)'
    case = send(_held(_select(Case) + its_case), task_id)
    task = send(_select(Task) + ' WHERE "t1"."id"=?', task_id)
    return _first(Case, case), _first(Task, task)


def _held(sql: str) -> str:
    """Hold the rows; on SQLite the transaction holds every row."""
    return f"{sql} FOR UPDATE" if on_postgresql() else sql


@cache
def _select(model: type[Model]) -> str:
    return str(model.select().sql()[0])


def _first(model: type[_M], answer: Answer) -> _M | None:
    """Return the first row of a `_select` as its model."""
    for row in answer.rows:
        found = model(__no_default__=True)
        for (name, read), value in zip(_reading(model), row, strict=True):
            found.__data__[name] = value if read is None or value is None else read(value)
        return found
    return None


@cache
def _reading(model: type[Model]) -> list[tuple[str, Callable[[Any], Any] | None]]:
    """Return for each column its field's name and what makes its value of the driver's."""
    return [(field.name, _reader(field)) for field in model._meta.sorted_fields]


def _reader(field: Any) -> Callable[[Any], Any] | None:
    if isinstance(field, UtcDateTimeField):
        return read_instant
    if isinstance(field, JSONField):
        return _read_json
    if isinstance(field, WordsField):
        return field.python_value
    return bool if isinstance(field, BooleanField) else None


def _read_json(value: Any) -> Any:
    """Return a JSON column's value; PostgreSQL's driver has read it already."""
    return from_json(value) if isinstance(value, str | bytes) else value
