"""Procedures that can be started, and their numbered versions, which never change."""

from __future__ import annotations

from typing import Any

from peewee import BooleanField, CharField, ForeignKeyField, IntegerField, TextField

from engine.clock import now
from engine.database import JSONField, UtcDateTimeField
from engine.models.table import Table


class Procedure(Table):
    """A BPMN process that people or messages can start."""

    key = CharField(max_length=80, unique=True)
    plugin = CharField(max_length=60, index=True)
    name = CharField(max_length=160)
    active = BooleanField(default=True)
    suspended = BooleanField(default=False)  # it stands still with all its cases

    class Meta:
        table_name = "procedures"

    def __str__(self) -> str:
        return str(self.name)


class ProcedureVersion(Table):
    """What a procedure was from one publishing to the next."""

    procedure_id: Any
    procedure: Any = ForeignKeyField(Procedure, backref="versions", on_delete="RESTRICT")
    number = IntegerField()
    xml = TextField()
    sha256 = CharField(max_length=64)
    source = CharField(max_length=20)  # "file" or "designer"
    timed = BooleanField(default=False)  # the clock opens cases of it
    calls: Any = JSONField(default=dict)  # called procedure → numbers, null for the newest
    published_at = UtcDateTimeField(default=now)

    class Meta:
        table_name = "procedure_versions"
        indexes = ((("procedure", "number"), True),)
