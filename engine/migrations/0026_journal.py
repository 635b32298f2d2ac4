"""The house's own journal, seals over all chains, and what was erased from them."""

from peewee import (
    BigAutoField,
    BigIntegerField,
    CharField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    Model,
    PostgresqlDatabase,
    TextField,
)

from engine.database import BlobField, UtcDateTimeField


def up(migrator, db):
    class Bare(Model):
        class Meta:
            database = db

    class Bound(Bare):
        id = BigAutoField()

    class Person(Bound):
        class Meta:
            table_name = "people"

    class Community(Bound):
        class Meta:
            table_name = "communities"

    class Case(Bound):
        class Meta:
            table_name = "cases"

    class Deed(Bare):
        sequence = BigIntegerField(primary_key=True)
        at = UtcDateTimeField(index=True)
        person = ForeignKeyField(Person, null=True, backref="a", on_delete="RESTRICT")
        deed = CharField(max_length=40)
        subject = CharField(max_length=160, index=True)
        community = ForeignKeyField(Community, null=True, on_delete="RESTRICT", index=False)
        values_hash = BlobField()
        previous = BlobField()

        class Meta:
            table_name = "deeds"

    class DeedValues(Bare):
        sequence = BigIntegerField(primary_key=True)
        salt = BlobField()
        values = BlobField()

        class Meta:
            table_name = "deed_values"

    class ChainHead(Bare):
        name = CharField(max_length=20, primary_key=True)
        count = BigIntegerField()
        head = BlobField()

        class Meta:
            table_name = "chain_heads"

    class Seal(Bare):
        sequence = IntegerField(primary_key=True)
        at = UtcDateTimeField()
        cases = IntegerField()
        events = BigIntegerField()
        deeds = BigIntegerField()
        deeds_head = BlobField()
        previous = BlobField()
        root = BlobField()

        class Meta:
            table_name = "seals"

    class SealedHead(Bare):
        seal = IntegerField()
        case = ForeignKeyField(Case, on_delete="RESTRICT", index=False)
        count = IntegerField()
        head = BlobField()

        class Meta:
            table_name = "sealed_heads"
            primary_key = CompositeKey("case", "seal")
            indexes = ((("seal", "case"), False),)
            without_rowid = not isinstance(db, PostgresqlDatabase)

    class Erasure(Bound):
        case = ForeignKeyField(Case, null=True, on_delete="RESTRICT", index=False)
        sequence = BigIntegerField()
        person = ForeignKeyField(Person, null=True, on_delete="RESTRICT", index=False)
        reason = TextField()
        at = UtcDateTimeField()

        class Meta:
            table_name = "erasures"
            indexes = ((("case", "sequence"), False),)

    db.create_tables([Deed, DeedValues, ChainHead, Seal, SealedHead, Erasure])
    for name in ("deeds", "seals"):
        ChainHead.create(name=name, count=0, head=b"")


def down(migrator, db):
    for table in ("erasures", "sealed_heads", "seals", "chain_heads", "deed_values", "deeds"):
        migrator.migrate(migrator.drop_table(table))
