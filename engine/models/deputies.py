"""Who does whose work while somebody is away."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from peewee import CharField, ForeignKeyField, TextField

from engine.clock import now
from engine.database import UtcDateTimeField
from engine.models.organisation import Community
from engine.models.people import Person
from engine.models.table import Table


class Deputy(Table):
    """From a day until a day one person stands in for another; rows are ended, never deleted."""

    person_id: Any
    person: Any = ForeignKeyField(Person, backref="represented", on_delete="RESTRICT")
    deputy_id: Any
    deputy: Any = ForeignKeyField(Person, backref="represents", on_delete="RESTRICT")
    role = CharField(max_length=60, default="")  # empty: every role, and what is already claimed
    community_id: Any
    community: Any = ForeignKeyField(Community, null=True, on_delete="RESTRICT")  # null: everywhere
    since = UtcDateTimeField()
    until = UtcDateTimeField()
    reason = TextField(default="")
    made_by_id: Any
    made_by: Any = ForeignKeyField(Person, on_delete="RESTRICT")
    made_at = UtcDateTimeField(default=now)
    ended_at = UtcDateTimeField(null=True)

    @property
    def last_moment(self) -> datetime:
        """Return the last minute of it, which people read as its end."""
        end: datetime = self.until - timedelta(minutes=1)
        return end

    class Meta:
        table_name = "deputies"
        indexes = ((("deputy", "until"), False), (("person", "until"), False))
