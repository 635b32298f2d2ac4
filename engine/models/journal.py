"""The history of cases, chained line by line."""

from __future__ import annotations

from typing import Any

from peewee import CharField, CompositeKey, ForeignKeyField, IntegerField, TextField

from engine.database import UtcDateTimeField
from engine.models.cases import Case
from engine.models.people import Person
from engine.models.table import Keyless


class Event(Keyless):
    """One line of a case's history: only ever added, each with the hash of the one before."""

    case_id: Any
    case: Any = ForeignKeyField(Case, backref="events", on_delete="RESTRICT")
    sequence = IntegerField()
    at = UtcDateTimeField()
    person_id: Any
    person: Any = ForeignKeyField(Person, null=True, on_delete="RESTRICT")
    deed = CharField(max_length=40)
    element = CharField(max_length=80, default="")
    values_hash = CharField(max_length=64)
    previous = CharField(max_length=64)
    hash = CharField(max_length=64)

    class Meta:
        table_name = "events"
        primary_key = CompositeKey("case", "sequence")
        indexes = ((("person", "at"), False),)


class EventValues(Keyless):
    """The values of an event and the salt of their hash: what a duty to delete may erase."""

    case_id: Any
    case: Any = ForeignKeyField(Case, on_delete="CASCADE")
    sequence = IntegerField()
    salt = CharField(max_length=32)
    values: Any = TextField()  # JSON text exactly as hashed

    class Meta:
        table_name = "event_values"
        primary_key = CompositeKey("case", "sequence")
