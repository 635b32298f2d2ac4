"""Codes that are asked after the password, and those that stand in for a lost telephone."""

from peewee import (
    BigAutoField,
    BigIntegerField,
    BooleanField,
    CharField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

from engine.database import UtcDateTimeField


def up(migrator, db):
    class Bound(Model):
        id = BigAutoField()

        class Meta:
            database = db

    class Person(Bound):
        class Meta:
            table_name = "people"

    class SecondFactor(Bound):
        person = ForeignKeyField(Person, unique=True, backref="a", on_delete="CASCADE")
        secret = TextField()
        confirmed_at = UtcDateTimeField(null=True)
        last_step = BigIntegerField(default=0)
        failures = IntegerField(default=0)
        locked_until = UtcDateTimeField(null=True)

        class Meta:
            table_name = "second_factors"

    class RecoveryCode(Bound):
        person = ForeignKeyField(Person, backref="b", on_delete="CASCADE")
        hash = CharField(max_length=64)
        used_at = UtcDateTimeField(null=True)

        class Meta:
            table_name = "recovery_codes"
            indexes = ((("person", "hash"), True),)

    db.create_tables([SecondFactor, RecoveryCode])
    migrator.migrate(migrator.add_column("accounts", "second_factor", BooleanField(default=False)))


def down(migrator, db):
    migrator.migrate(migrator.drop_column("accounts", "second_factor"))
    migrator.migrate(migrator.drop_table("recovery_codes"))
    migrator.migrate(migrator.drop_table("second_factors"))
