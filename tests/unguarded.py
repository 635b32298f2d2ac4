"""A hand in the database: the triggers that keep the journal are away for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from engine.database import db, on_postgresql


@contextmanager
def unguarded() -> Iterator[None]:
    """Let the journal be bent, as who governs the database itself could."""
    if on_postgresql():
        db.execute_sql("SET session_replication_role = replica")
        try:
            yield
        finally:
            db.execute_sql("SET session_replication_role = origin")
        return
    kept = db.execute_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    db.execute_sql("PRAGMA foreign_keys = 0")
    for name, _ in kept:
        db.execute_sql(f'DROP TRIGGER "{name}"')
    try:
        yield
    finally:
        db.execute_sql("PRAGMA foreign_keys = 1")
        for _, sql in kept:
            db.execute_sql(sql)
