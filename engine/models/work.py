"""What cases wait for and say to each other, and work that waits for its time."""

from __future__ import annotations

from typing import Any

from peewee import CharField, ForeignKeyField, IntegerField, SmallIntegerField, TextField

from engine.clock import now
from engine.database import BlobField, JSONField, UtcDateTimeField
from engine.models.cases import Case
from engine.models.table import Table


class Wait(Table):
    """An event that a case's diagram waits for."""

    case_id: Any
    case: Any = ForeignKeyField(Case, backref="waiting", on_delete="CASCADE", index=False)
    wait = IntegerField()
    element = CharField(max_length=80)
    kind = CharField(max_length=12)
    message = CharField(max_length=120, default="")
    correlation = CharField(max_length=200, default="")
    due_at = UtcDateTimeField(null=True)

    class Meta:
        table_name = "waits"
        indexes = ((("case", "wait"), True), (("message", "correlation"), False))


class Message(Table):
    """Something one case says to another; it waits here until somebody listens."""

    name = CharField(max_length=120)
    to = CharField(max_length=80, default="", column_name="to_procedure")
    place = CharField(max_length=40, default="")  # code of where it may open a case
    correlation = CharField(max_length=200, default="")
    payload: Any = BlobField()
    sender_id: Any
    sender: Any = ForeignKeyField(Case, null=True, backref="sent", on_delete="CASCADE")
    element = CharField(max_length=80, default="")
    receiver_id: Any
    receiver: Any = ForeignKeyField(Case, null=True, backref="received", on_delete="CASCADE")
    status = CharField(max_length=10, default="waiting")  # waiting delivered
    sent_at = UtcDateTimeField(default=now)
    delivered_at = UtcDateTimeField(null=True)

    class Meta:
        table_name = "messages"
        indexes = ((("name", "correlation", "status"), False),)


class Job(Table):
    """Work that waits for its time; written in the transaction that made it necessary."""

    kind = CharField(max_length=40)
    key = CharField(max_length=200, null=True, unique=True)  # a second of one key is not added
    case_id: Any
    case: Any = ForeignKeyField(Case, null=True, backref="jobs", on_delete="CASCADE", index=False)
    payload: Any = JSONField(default=dict)
    run_at = UtcDateTimeField(default=now)
    priority = SmallIntegerField(default=0)
    attempts = IntegerField(default=0)
    most_attempts = IntegerField(default=5)
    status = CharField(max_length=8, default="ready")  # ready running dead held
    worker = CharField(max_length=80, null=True)
    leased_until = UtcDateTimeField(null=True)
    error = TextField(null=True)

    class Meta:
        table_name = "jobs"
        indexes = ((("case", "kind"), False),)


# for whoever looks for work: what is ready, and what a lost worker holds
Job.add_index(Job.priority, Job.run_at, where=(Job.status == "ready"))
Job.add_index(Job.leased_until, where=(Job.status == "running"))
