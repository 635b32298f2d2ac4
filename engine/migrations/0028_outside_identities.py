"""By which outside identities people sign in."""

from peewee import BigAutoField, CharField, ForeignKeyField, Model

from engine.database import UtcDateTimeField


def up(migrator, db):
    class Bound(Model):
        id = BigAutoField()

        class Meta:
            database = db

    class Account(Bound):
        class Meta:
            table_name = "accounts"

    class OutsideIdentity(Bound):
        issuer = CharField(max_length=200)
        subject = CharField(max_length=255)
        account = ForeignKeyField(Account, backref="a", on_delete="CASCADE")
        since = UtcDateTimeField()

        class Meta:
            table_name = "outside_identities"
            indexes = ((("issuer", "subject"), True), (("issuer", "account"), True))

    db.create_tables([OutsideIdentity])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("outside_identities"))
