"""Which list a file left and which it came to, as codes of their own."""

from engine import CharField


def up(migrator, db):
    migrator.migrate(
        migrator.add_column(TABLE, "before", CharField(max_length=10, default="")),
        migrator.add_column(TABLE, "after", CharField(max_length=10, default="")),
    )


def down(migrator, db):
    migrator.migrate(migrator.drop_column(TABLE, "after"), migrator.drop_column(TABLE, "before"))


TABLE = "self_discipline_credit_step"
