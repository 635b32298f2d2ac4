"""By which a program acts as a person, and what it has sent once."""

from __future__ import annotations

from typing import Any

from peewee import CharField, CompositeKey, ForeignKeyField

from engine.clock import now
from engine.database import BlobField, UtcDateTimeField, WordsField
from engine.models.cases import Case
from engine.models.people import Person
from engine.models.table import Keyless, Table


class ApiKey(Table):
    """A secret by which a program acts as a person, within some scopes; kept as its hash only."""

    person_id: Any
    person: Any = ForeignKeyField(Person, backref="keys", on_delete="CASCADE")
    name = CharField(max_length=80)
    start = CharField(max_length=12)  # the secret's first letters, to tell keys apart
    digest: Any = BlobField(unique=True)
    scopes: Any = WordsField(default=list)
    made_at = UtcDateTimeField(default=now)
    expires_at = UtcDateTimeField()
    ended_at = UtcDateTimeField(null=True)
    last_used_at = UtcDateTimeField(null=True)

    class Meta:
        table_name = "api_keys"

    def __str__(self) -> str:
        return str(self.name)


class SentOnce(Keyless):
    """What a person's program has sent under a word of its own, and the case that came of it."""

    person_id: Any
    person: Any = ForeignKeyField(Person, on_delete="CASCADE", index=False)
    word = CharField(max_length=80)
    digest: Any = BlobField()  # of what was sent: the same word for something else is a mistake
    case_id: Any
    case: Any = ForeignKeyField(Case, null=True, on_delete="CASCADE", index=True)
    at = UtcDateTimeField(default=now)

    class Meta:
        table_name = "sent_once"
        primary_key = CompositeKey("person", "word")
