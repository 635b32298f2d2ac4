"""Cases, who takes part in them, and what of their data can be searched."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from peewee import (
    BigIntegerField,
    BooleanField,
    CharField,
    CompositeKey,
    DecimalField,
    ForeignKeyField,
    IntegerField,
    SmallIntegerField,
    TextField,
)

from engine.clock import now
from engine.database import BlobField, JSONField, UtcDateTimeField
from engine.models.organisation import Community
from engine.models.people import Person
from engine.models.procedures import Procedure, ProcedureVersion
from engine.models.table import Keyless, Table


class Terms(Keyless):
    """On what terms cases run to their end; those that started alike share them, never changed.

    The number is the beginning of the hash of what they say, so that it means the same for ever.
    """

    id: Any = BigIntegerField(primary_key=True)
    plugins: Any = JSONField()  # those switched on when they started
    settings: Any = JSONField()  # as they held then

    class Meta:
        table_name = "terms"


@lru_cache(1000)
def _held(number: int) -> tuple[tuple[str, ...], Mapping[str, Any]]:
    terms = Terms.get_by_id(number)
    return tuple(terms.plugins), MappingProxyType(terms.settings)


class Case(Table):
    """One run of one version of a procedure."""

    number = CharField(max_length=80, unique=True)
    title = CharField(max_length=200)
    procedure_id: Any
    procedure: Any = ForeignKeyField(Procedure, backref="cases", on_delete="RESTRICT")
    version_id: Any
    version: Any = ForeignKeyField(ProcedureVersion, backref="cases", on_delete="RESTRICT")
    community_id: Any
    community: Any = ForeignKeyField(Community, backref="cases", on_delete="RESTRICT", index=False)
    parent_id: Any
    parent: Any = ForeignKeyField(
        "self", null=True, backref="linked", on_delete="RESTRICT", index=False
    )
    call = IntegerField(null=True)  # the parent's step that waits for it, if it was called
    starter_id: Any
    starter: Any = ForeignKeyField(
        Person, null=True, backref="started", on_delete="RESTRICT", index=False
    )
    status = CharField(max_length=12, default="open")  # open ended cancelled
    outcome = CharField(max_length=120, default="")  # the end events reached, by id
    suspended = CharField(max_length=10, default="")  # with what: itself (case), procedure, caller
    incidents = IntegerField(default=0)  # how many are open
    data_class = CharField(max_length=2, default="C2")
    recused: Any = JSONField(default=list)  # ids of people who do nothing in it: they stand aside
    restricted = BooleanField(default=False)  # its personal data is kept in store only
    terms_id: Any
    terms: Any = ForeignKeyField(Terms, on_delete="RESTRICT", index=False)
    state = BlobField(null=True)
    passed = TextField(default="")  # ids of the elements and flows passed so far, for the drawing
    waits = IntegerField(default=0)  # how many events the diagram waits for
    event_count = IntegerField(default=0)
    event_head: Any = BlobField(default=b"")  # the hash of the last event
    aside: Any = None  # what the person who has just changed it is told alone; never stored
    started_at = UtcDateTimeField(default=now)
    changed_at = UtcDateTimeField(default=now)
    ended_at = UtcDateTimeField(null=True)
    due_at = UtcDateTimeField(null=True)
    due_ground: Any = JSONField(null=True)  # {"zh": …, "en": …}
    due_basis: Any = JSONField(null=True)  # what it was counted from; due_at is null in a pause
    mark_at = UtcDateTimeField(null=True)  # when the next rung of its ladder is reached
    marked = SmallIntegerField(default=0)  # the percent of the last rung that was
    lamp = CharField(max_length=6, default="")  # yellow, red: the worst of all its clocks

    class Meta:
        table_name = "cases"
        indexes = (
            (("community", "status", "started_at"), False),
            (("starter", "started_at"), False),
            (("parent", "call"), True),
        )

    @property
    def ended(self) -> bool:
        return bool(self.status != "open")

    @property
    def plugins(self) -> tuple[str, ...]:
        """Return the plugins that were on when it started; it ends with the same."""
        return _held(self.terms_id)[0]

    @property
    def settings(self) -> Mapping[str, Any]:
        """Return the settings as they held when it started."""
        return _held(self.terms_id)[1]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Member(Keyless):
    """Somebody who takes or took part in a case and may therefore see it."""

    case_id: Any
    case: Any = ForeignKeyField(Case, backref="members", on_delete="CASCADE")
    person_id: Any
    person: Any = ForeignKeyField(Person, backref="memberships", on_delete="CASCADE", index=False)
    why = CharField(max_length=20)  # starter, assignee, handler

    class Meta:
        table_name = "case_members"
        primary_key = CompositeKey("person", "case")
        without_rowid = True


class Grant(Table):
    """Leave for one person to see one case for a time, with a reason and who approved it."""

    case_id: Any
    case: Any = ForeignKeyField(Case, backref="grants", on_delete="CASCADE")
    person_id: Any
    person: Any = ForeignKeyField(Person, backref="grants", on_delete="CASCADE")
    approver_id: Any
    approver: Any = ForeignKeyField(Person, backref="approved_grants", on_delete="RESTRICT")
    reason = TextField()
    since = UtcDateTimeField(default=now)
    until = UtcDateTimeField()

    class Meta:
        table_name = "case_grants"


class CaseField(Table):
    """One value of a case's data that its form marks as indexed."""

    case_id: Any
    case: Any = ForeignKeyField(Case, backref="fields", on_delete="CASCADE", index=False)
    key = CharField(max_length=80)
    text = CharField(max_length=200, null=True)
    number: Any = DecimalField(max_digits=24, decimal_places=6, null=True)
    instant = UtcDateTimeField(null=True)

    class Meta:
        table_name = "case_fields"
        indexes = ((("case", "key"), True), (("key", "text"), False))


class Counter(Table):
    """The last number given out under a name."""

    name = CharField(max_length=120, unique=True)
    value = IntegerField(default=0)

    class Meta:
        table_name = "counters"
