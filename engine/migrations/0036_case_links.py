"""Cases that belong together."""

from typing import Any

from peewee import BigAutoField, CharField, ForeignKeyField, Model, TextField

from engine.database import JSONField, UtcDateTimeField


def up(migrator, db):
    class Bound(Model):
        id = BigAutoField()

        class Meta:
            database = db

    class Case(Bound):
        class Meta:
            table_name = "cases"

    class Person(Bound):
        class Meta:
            table_name = "people"

    class CaseLink(Bound):
        case: Any = ForeignKeyField(Case, backref="a", on_delete="CASCADE")
        other: Any = ForeignKeyField(Case, backref="b", on_delete="CASCADE")
        kind = CharField(max_length=8)
        reason = TextField(default="")
        by: Any = ForeignKeyField(Person, null=True, backref="c", on_delete="RESTRICT")
        at = UtcDateTimeField()
        ended_at = UtcDateTimeField(null=True)
        ended_by: Any = ForeignKeyField(
            Person, null=True, backref="d", on_delete="RESTRICT", index=False
        )
        end_reason = TextField(default="")
        due_before = JSONField(null=True)
        due_after = JSONField(null=True)

        class Meta:
            table_name = "case_links"

    db.create_tables([CaseLink])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("case_links"))
