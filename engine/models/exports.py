"""Lists that were taken out of the product, and who allowed those with personal data."""

from __future__ import annotations

from typing import Any

from peewee import BooleanField, CharField, ForeignKeyField, IntegerField, TextField

from engine.clock import now
from engine.database import JSONField, UtcDateTimeField
from engine.models.organisation import Community
from engine.models.people import Person
from engine.models.table import Table


class Export(Table):
    """One list taken out, or asked for: by whom, what of it, for what, with whose leave."""

    person_id: Any
    person: Any = ForeignKeyField(Person, backref="exports", on_delete="RESTRICT")
    place_id: Any
    place: Any = ForeignKeyField(Community, null=True, backref="exports", on_delete="RESTRICT")
    what = CharField(max_length=160)  # a ledger's key, or a page of the console
    title: Any = JSONField()  # {"zh": …, "en": …}
    wanted: Any = JSONField(default=dict)  # the filters, as the page had them
    purpose = TextField()
    data_class = CharField(max_length=2)  # up to which class values stand in it clear
    asked_at = UtcDateTimeField(default=now, index=True)
    decided_by_id: Any
    decided_by: Any = ForeignKeyField(
        Person, null=True, backref="decided_exports", on_delete="RESTRICT"
    )
    decided_at = UtcDateTimeField(null=True)
    agreed = BooleanField(null=True)
    opinion = TextField(default="")
    until = UtcDateTimeField(null=True)  # it can be taken until then, once
    taken_at = UtcDateTimeField(null=True)
    rows = IntegerField(null=True)

    class Meta:
        table_name = "exports"
