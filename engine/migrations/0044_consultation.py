"""Sealed ballots, draws by lot and what is bound by a hash."""

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

    class Case(Bound):
        class Meta:
            table_name = "cases"

    class Community(Bound):
        class Meta:
            table_name = "communities"

    class Ballot(Bound):
        case = Key(Case, backref="a", on_delete="RESTRICT")
        community = Key(Community, backref="a", on_delete="RESTRICT")
        title = CharField(max_length=200)
        options = JSONField()
        opened_at = UtcDateTimeField()
        closed_at = UtcDateTimeField(null=True)
        tally = JSONField(null=True)
        paper = JSONField(default=dict)
        receipts = JSONField(null=True)

        class Meta:
            table_name = "ballots"

    class BallotSeat(Bound):
        ballot = Key(Ballot, on_delete="RESTRICT", index=False)
        seat = CharField(max_length=8)
        name = CharField(max_length=60)
        person = Key(Person, null=True, on_delete="RESTRICT")
        voted = BooleanField(default=False)

        class Meta:
            table_name = "ballot_seats"
            indexes = ((("ballot", "seat"), True),)

    class Draw(Bound):
        case = Key(Case, backref="b", on_delete="RESTRICT")
        community = Key(Community, backref="b", on_delete="RESTRICT")
        title = CharField(max_length=200)
        pool = JSONField()
        pool_digest = CharField(max_length=64)
        places = IntegerField()
        seed_source = TextField()
        published_at = UtcDateTimeField()
        seed = CharField(max_length=200, default="")
        drawn = JSONField(null=True)
        drawn_at = UtcDateTimeField(null=True)

        class Meta:
            table_name = "draws"

    class Proof(Bound):
        case = Key(Case, backref="c", on_delete="RESTRICT")
        community = Key(Community, backref="c", on_delete="RESTRICT")
        title = CharField(max_length=200)
        digest = CharField(max_length=64, unique=True)
        parts = JSONField()
        made_at = UtcDateTimeField()

        class Meta:
            table_name = "proofs"

    db.create_tables([Ballot, BallotSeat, Draw, Proof])
