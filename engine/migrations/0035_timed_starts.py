"""Which versions of procedures the clock opens cases of."""

from peewee import SQL, BooleanField


def up(migrator, db):
    timed = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])
    migrator.migrate(migrator.add_column("procedure_versions", "timed", timed))


def down(migrator, db):
    migrator.migrate(migrator.drop_column("procedure_versions", "timed"))
