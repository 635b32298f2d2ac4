"""The history of cases and of the house, chained line by line, and the seals over both."""

from __future__ import annotations

import hashlib
from typing import Any

from peewee import (
    BigIntegerField,
    CharField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from engine.clock import now
from engine.database import BlobField, UtcDateTimeField, to_json
from engine.models.cases import Case
from engine.models.organisation import Community
from engine.models.people import Person
from engine.models.table import Keyless, Table

START = bytes(32)  # what the first line of a chain holds as the hash before it


def hash_of_line(*line: Any) -> bytes:
    """Return the hash of what a line of a chain says, each instant and hash as text."""
    return hashlib.sha256(to_json(line).encode()).digest()


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
    def line(self) -> tuple[Any, ...]:
        """Return what an event says: all of it, of its values their hash."""
        return (
            self.case_id,
            self.sequence,
            self.at.isoformat(),
            self.person_id,
            self.deed,
            self.element,
            bytes(self.values_hash).hex(),
            bytes(self.previous).hex(),
        )

    @property
    def hash(self) -> bytes:
        """Return what the next event holds of this one."""
        return hash_of_line(*self.line)


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


class Deed(Keyless):
    """One line of the house's own journal: what was done that is no case, such as a setting."""

    sequence: Any = BigIntegerField(primary_key=True)
    at = UtcDateTimeField(index=True)
    person_id: Any
    person: Any = ForeignKeyField(Person, null=True, backref="deeds", on_delete="RESTRICT")
    deed = CharField(max_length=40)
    subject = CharField(
        max_length=160, default="", index=True
    )  # of what: a setting, a role, an account
    community_id: Any
    community: Any = ForeignKeyField(Community, null=True, on_delete="RESTRICT", index=False)
    values_hash: Any = BlobField()
    previous: Any = BlobField()

    class Meta:
        table_name = "deeds"

    @property
    def hash(self) -> bytes:
        """Return what the next deed holds of this one."""
        return hash_of_line(
            self.sequence,
            self.at.isoformat(),
            self.person_id,
            self.deed,
            self.subject,
            self.community_id,
            bytes(self.values_hash).hex(),
            bytes(self.previous).hex(),
        )


class DeedValues(Keyless):
    """The values of a deed and the salt of their hash."""

    sequence: Any = BigIntegerField(primary_key=True)
    salt: Any = BlobField()
    values: Any = BlobField()

    class Meta:
        table_name = "deed_values"


class ChainHead(Keyless):
    """How long a chain of the house is, and the hash of its last line; locked by who adds one."""

    name = CharField(max_length=20, primary_key=True)  # deeds, seals
    count: Any = BigIntegerField(default=0)
    head: Any = BlobField(default=b"")

    class Meta:
        table_name = "chain_heads"


class Seal(Keyless):
    """A day's root over all that was written until then; each holds the root before."""

    sequence: Any = IntegerField(primary_key=True)
    at = UtcDateTimeField()
    cases = IntegerField()  # whose histories had grown since the seal before
    events: Any = BigIntegerField()  # by how many lines
    deeds: Any = BigIntegerField()  # how many the house's journal held
    deeds_head: Any = BlobField()
    previous: Any = BlobField()
    root: Any = BlobField()

    class Meta:
        table_name = "seals"


class SealedHead(Keyless):
    """How long a case's history was at a seal, and the hash of its last line then."""

    seal: Any = IntegerField()
    case_id: Any
    case: Any = ForeignKeyField(Case, on_delete="RESTRICT", index=False)
    count = IntegerField()
    head: Any = BlobField()

    class Meta:
        table_name = "sealed_heads"
        primary_key = CompositeKey("case", "seal")
        indexes = ((("seal", "case"), False),)
        without_rowid = True


class Erasure(Table):
    """The values of a line were erased by duty: whose wish, why, when. Without it none can be."""

    case_id: Any
    case: Any = ForeignKeyField(Case, null=True, on_delete="RESTRICT", index=False)
    sequence: Any = BigIntegerField()  # of the case's event; of a deed where there is no case
    person_id: Any
    person: Any = ForeignKeyField(Person, null=True, on_delete="RESTRICT", index=False)
    reason = TextField()
    at = UtcDateTimeField(default=now)

    class Meta:
        table_name = "erasures"
        indexes = ((("case", "sequence"), False),)
