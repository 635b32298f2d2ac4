"""In which organisation a message may open a case."""

from peewee import CharField


def up(migrator, db):
    migrator.migrate(
        migrator.add_column("messages", "place", CharField(max_length=40, default="")),
    )


def down(migrator, db):
    migrator.migrate(migrator.drop_column("messages", "place"))
