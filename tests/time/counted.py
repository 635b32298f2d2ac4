"""Which statements reach the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from engine import db


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect the SQL that is sent inside."""
    sent: list[str] = []
    before = db.obj.execute_sql

    def listening(sql: str, *given: Any, **named: Any) -> Any:
        sent.append(sql)
        return before(sql, *given, **named)

    db.obj.execute_sql = listening
    try:
        yield sent
    finally:
        del db.obj.execute_sql
