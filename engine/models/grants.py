"""Leave to see a case that lies outside one's scope: asked for, decided, run out."""

from __future__ import annotations

from typing import Any

from peewee import BooleanField, ForeignKeyField, SmallIntegerField, TextField

from engine.clock import now
from engine.database import UtcDateTimeField
from engine.models.cases import Case, Grant
from engine.models.people import Person
from engine.models.table import Table


class GrantRequest(Table):
    """A wish to see one case for some days, and what was decided of it (E_grant)."""

    case_id: Any
    case: Any = ForeignKeyField(Case, backref="grant_requests", on_delete="CASCADE")
    person_id: Any
    person: Any = ForeignKeyField(Person, backref="grant_requests", on_delete="CASCADE")
    reason = TextField()
    days = SmallIntegerField()
    asked_at = UtcDateTimeField(default=now)
    decided_by_id: Any
    decided_by: Any = ForeignKeyField(
        Person, null=True, backref="decided_grants", on_delete="RESTRICT"
    )
    decided_at = UtcDateTimeField(null=True)
    agreed = BooleanField(null=True)
    opinion = TextField(default="")
    grant_id: Any
    grant: Any = ForeignKeyField(Grant, null=True, backref="requests", on_delete="SET NULL")

    class Meta:
        table_name = "grant_requests"
        indexes = ((("person", "asked_at"), False), (("decided_at", "asked_at"), False))
