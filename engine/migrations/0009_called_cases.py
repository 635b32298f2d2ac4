"""Which step of its caller opened a case, and which tasks are a choice."""

from peewee import BooleanField, IntegerField


def up(migrator, db):
    migrator.migrate(
        migrator.add_column("cases", "call", IntegerField(null=True)),
        migrator.add_index("cases", ("parent_id", "call"), True),
        migrator.add_column("tasks", "optional", BooleanField(default=False)),
    )


def down(migrator, db):
    migrator.migrate(
        migrator.drop_column("tasks", "optional"),
        migrator.drop_index("cases", "cases_parent_id_call"),
        migrator.drop_column("cases", "call"),
    )
