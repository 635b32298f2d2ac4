"""What is to be erased when its time is over, who decided it, and what is held back."""

from __future__ import annotations

from typing import Any

from peewee import (
    BigIntegerField,
    BooleanField,
    CharField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from engine.clock import now
from engine.database import UtcDateTimeField
from engine.models.cases import Case
from engine.models.people import Person
from engine.models.table import Table


class LegalHold(Table):
    """A case of which nothing may be erased until the hold is lifted."""

    case_id: Any
    case: Any = ForeignKeyField(Case, backref="holds", on_delete="RESTRICT")
    reason = TextField()
    by_id: Any
    by: Any = ForeignKeyField(Person, backref="placed_holds", on_delete="RESTRICT")
    since = UtcDateTimeField(default=now)
    until = UtcDateTimeField(null=True)  # when it was lifted
    lifted_by_id: Any
    lifted_by: Any = ForeignKeyField(
        Person, null=True, backref="lifted_holds", on_delete="RESTRICT"
    )
    lift_reason = TextField(default="")

    class Meta:
        table_name = "legal_holds"


class Disposal(Table):
    """What a rule of retention proposes for one case, record or log, and what was decided."""

    rule = CharField(max_length=60)  # its key
    place = CharField(max_length=120)  # case, a record's table, or a log
    owner = BigIntegerField(default=0)  # the number there; 0 of a log
    case_id: Any
    case: Any = ForeignKeyField(Case, null=True, backref="disposals", on_delete="RESTRICT")
    after = CharField(max_length=12)  # delete anonymise archive
    due_at = UtcDateTimeField()
    proposed_at = UtcDateTimeField(default=now)
    agreed = BooleanField(null=True)
    decided_by_id: Any
    decided_by: Any = ForeignKeyField(
        Person, null=True, backref="decided_disposals", on_delete="RESTRICT"
    )
    decided_at = UtcDateTimeField(null=True)
    opinion = TextField(default="")
    erased = IntegerField(null=True)  # how many rows or values

    class Meta:
        table_name = "disposals"
        indexes = ((("place", "owner", "agreed"), False), (("agreed", "id"), False))
