"""Requests to lead a case past its drawn way."""

from peewee import BigAutoField, BooleanField, CharField, Model, TextField
from peewee import ForeignKeyField as Key

from engine.database import UtcDateTimeField


def up(migrator, db):
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

    class Task(Bound):
        class Meta:
            table_name = "tasks"

    class RouteRequest(Bound):
        case = Key(Case, on_delete="CASCADE")
        task = Key(Task, on_delete="CASCADE")
        element = CharField(max_length=80)
        reason = TextField()
        asked_by = Key(Person, backref="a", on_delete="RESTRICT")
        asked_at = UtcDateTimeField()
        decided_by = Key(Person, null=True, backref="b", on_delete="RESTRICT")
        decided_at = UtcDateTimeField(null=True)
        agreed = BooleanField(null=True)
        opinion = TextField(default="")

        class Meta:
            table_name = "route_requests"

    db.create_tables([RouteRequest])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("route_requests"))
