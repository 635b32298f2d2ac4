"""How SQLite is driven: as peewee does it, but for undoing after a trouble."""

from __future__ import annotations

from typing import Any, cast

from peewee import SqliteDatabase


class Sqlite(SqliteDatabase):
    """Does not undo what SQLite has undone by itself, as when the disk is full."""

    def rollback(self) -> None:
        if cast(Any, self).connection().in_transaction:
            super().rollback()
