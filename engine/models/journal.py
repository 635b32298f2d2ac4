"""The history of cases, chained line by line."""

from __future__ import annotations

import hashlib
from typing import Any

from peewee import CharField, CompositeKey, ForeignKeyField, IntegerField

from engine.database import BlobField, UtcDateTimeField, to_json
from engine.models.cases import Case
from engine.models.people import Person
from engine.models.table import Keyless


class Event(Keyless):
    """One line of a case's history: only ever added, each with the hash of the one before."""

    case_id: Any
    case: Any = ForeignKeyField(Case, backref="events", on_delete="RESTRICT", index=False)
    sequence = IntegerField()
    at = UtcDateTimeField()
    person_id: Any
    person: Any = ForeignKeyField(Person, null=True, on_delete="RESTRICT", index=False)
    deed = CharField(max_length=40)
    element = CharField(max_length=80, default="")
    values_hash: Any = BlobField()
    previous: Any = BlobField()

    class Meta:
        table_name = "events"
        primary_key = CompositeKey("case", "sequence")
        without_rowid = True

    @property
    def hash(self) -> bytes:
        """Return what the next event holds of this one: all of it, of its values their hash."""
        line = (
            self.case_id,
            self.sequence,
            self.at.isoformat(),
            self.person_id,
            self.deed,
            self.element,
            bytes(self.values_hash).hex(),
            bytes(self.previous).hex(),
        )
        return hashlib.sha256(to_json(line).encode()).digest()


class EventValues(Keyless):
    """The values of an event and the salt of their hash: what a duty to delete may erase."""

    case_id: Any
    case: Any = ForeignKeyField(Case, on_delete="CASCADE", index=False)
    sequence = IntegerField()
    salt: Any = BlobField()
    values: Any = BlobField()  # JSON exactly as hashed, or that packed by zlib

    class Meta:
        table_name = "event_values"
        primary_key = CompositeKey("case", "sequence")
        without_rowid = True
