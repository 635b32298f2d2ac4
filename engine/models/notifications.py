"""What people are told besides the tasks in their inboxes."""

from __future__ import annotations

from typing import Any

from peewee import CharField, ForeignKeyField, TextField

from engine.clock import now
from engine.database import UtcDateTimeField
from engine.models.cases import Case
from engine.models.people import Person
from engine.models.table import Table
from engine.models.tasks import Task


class Notification(Table):
    """A sentence for one person about one case, unread until that person says otherwise."""

    person_id: Any
    person: Any = ForeignKeyField(Person, backref="notifications", on_delete="CASCADE")
    case_id: Any
    case: Any = ForeignKeyField(Case, backref="notifications", on_delete="CASCADE")
    task_id: Any
    task: Any = ForeignKeyField(Task, null=True, backref="notifications", on_delete="CASCADE")
    kind = CharField(max_length=20)  # remind, late, extended …
    channel = CharField(max_length=12, default="page")  # the wish: page, sms
    zh = TextField()
    en = TextField()
    created_at = UtcDateTimeField(default=now)
    read_at = UtcDateTimeField(null=True)

    class Meta:
        table_name = "notifications"
        indexes = ((("person", "read_at", "created_at"), False),)
