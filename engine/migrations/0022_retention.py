"""Holds on cases, and proposals to erase what has been kept long enough."""

from peewee import (
    BigAutoField,
    BigIntegerField,
    BooleanField,
    CharField,
    IntegerField,
    Model,
    TextField,
)
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

    class LegalHold(Bound):
        case = Key(Case, on_delete="RESTRICT")
        reason = TextField()
        by = Key(Person, on_delete="RESTRICT", backref="a")
        since = UtcDateTimeField()
        until = UtcDateTimeField(null=True)
        lifted_by = Key(Person, null=True, on_delete="RESTRICT", backref="b")
        lift_reason = TextField()

        class Meta:
            table_name = "legal_holds"

    class Disposal(Bound):
        rule = CharField(max_length=60)
        place = CharField(max_length=120)
        owner = BigIntegerField()
        case = Key(Case, null=True, on_delete="RESTRICT")
        after = CharField(max_length=12)
        due_at = UtcDateTimeField()
        proposed_at = UtcDateTimeField()
        agreed = BooleanField(null=True)
        decided_by = Key(Person, null=True, on_delete="RESTRICT")
        decided_at = UtcDateTimeField(null=True)
        opinion = TextField()
        erased = IntegerField(null=True)

        class Meta:
            table_name = "disposals"
            indexes = ((("place", "owner", "agreed"), False), (("agreed", "id"), False))

    db.create_tables([LegalHold, Disposal])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("disposals"), migrator.drop_table("legal_holds"))
