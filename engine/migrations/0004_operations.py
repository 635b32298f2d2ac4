"""Incidents, suspended cases and procedures, batches of migrations."""

from typing import Any

from peewee import (
    SQL,
    BigAutoField,
    BooleanField,
    CharField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

from engine.database import JSONField, UtcDateTimeField


def up(migrator, db):
    def table(name: str) -> Any:
        class Known(Model):
            id = BigAutoField()

            class Meta:
                database = db
                table_name = name

        return Known

    cases, people, jobs = table("cases"), table("people"), table("jobs")
    procedures, versions = table("procedures"), table("procedure_versions")
    nothing: list[Any] = [SQL("DEFAULT ''")]
    zero: list[Any] = [SQL("DEFAULT 0")]
    migrator.migrate(
        migrator.add_column(
            "cases", "suspended", CharField(max_length=10, default="", constraints=nothing)
        ),
        migrator.add_column("cases", "incidents", IntegerField(default=0, constraints=zero)),
        migrator.add_column(
            "procedures",
            "suspended",
            BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")]),
        ),
    )

    class Incident(Model):
        id = BigAutoField()
        case = ForeignKeyField(cases, on_delete="CASCADE")
        job = ForeignKeyField(jobs, null=True, on_delete="SET NULL")
        step = IntegerField(null=True)
        element = CharField(max_length=80)
        kind = CharField(max_length=12)
        code = CharField(max_length=80, default="")
        text = JSONField()
        detail = TextField(default="")
        attempts = IntegerField(default=0)
        since = UtcDateTimeField()
        solved_at = UtcDateTimeField(null=True)
        solved_by = ForeignKeyField(people, null=True, on_delete="RESTRICT")
        solution = CharField(max_length=12, default="")

        class Meta:
            database = db
            table_name = "incidents"
            indexes = ((("case", "solved_at"), False), (("solved_at", "since"), False))

    class Suspension(Model):
        id = BigAutoField()
        procedure = ForeignKeyField(procedures, on_delete="CASCADE")
        by = ForeignKeyField(people, on_delete="RESTRICT")
        reason = TextField()
        since = UtcDateTimeField()
        until = UtcDateTimeField(null=True)
        ended_by = ForeignKeyField(people, null=True, on_delete="RESTRICT")
        end_reason = TextField(default="")

        class Meta:
            database = db
            table_name = "suspensions"
            indexes = ((("procedure", "since"), False),)

    class Batch(Model):
        id = BigAutoField()
        procedure = ForeignKeyField(procedures, on_delete="CASCADE")
        source = ForeignKeyField(versions, on_delete="RESTRICT")
        target = ForeignKeyField(versions, on_delete="RESTRICT")
        mapping = JSONField()
        reason = TextField()
        by = ForeignKeyField(people, on_delete="RESTRICT")
        rehearsal = BooleanField()
        status = CharField(max_length=10, default="running")
        created_at = UtcDateTimeField()
        ended_at = UtcDateTimeField(null=True)

        class Meta:
            database = db
            table_name = "batches"

    class BatchCase(Model):
        id = BigAutoField()
        batch = ForeignKeyField(Batch, on_delete="CASCADE")
        case = ForeignKeyField(cases, on_delete="CASCADE")
        result = CharField(max_length=10, default="waiting")
        why = JSONField(null=True)

        class Meta:
            database = db
            table_name = "batch_cases"
            indexes = ((("batch", "case"), True), (("batch", "result"), False))

    db.create_tables([Incident, Suspension, Batch, BatchCase])


def down(migrator, db):
    for name in ("batch_cases", "batches", "suspensions", "incidents"):
        migrator.migrate(migrator.drop_table(name))
    migrator.migrate(
        migrator.drop_column("procedures", "suspended"),
        migrator.drop_column("cases", "incidents"),
        migrator.drop_column("cases", "suspended"),
    )
