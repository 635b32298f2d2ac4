"""Sensitive (C4) values, encrypted; who read which personal value and why."""

from __future__ import annotations

from typing import Any

from peewee import BigIntegerField, CharField, CompositeKey, ForeignKeyField, TextField

from engine.clock import now
from engine.database import BlobField, UtcDateTimeField
from engine.models.cases import Case
from engine.models.people import Person
from engine.models.table import Keyless, Table


class Sensitive(Keyless):
    """One sensitive value, encrypted: where it belongs, and under which key it can be read.

    `place` is data, event, draft, held or message, or a record's `table.column`; `owner` the
    number of the case, task, message or record there; `number` tells several of one owner apart.
    """

    place = CharField(max_length=120)
    owner = BigIntegerField()
    number = BigIntegerField(default=0)
    case_id: Any
    case: Any = ForeignKeyField(Case, null=True, on_delete="CASCADE")
    key = CharField(max_length=16, index=True)
    content: Any = BlobField()

    class Meta:
        table_name = "sensitive"
        primary_key = CompositeKey("place", "owner", "number")


class Reading(Table):
    """Somebody had a personal value shown: who, which one, why and when, never the value."""

    person_id: Any
    person: Any = ForeignKeyField(Person, backref="readings", on_delete="RESTRICT", index=False)
    case_id: Any
    case: Any = ForeignKeyField(Case, null=True, backref="readings", on_delete="RESTRICT")
    place = CharField(max_length=120, default="case")  # case, or a record's table
    owner = BigIntegerField(null=True)  # the record's number
    field = CharField(max_length=160)
    label = CharField(max_length=160, default="")
    data_class = CharField(max_length=2)
    reason = TextField()
    at = UtcDateTimeField(default=now, index=True)

    class Meta:
        table_name = "readings"
        indexes = ((("person", "at"), False),)
