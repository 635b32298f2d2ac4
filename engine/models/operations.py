"""What those in charge see and do of running cases: incidents, suspended procedures, batches."""

from __future__ import annotations

from typing import Any

from peewee import BooleanField, CharField, ForeignKeyField, IntegerField, TextField

from engine.clock import now
from engine.database import JSONField, UtcDateTimeField
from engine.models.cases import Case
from engine.models.people import Person
from engine.models.procedures import Procedure, ProcedureVersion
from engine.models.table import Table
from engine.models.work import Job


class Incident(Table):
    """A place where a case stands still until a person in charge decides; open while unsolved."""

    case_id: Any
    case: Any = ForeignKeyField(Case, backref="incidents_of", on_delete="CASCADE")
    job_id: Any
    job: Any = ForeignKeyField(Job, null=True, backref="incidents", on_delete="SET NULL")
    step = IntegerField(null=True)  # the run's own number of the token that stands
    element = CharField(max_length=80)
    kind = CharField(max_length=12)  # the job's kind, or error: thrown by the diagram, uncaught
    code = CharField(max_length=80, default="")
    text: Any = JSONField()  # {"zh": …, "en": …}
    detail = TextField(default="")  # the exception's class and place, never a value
    attempts = IntegerField(default=0)
    since = UtcDateTimeField(default=now)
    solved_at = UtcDateTimeField(null=True)
    solved_by_id: Any
    solved_by: Any = ForeignKeyField(Person, null=True, backref="solved", on_delete="RESTRICT")
    solution = CharField(max_length=12, default="")  # retried skipped gone

    class Meta:
        table_name = "incidents"
        indexes = ((("case", "solved_at"), False), (("solved_at", "since"), False))


class Suspension(Table):
    """That a whole procedure stood still for a time: who stopped it, why, and who let it go on."""

    procedure_id: Any
    procedure: Any = ForeignKeyField(Procedure, backref="suspensions", on_delete="CASCADE")
    by_id: Any
    by: Any = ForeignKeyField(Person, backref="suspended", on_delete="RESTRICT")
    reason = TextField()
    since = UtcDateTimeField(default=now)
    until = UtcDateTimeField(null=True)
    ended_by_id: Any
    ended_by: Any = ForeignKeyField(Person, null=True, backref="resumed", on_delete="RESTRICT")
    end_reason = TextField(default="")

    class Meta:
        table_name = "suspensions"
        indexes = ((("procedure", "since"), False),)


class Batch(Table):
    """Many cases that are to be brought to another version, or a rehearsal of it."""

    procedure_id: Any
    procedure: Any = ForeignKeyField(Procedure, backref="batches", on_delete="CASCADE")
    source_id: Any
    source: Any = ForeignKeyField(ProcedureVersion, backref="left_by", on_delete="RESTRICT")
    target_id: Any
    target: Any = ForeignKeyField(ProcedureVersion, backref="reached_by", on_delete="RESTRICT")
    mapping: Any = JSONField()  # element → element
    reason = TextField()
    by_id: Any
    by: Any = ForeignKeyField(Person, backref="batches", on_delete="RESTRICT")
    rehearsal = BooleanField()
    status = CharField(max_length=10, default="running")  # running stopped done
    created_at = UtcDateTimeField(default=now)
    ended_at = UtcDateTimeField(null=True)

    class Meta:
        table_name = "batches"


class BatchCase(Table):
    """One case of a batch and what became of it."""

    batch_id: Any
    batch: Any = ForeignKeyField(Batch, backref="cases", on_delete="CASCADE")
    case_id: Any
    case: Any = ForeignKeyField(Case, backref="batches", on_delete="CASCADE")
    result = CharField(max_length=10, default="waiting")  # waiting moved refused
    why: Any = JSONField(null=True)  # [{"zh": …, "en": …}]

    class Meta:
        table_name = "batch_cases"
        indexes = ((("batch", "case"), True), (("batch", "result"), False))
