"""Files that people sent, each content once."""

from __future__ import annotations

from typing import Any

from peewee import CharField, ForeignKeyField, IntegerField

from engine.clock import now
from engine.database import BlobField, UtcDateTimeField
from engine.models.cases import Case
from engine.models.people import Person
from engine.models.table import Table


class StoredFile(Table):
    """A file somebody sent: its content once, by hash."""

    token = CharField(max_length=40, unique=True)  # what the pages and the data name it by
    name = CharField(max_length=200)
    type = CharField(max_length=80)
    size = IntegerField()
    sha256 = CharField(max_length=64, index=True)
    owner_id: Any
    owner: Any = ForeignKeyField(Person, backref="files", on_delete="RESTRICT")
    case_id: Any
    case: Any = ForeignKeyField(Case, null=True, backref="files", on_delete="RESTRICT")
    stored_at = UtcDateTimeField(default=now)

    class Meta:
        table_name = "files"


class FileContent(Table):
    """The bytes of a file, kept once for each content."""

    sha256 = CharField(max_length=64, unique=True)
    content = BlobField()

    class Meta:
        table_name = "file_contents"
