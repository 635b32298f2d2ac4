"""Lists that were taken out of the product, and who allowed those with personal data."""

from peewee import BigAutoField, BooleanField, CharField, IntegerField, Model, TextField
from peewee import ForeignKeyField as Key

from engine.database import JSONField, UtcDateTimeField


def up(migrator, db):
    class Bound(Model):
        id = BigAutoField()

        class Meta:
            database = db

    class Person(Bound):
        class Meta:
            table_name = "people"

    class Community(Bound):
        class Meta:
            table_name = "communities"

    class Export(Bound):
        person = Key(Person, on_delete="RESTRICT")
        place = Key(Community, null=True, on_delete="RESTRICT")
        what = CharField(max_length=160)
        title = JSONField()
        wanted = JSONField()
        purpose = TextField()
        data_class = CharField(max_length=2)
        asked_at = UtcDateTimeField(index=True)
        decided_by = Key(Person, null=True, on_delete="RESTRICT", backref="decided")
        decided_at = UtcDateTimeField(null=True)
        agreed = BooleanField(null=True)
        opinion = TextField()
        until = UtcDateTimeField(null=True)
        taken_at = UtcDateTimeField(null=True)
        rows = IntegerField(null=True)

        class Meta:
            table_name = "exports"

    db.create_tables([Export])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("exports"))
