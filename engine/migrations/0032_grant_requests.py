"""Leave to see a case is asked for and decided on."""

from typing import Any

from peewee import BigAutoField, BooleanField, Model, SmallIntegerField, TextField
from peewee import ForeignKeyField as Key

from engine.database import UtcDateTimeField


def up(migrator: Any, db: Any) -> None:
    class Bound(Model):
        id = BigAutoField()

        class Meta:
            database = db

    class Person(Bound):
        class Meta:
            table_name = "people"

    class Case(Bound):
        class Meta:
            table_name = "cases"

    class Grant(Bound):
        class Meta:
            table_name = "case_grants"

    class GrantRequest(Bound):
        case = Key(Case, backref="a", on_delete="CASCADE")
        person = Key(Person, backref="b", on_delete="CASCADE")
        reason = TextField()
        days = SmallIntegerField()
        asked_at = UtcDateTimeField()
        decided_by = Key(Person, null=True, backref="c", on_delete="RESTRICT")
        decided_at = UtcDateTimeField(null=True)
        agreed = BooleanField(null=True)
        opinion = TextField()
        grant = Key(Grant, null=True, backref="d", on_delete="SET NULL")

        class Meta:
            table_name = "grant_requests"
            indexes = ((("person", "asked_at"), False), (("decided_at", "asked_at"), False))

    db.create_tables([GrantRequest])
