"""Cases, the tasks in them, and what of their data can be searched."""

from __future__ import annotations

from typing import Any

from peewee import (
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
from engine.database import BlobField, JSONField, UtcDateTimeField, db
from engine.models.organisation import Community
from engine.models.people import Person
from engine.models.procedures import Procedure, ProcedureVersion
from engine.models.table import Table


class Case(Table):
    """One run of one version of a procedure."""

    number = CharField(max_length=80, unique=True)
    title = CharField(max_length=200)
    procedure: Any = ForeignKeyField(Procedure, backref="cases", on_delete="RESTRICT")
    version: Any = ForeignKeyField(ProcedureVersion, backref="cases", on_delete="RESTRICT")
    community: Any = ForeignKeyField(Community, backref="cases", on_delete="RESTRICT")
    parent: Any = ForeignKeyField("self", null=True, backref="linked", on_delete="RESTRICT")
    starter: Any = ForeignKeyField(Person, null=True, backref="started", on_delete="RESTRICT")
    status = CharField(max_length=12, default="open")  # open ended cancelled
    outcome = CharField(max_length=120, default="")  # the end events reached, by id
    data_class = CharField(max_length=2, default="C2")
    plugins: Any = JSONField()  # those switched on when it started; it ends with the same
    settings: Any = JSONField()  # as they held when it started
    state = BlobField(null=True)
    waits = IntegerField(default=0)  # how many events the diagram waits for
    event_count = IntegerField(default=0)
    event_head = CharField(max_length=64, default="")
    started_at = UtcDateTimeField(default=now)
    changed_at = UtcDateTimeField(default=now)
    ended_at = UtcDateTimeField(null=True)
    due_at = UtcDateTimeField(null=True)

    class Meta:
        table_name = "cases"
        indexes = (
            (("community", "status", "started_at"), False),
            (("starter", "status"), False),
        )

    @property
    def ended(self) -> bool:
        return bool(self.status != "open")

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Member(Table):
    """Somebody who takes or took part in a case and may therefore see it."""

    case: Any = ForeignKeyField(Case, backref="members", on_delete="CASCADE")
    person: Any = ForeignKeyField(Person, backref="memberships", on_delete="CASCADE")
    why = CharField(max_length=20)  # starter, assignee, handler

    class Meta:
        table_name = "case_members"
        indexes = ((("person", "case"), True),)


class Grant(Table):
    """Leave for one person to see one case for a time, with a reason and who approved it."""

    case: Any = ForeignKeyField(Case, backref="grants", on_delete="CASCADE")
    person: Any = ForeignKeyField(Person, backref="grants", on_delete="CASCADE")
    approver: Any = ForeignKeyField(Person, backref="approved_grants", on_delete="RESTRICT")
    reason = TextField()
    since = UtcDateTimeField(default=now)
    until = UtcDateTimeField()

    class Meta:
        table_name = "case_grants"


class CaseField(Table):
    """One value of a case's data that its form marks as indexed."""

    case: Any = ForeignKeyField(Case, backref="fields", on_delete="CASCADE")
    key = CharField(max_length=80)
    text = CharField(max_length=200, null=True)
    number: Any = DecimalField(max_digits=24, decimal_places=6, null=True)
    instant = UtcDateTimeField(null=True)

    class Meta:
        table_name = "case_fields"
        indexes = ((("case", "key"), True), (("key", "text"), False))


class Task(Table):
    """A step of a case that waits for a person."""

    case: Any = ForeignKeyField(Case, backref="tasks", on_delete="CASCADE")
    step = IntegerField()  # the run's own number of it, unique in the case
    element = CharField(max_length=80)
    name = CharField(max_length=160)
    roles: Any = JSONField(default=list)
    scope: Any = ForeignKeyField(Community, null=True, backref="tasks", on_delete="RESTRICT")
    no_local_holder = BooleanField(default=False)
    form = CharField(max_length=120, default="")
    access: Any = JSONField(default=dict)
    barred: Any = JSONField(default=list)  # ids of people who may not do it
    item: Any = JSONField(null=True)
    status = CharField(max_length=10, default="open")  # open done cancelled
    claimed_by: Any = ForeignKeyField(Person, null=True, backref="claimed", on_delete="RESTRICT")
    assigned = BooleanField(default=False)  # the diagram names this very person
    draft: Any = JSONField(null=True)
    priority = SmallIntegerField(default=0)
    created_at = UtcDateTimeField(default=now)
    due_at = UtcDateTimeField(null=True)
    due_ground: Any = JSONField(null=True)  # {"zh": …, "en": …}
    ended_at = UtcDateTimeField(null=True)
    ended_by: Any = ForeignKeyField(Person, null=True, backref="completed", on_delete="RESTRICT")

    class Meta:
        table_name = "tasks"
        indexes = (
            (("case", "status"), False),
            (("claimed_by", "status", "due_at"), False),
            (("ended_by", "ended_at"), False),
        )

    def __str__(self) -> str:
        return str(self.name)


class Offer(Table):
    """An unclaimed open task waits for whoever holds this role inside this community."""

    task: Any = ForeignKeyField(Task, backref="offers", on_delete="CASCADE")
    role = CharField(max_length=60)
    community: Any = ForeignKeyField(Community, on_delete="CASCADE")
    due_at = UtcDateTimeField(null=True)

    class Meta:
        table_name = "offers"
        indexes = ((("task", "role"), True), (("role", "community", "due_at"), False))


class Counter(Table):
    """The last number given out under a name."""

    name = CharField(max_length=120, unique=True)
    value = IntegerField(default=0)

    class Meta:
        table_name = "counters"


class Wait(Table):
    """An event that a case's diagram waits for."""

    case: Any = ForeignKeyField(Case, backref="waiting", on_delete="CASCADE")
    wait = IntegerField()
    element = CharField(max_length=80)
    kind = CharField(max_length=12)
    message = CharField(max_length=120, default="")
    correlation = CharField(max_length=200, default="")
    due_at = UtcDateTimeField(null=True)

    class Meta:
        table_name = "waits"
        indexes = ((("case", "wait"), True), (("message", "correlation"), False))


class Event(Table):
    """One line of a case's history: only ever added, each with the hash of the one before."""

    id: Any = None
    case: Any = ForeignKeyField(Case, backref="events", on_delete="RESTRICT")
    sequence = IntegerField()
    at = UtcDateTimeField()
    person: Any = ForeignKeyField(Person, null=True, on_delete="RESTRICT")
    deed = CharField(max_length=40)
    element = CharField(max_length=80, default="")
    values_hash = CharField(max_length=64)
    previous = CharField(max_length=64)
    hash = CharField(max_length=64)

    class Meta:
        table_name = "events"
        primary_key = CompositeKey("case", "sequence")
        indexes = ((("person", "at"), False),)


class EventValues(Table):
    """The values of an event and the salt of their hash: what a duty to delete may erase."""

    id: Any = None
    case: Any = ForeignKeyField(Case, on_delete="CASCADE")
    sequence = IntegerField()
    salt = CharField(max_length=32)
    values: Any = TextField()  # JSON text exactly as hashed

    class Meta:
        table_name = "event_values"
        primary_key = CompositeKey("case", "sequence")


class Message(Table):
    """Something one case says to another; it waits here until somebody listens."""

    name = CharField(max_length=120)
    to = CharField(max_length=80, default="", column_name="to_procedure")
    correlation = CharField(max_length=200, default="")
    payload: Any = BlobField()
    sender: Any = ForeignKeyField(Case, null=True, backref="sent", on_delete="CASCADE")
    element = CharField(max_length=80, default="")
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
    case: Any = ForeignKeyField(Case, null=True, backref="jobs", on_delete="CASCADE")
    payload: Any = JSONField(default=dict)
    run_at = UtcDateTimeField(default=now)
    priority = SmallIntegerField(default=0)
    attempts = IntegerField(default=0)
    most_attempts = IntegerField(default=5)
    status = CharField(max_length=8, default="ready")  # ready running dead
    worker = CharField(max_length=80, null=True)
    leased_until = UtcDateTimeField(null=True)
    error = TextField(null=True)

    class Meta:
        table_name = "jobs"
        indexes = ((("status", "run_at"), False), (("case", "kind"), False))


class StoredFile(Table):
    """A file somebody sent: its content once, by hash."""

    token = CharField(max_length=40, unique=True)  # what the pages and the data name it by
    name = CharField(max_length=200)
    type = CharField(max_length=80)
    size = IntegerField()
    sha256 = CharField(max_length=64, index=True)
    owner: Any = ForeignKeyField(Person, backref="files", on_delete="RESTRICT")
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
        database = db
