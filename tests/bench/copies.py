"""How one row becomes many: filling a database without doing all the deeds that would."""

from __future__ import annotations

from engine import db
from engine.database import on_postgresql
from engine.statements import do


def copy_row(table: str, changed: dict[str, str], row: int, most: int) -> None:
    """Add copies of a row, some columns computed from a number `n`."""
    columns = [column.name for column in db.get_columns(table)]
    values = [changed.get(column, f'r."{column}"') for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    do(
        f"INSERT INTO {table} ({names}) SELECT {', '.join(values)}"
        f" FROM {table} r, ({_numbers(most)}) AS m WHERE r.id={row}"
    )
    if on_postgresql():  # the next row of its own is to have a number that is free
        do(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")


def _numbers(most: int) -> str:
    if on_postgresql():
        return f"SELECT n FROM generate_series(1, {most}) AS s(n)"
    return (
        "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM s"
        f" WHERE n<{most}) SELECT n FROM s"
    )
