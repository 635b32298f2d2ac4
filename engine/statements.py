"""The fixed statements on the way of one task, not composed anew for every deed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from peewee import Model

from engine.database import JSONField, db, on_postgresql, placeholders, to_json
from engine.models import Case, Task

_M = TypeVar("_M", bound=Model)


def ask(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a fixed SELECT (or of a RETURNING); `?` stands for each value."""
    rows: list[tuple[Any, ...]] = db.execute_sql(placeholders(sql), values).fetchall()
    return rows


def do(sql: str, *values: Any) -> None:
    """Send a fixed statement; `?` stands for each value."""
    db.execute_sql(placeholders(sql), values)


def insert(
    head: str, rows: Sequence[Sequence[Any]], ending: str = ""
) -> list[tuple[Any, ...]] | None:
    """Add rows in one statement; `head` names table and columns, `ending` may be a RETURNING."""
    group = "(" + ",".join("?" * len(rows[0])) + ")"
    sql = placeholders(f"{head} VALUES {','.join([group] * len(rows))} {ending}")
    cursor = db.execute_sql(sql, [value for row in rows for value in row])
    return cursor.fetchall() if ending.startswith("RETURNING") else None


def insert_models(models: Iterable[_M], returning: str = "") -> list[tuple[Any, ...]] | None:
    """Add new rows of one table as they stand in memory, values stored as their fields say."""
    models = list(models)
    fields = [field for field in models[0]._meta.sorted_fields if field.name != "id"]
    columns = ",".join(f'"{field.column_name}"' for field in fields)
    rows = [[_stored(field, model) for field in fields] for model in models]
    ending = f"RETURNING {returning}" if returning else ""
    return insert(f"INSERT INTO {models[0]._meta.table_name} ({columns})", rows, ending)


def _stored(field: Any, model: Model) -> Any:
    value = model.__data__.get(field.name)
    if isinstance(field, JSONField):
        return None if value is None else to_json(value)
    return field.db_value(value)


CASE = "SELECT * FROM cases WHERE id=?"
CASE_OF_TASK = "SELECT * FROM cases WHERE id=(SELECT case_id FROM tasks WHERE id=?)"
HELD = " FOR UPDATE"  # on SQLite the transaction holds every row


def locked_case(case_id: int) -> Case | None:
    """Return a case, its row held until the commit."""
    return _one(Case, CASE + HELD if on_postgresql() else CASE, case_id)


def locked_case_of(task_id: int) -> Case | None:
    """Return the case of a task, its row held until the commit."""
    return _one(Case, CASE_OF_TASK + HELD if on_postgresql() else CASE_OF_TASK, task_id)


def task_with(task_id: int) -> Task | None:
    """Return a task by its number."""
    return _one(Task, "SELECT * FROM tasks WHERE id=?", task_id)


def _one(model: type[_M], sql: str, value: Any) -> _M | None:
    for found in model.raw(placeholders(sql), value):
        row: _M = found
        return row
    return None
