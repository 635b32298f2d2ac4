"""What passes between people over one task: advice asked, opinions, answers held, copies."""

from __future__ import annotations

from typing import Any

from peewee import BooleanField, CharField, ForeignKeyField, SmallIntegerField, TextField

from engine.clock import now
from engine.database import BlobField, UtcDateTimeField
from engine.models.cases import Case
from engine.models.people import Person
from engine.models.table import Table
from engine.models.tasks import Task


class Delegation(Table):
    """A task lent to somebody whose answers come back to its owner (委派)."""

    task_id: Any
    task: Any = ForeignKeyField(Task, backref="delegations", on_delete="CASCADE")
    owner_id: Any
    owner: Any = ForeignKeyField(Person, on_delete="RESTRICT")
    at = UtcDateTimeField(default=now)
    ended_at = UtcDateTimeField(null=True)

    class Meta:
        table_name = "delegations"


class Signing(Table):
    """A further signer of a task (加签), who signs by a task of its own."""

    task_id: Any
    task: Any = ForeignKeyField(Task, unique=True, backref="signing", on_delete="CASCADE")
    host_id: Any
    host: Any = ForeignKeyField(Task, backref="signers", on_delete="CASCADE")
    placing = CharField(max_length=6)  # before or after the holder's own answers
    turn = SmallIntegerField(default=0)  # 0: all at once; else one after the other
    added_by_id: Any
    added_by: Any = ForeignKeyField(Person, on_delete="RESTRICT")
    added_at = UtcDateTimeField(default=now)
    agrees = BooleanField(null=True)
    opinion = TextField(default="")

    class Meta:
        table_name = "signings"
        indexes = ((("host", "turn"), False),)


class HeldAnswers(Table):
    """The answers to a task that wait until its later signers have agreed."""

    task_id: Any
    task: Any = ForeignKeyField(Task, unique=True, backref="held", on_delete="CASCADE")
    data = BlobField()
    given_by_id: Any
    given_by: Any = ForeignKeyField(Person, on_delete="RESTRICT")

    class Meta:
        table_name = "held_answers"


class Copy(Table):
    """A case sent to somebody to know of (抄送), and when it was read."""

    case_id: Any
    case: Any = ForeignKeyField(Case, backref="copies", on_delete="CASCADE")
    person_id: Any
    person: Any = ForeignKeyField(Person, backref="copies", on_delete="CASCADE")
    sent_by_id: Any
    sent_by: Any = ForeignKeyField(Person, on_delete="RESTRICT")
    note = TextField(default="")
    sent_at = UtcDateTimeField(default=now)
    read_at = UtcDateTimeField(null=True)

    class Meta:
        table_name = "copies"
        indexes = ((("person", "read_at", "sent_at"), False), (("case", "person"), True))


class RouteRequest(Table):
    """A wish to lead a case past its drawn way (特事特办), and what was decided of it."""

    case_id: Any
    case: Any = ForeignKeyField(Case, backref="route_requests", on_delete="CASCADE")
    task_id: Any
    task: Any = ForeignKeyField(Task, backref="route_requests", on_delete="CASCADE")
    element = CharField(max_length=80)
    reason = TextField()
    asked_by_id: Any
    asked_by: Any = ForeignKeyField(Person, backref="asked_routes", on_delete="RESTRICT")
    asked_at = UtcDateTimeField(default=now)
    decided_by_id: Any
    decided_by: Any = ForeignKeyField(
        Person, null=True, backref="decided_routes", on_delete="RESTRICT"
    )
    decided_at = UtcDateTimeField(null=True)
    agreed = BooleanField(null=True)
    opinion = TextField(default="")

    class Meta:
        table_name = "route_requests"
