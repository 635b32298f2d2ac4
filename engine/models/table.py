"""What every table has in common."""

from __future__ import annotations

from typing import Any

from peewee import BigAutoField, Model

from engine.database import db


class Keyless(Model):
    """A row that is known by other columns than a number of its own."""

    class Meta:
        database = db
        legacy_table_names = False


class Table(Keyless):
    """A row with a number of its own."""

    id: Any = BigAutoField()
