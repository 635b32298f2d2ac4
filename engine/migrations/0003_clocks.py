"""Clocks with their basis, marks on the way of a limit, and what people are told."""

from peewee import BigAutoField, CharField, ForeignKeyField, Model, SmallIntegerField, TextField

from engine.database import JSONField, UtcDateTimeField


def up(migrator, db):
    class Person(Model):
        id = BigAutoField()

        class Meta:
            database = db
            table_name = "people"

    class Case(Model):
        id = BigAutoField()

        class Meta:
            database = db
            table_name = "cases"

    class Task(Model):
        id = BigAutoField()

        class Meta:
            database = db
            table_name = "tasks"

    class Notification(Model):
        id = BigAutoField()
        person = ForeignKeyField(Person, on_delete="CASCADE")
        case = ForeignKeyField(Case, on_delete="CASCADE")
        task = ForeignKeyField(Task, null=True, on_delete="CASCADE")
        kind = CharField(max_length=20)
        channel = CharField(max_length=12, default="page")
        zh = TextField()
        en = TextField()
        created_at = UtcDateTimeField()
        read_at = UtcDateTimeField(null=True)

        class Meta:
            database = db
            table_name = "notifications"
            indexes = ((("person", "read_at", "created_at"), False),)

    db.create_tables([Notification])
    migrator.migrate(migrator.add_column("cases", "due_ground", JSONField(null=True)))
    for table in ("cases", "tasks"):
        migrator.migrate(
            migrator.add_column(table, "due_basis", JSONField(null=True)),
            migrator.add_column(table, "mark_at", UtcDateTimeField(null=True)),
            migrator.add_column(table, "marked", SmallIntegerField(default=0)),
            migrator.add_column(table, "lamp", CharField(max_length=6, default="")),
        )
        # only what is open is ever looked for, so that finished work costs the sweep nothing
        db.execute_sql(f"CREATE INDEX {table}_marks ON {table} (mark_at) WHERE status = 'open'")


def down(migrator, db):
    for table in ("cases", "tasks"):
        db.execute_sql(f"DROP INDEX {table}_marks")
        for name in ("due_basis", "mark_at", "marked", "lamp"):
            migrator.migrate(migrator.drop_column(table, name))
    migrator.migrate(migrator.drop_column("cases", "due_ground"))
    migrator.migrate(migrator.drop_table("notifications"))
