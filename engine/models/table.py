"""What every table has in common."""

from __future__ import annotations

from typing import Any

from peewee import BigAutoField, Model

from engine.database import db


class Table(Model):
    """A row with a number of its own."""

    id: Any = BigAutoField()

    class Meta:
        database = db
        legacy_table_names = False
