"""Steps of cases that wait for a person, and in whose inbox they stand."""

from __future__ import annotations

from typing import Any

from peewee import (
    BooleanField,
    CharField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    SmallIntegerField,
)

from engine.clock import now
from engine.database import JSONField, UtcDateTimeField, WordsField
from engine.models.cases import Case
from engine.models.organisation import Community
from engine.models.people import Person
from engine.models.table import Keyless, Table


class Task(Table):
    """A step of a case that waits for a person."""

    case_id: Any
    case: Any = ForeignKeyField(Case, backref="tasks", on_delete="CASCADE")
    step = IntegerField()  # the run's own number of it, unique in the case
    element = CharField(max_length=80)
    name = CharField(max_length=160)
    roles: Any = WordsField(default=list)
    scope_id: Any
    scope: Any = ForeignKeyField(
        Community, null=True, backref="tasks", on_delete="RESTRICT", index=False
    )
    no_local_holder = BooleanField(default=False)
    form = CharField(max_length=120, default="")
    access: Any = JSONField(default=dict)
    barred: Any = JSONField(default=list)  # ids of people who may not do it
    item: Any = JSONField(null=True)
    optional = BooleanField(default=False)  # a choice that may stay undone
    status = CharField(max_length=10, default="open")  # open queued done cancelled
    mode = CharField(max_length=10, default="")  # delegated signed followed held; sign: a signer's
    return_to = CharField(max_length=80, default="")  # where it goes when done, sent back directly
    claimed_by_id: Any
    claimed_by: Any = ForeignKeyField(
        Person, null=True, backref="claimed", on_delete="RESTRICT", index=False
    )
    assigned = BooleanField(default=False)  # the diagram names this very person
    draft: Any = JSONField(null=True)
    priority = SmallIntegerField(default=0)
    created_at = UtcDateTimeField(default=now)
    due_at = UtcDateTimeField(null=True)
    due_ground: Any = JSONField(null=True)  # {"zh": …, "en": …}
    due_basis: Any = JSONField(null=True)  # what it was counted from; due_at is null in a pause
    mark_at = UtcDateTimeField(null=True)  # when the next rung of its ladder is reached
    marked = SmallIntegerField(default=0)  # the percent of the last rung that was
    lamp = CharField(max_length=6, default="")  # yellow, red
    ended_at = UtcDateTimeField(null=True)
    ended_by_id: Any
    ended_by: Any = ForeignKeyField(
        Person, null=True, backref="completed", on_delete="RESTRICT", index=False
    )
    done_for_id: Any
    done_for: Any = ForeignKeyField(Person, null=True, backref="deputed", on_delete="RESTRICT")

    offered: frozenset[tuple[str, int]] | None = None  # role, community: where it was read along

    class Meta:
        table_name = "tasks"

    def __str__(self) -> str:
        return str(self.name)


# for what is asked of them: the tasks of a case, a person's own open ones, what it has done
Task.add_index(Task.claimed_by, Task.due_at, where=(Task.status == "open"))
Task.add_index(Task.ended_by, Task.ended_at, where=(Task.status == "done"))


class Offer(Keyless):
    """An unclaimed open task waits for whoever holds this role inside this community."""

    task_id: Any
    task: Any = ForeignKeyField(Task, backref="offers", on_delete="CASCADE", index=False)
    role = CharField(max_length=60)
    community_id: Any
    community: Any = ForeignKeyField(Community, on_delete="CASCADE", index=False)
    due_at = UtcDateTimeField(null=True)

    class Meta:
        table_name = "offers"
        primary_key = CompositeKey("task", "role")
        without_rowid = True
        indexes = ((("role", "community", "due_at", "task"), False),)
