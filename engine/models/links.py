"""Which cases belong together: linked, or one merged into another until it is taken out again."""

from __future__ import annotations

from typing import Any

from peewee import CharField, ForeignKeyField, TextField

from engine.clock import now
from engine.database import JSONField, UtcDateTimeField
from engine.models.cases import Case
from engine.models.people import Person
from engine.models.table import Table


class CaseLink(Table):
    """That a case says the same as another, or was merged into it; with who, when and why."""

    case_id: Any
    case: Any = ForeignKeyField(Case, backref="links", on_delete="CASCADE")
    other_id: Any
    other: Any = ForeignKeyField(Case, backref="linked_by", on_delete="CASCADE")
    kind = CharField(max_length=8)  # linked, merged
    reason = TextField(default="")
    by_id: Any
    by: Any = ForeignKeyField(Person, null=True, backref="links_made", on_delete="RESTRICT")
    at = UtcDateTimeField(default=now)
    ended_at = UtcDateTimeField(null=True)
    ended_by: Any = ForeignKeyField(
        Person, null=True, backref="links_ended", on_delete="RESTRICT", index=False
    )
    end_reason = TextField(default="")
    due_before: Any = JSONField(null=True)  # the other's deadline before, where merging moved it
    due_after: Any = JSONField(null=True)

    class Meta:
        table_name = "case_links"
