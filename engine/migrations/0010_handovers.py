"""Delegations, further signers, held answers, copies; in which way a task is out of the common."""

from peewee import BigAutoField, BooleanField, CharField, Model, SmallIntegerField, TextField
from peewee import ForeignKeyField as Key

from engine.database import BlobField, UtcDateTimeField


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

    class Delegation(Bound):
        task = Key(Task, on_delete="CASCADE")
        owner = Key(Person, on_delete="RESTRICT")
        at = UtcDateTimeField()
        ended_at = UtcDateTimeField(null=True)

        class Meta:
            table_name = "delegations"

    class Signing(Bound):
        task = Key(Task, unique=True, backref="a", on_delete="CASCADE")
        host = Key(Task, backref="b", on_delete="CASCADE")
        placing = CharField(max_length=6)
        turn = SmallIntegerField(default=0)
        added_by = Key(Person, on_delete="RESTRICT")
        added_at = UtcDateTimeField()
        agrees = BooleanField(null=True)
        opinion = TextField(default="")

        class Meta:
            table_name = "signings"
            indexes = ((("host", "turn"), False),)

    class HeldAnswers(Bound):
        task = Key(Task, unique=True, backref="c", on_delete="CASCADE")
        data = BlobField()
        given_by = Key(Person, backref="c", on_delete="RESTRICT")

        class Meta:
            table_name = "held_answers"

    class Copy(Bound):
        case = Key(Case, on_delete="CASCADE")
        person = Key(Person, backref="d", on_delete="CASCADE")
        sent_by = Key(Person, backref="e", on_delete="RESTRICT")
        note = TextField(default="")
        sent_at = UtcDateTimeField()
        read_at = UtcDateTimeField(null=True)

        class Meta:
            table_name = "copies"
            indexes = ((("person", "read_at", "sent_at"), False), (("case", "person"), True))

    db.create_tables([Delegation, Signing, HeldAnswers, Copy])
    migrator.migrate(
        migrator.add_column("tasks", "mode", CharField(max_length=10, default="")),
        migrator.add_column("tasks", "return_to", CharField(max_length=80, default="")),
    )


def down(migrator, db):
    for column in ("mode", "return_to"):
        migrator.migrate(migrator.drop_column("tasks", column))
    for table in ("copies", "held_answers", "signings", "delegations"):
        migrator.migrate(migrator.drop_table(table))
