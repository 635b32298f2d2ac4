"""Deputies, and for whom a task was done."""

from peewee import BigAutoField, CharField, ForeignKeyField, Model, TextField

from engine.database import UtcDateTimeField


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

    class Deputy(Bound):
        person = ForeignKeyField(Person, backref="a", on_delete="RESTRICT")
        deputy = ForeignKeyField(Person, backref="b", on_delete="RESTRICT")
        role = CharField(max_length=60, default="")
        community = ForeignKeyField(Community, null=True, on_delete="RESTRICT")
        since = UtcDateTimeField()
        until = UtcDateTimeField()
        reason = TextField(default="")
        made_by = ForeignKeyField(Person, backref="c", on_delete="RESTRICT")
        made_at = UtcDateTimeField()
        ended_at = UtcDateTimeField(null=True)

        class Meta:
            table_name = "deputies"
            indexes = ((("deputy", "until"), False), (("person", "until"), False))

    db.create_tables([Deputy])
    done_for = ForeignKeyField(Person, field=Person.id, null=True, on_delete="RESTRICT")
    migrator.migrate(migrator.add_column("tasks", "done_for_id", done_for))


def down(migrator, db):
    migrator.migrate(migrator.drop_column("tasks", "done_for_id"))
    migrator.migrate(migrator.drop_table("deputies"))
