"""Tables of a plugin's own: what every record has, so that scope and export work on all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from peewee import (
    BigAutoField,
    BooleanField,
    CharField,
    DateField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

from engine.clock import now
from engine.database import FenField, JSONField, UtcDateTimeField, transaction
from engine.models import Case, Community
from engine.models.table import Table
from engine.sensitive_columns import (
    SensitiveField,
    apart,
    forget_apart,
    has_sensitive,
    keep_apart,
)


class Record(Table):
    """A record of a plugin: of a community, mostly of a case, with a data class C1–C4."""

    DATA_CLASS = "C2"
    CLASSES: ClassVar[Mapping[str, str]] = {}  # of single fields, where it is another

    community_id: Any
    community: Any = ForeignKeyField(Community, on_delete="RESTRICT")
    case_id: Any
    case: Any = ForeignKeyField(Case, null=True, on_delete="RESTRICT")
    data_class = CharField(max_length=2, default="C2")
    created_at = UtcDateTimeField(default=now)
    changed_at = UtcDateTimeField(default=now)
    version = IntegerField(default=1)

    def save(self, *args: Any, **options: Any) -> int:
        self.changed_at = now()
        if not has_sensitive(type(self)):
            return int(super().save(*args, **options))
        with transaction():
            written = apart(self)
            stored = int(super().save(*args, **options))
            keep_apart(self, written)
        return stored

    def delete_instance(self, *args: Any, **options: Any) -> int:
        if not has_sensitive(type(self)):
            return int(super().delete_instance(*args, **options))
        with transaction():
            forget_apart(self)
            return int(super().delete_instance(*args, **options))


__all__ = [  # what the tables of plugins are made of
    "BigAutoField",
    "BooleanField",
    "CharField",
    "DateField",
    "FenField",
    "ForeignKeyField",
    "IntegerField",
    "JSONField",
    "Model",
    "Record",
    "SensitiveField",
    "TextField",
    "UtcDateTimeField",
]
