"""Sensitive values in a table of their own, and the log of who read what."""

from peewee import (
    BigAutoField,
    BigIntegerField,
    BlobField,
    CharField,
    CompositeKey,
    Model,
    TextField,
)
from peewee import ForeignKeyField as Key

from engine.database import UtcDateTimeField


def up(migrator, db):
    class Bound(Model):
        class Meta:
            database = db

    class Case(Bound):
        id = BigAutoField()

        class Meta:
            table_name = "cases"

    class Person(Bound):
        id = BigAutoField()

        class Meta:
            table_name = "people"

    class Sensitive(Bound):
        place = CharField(max_length=120)
        owner = BigIntegerField()
        number = BigIntegerField()
        case = Key(Case, null=True, on_delete="CASCADE")
        key = CharField(max_length=16, index=True)
        content = BlobField()

        class Meta:
            table_name = "sensitive"
            primary_key = CompositeKey("place", "owner", "number")

    class Reading(Bound):
        id = BigAutoField()
        person = Key(Person, on_delete="RESTRICT", index=False)
        case = Key(Case, null=True, on_delete="RESTRICT")
        place = CharField(max_length=120)
        owner = BigIntegerField(null=True)
        field = CharField(max_length=160)
        label = CharField(max_length=160)
        data_class = CharField(max_length=2)
        reason = TextField()
        at = UtcDateTimeField(index=True)

        class Meta:
            table_name = "readings"
            indexes = ((("person", "at"), False),)

    db.create_tables([Sensitive, Reading])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("readings"), migrator.drop_table("sensitive"))
