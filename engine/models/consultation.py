"""What makes a consultation provable: sealed ballots, draws by lot, and what is bound by a hash."""

from __future__ import annotations

from typing import Any

from peewee import BooleanField, CharField, ForeignKeyField, IntegerField, TextField

from engine.clock import now
from engine.database import JSONField, UtcDateTimeField
from engine.models.cases import Case
from engine.models.organisation import Community
from engine.models.people import Person
from engine.models.table import Table


class Ballot(Table):
    """A sealed ballot. Until it is closed its votes lie among the sensitive values, in one box."""

    case_id: Any
    case: Any = ForeignKeyField(Case, on_delete="RESTRICT")
    community_id: Any
    community: Any = ForeignKeyField(Community, on_delete="RESTRICT")
    title = CharField(max_length=200)
    options = JSONField()  # [[value, Chinese, English], …]
    opened_at = UtcDateTimeField(default=now)
    closed_at = UtcDateTimeField(null=True)
    tally = JSONField(null=True)  # option → votes, of the box and of paper
    paper = JSONField(default=dict)  # option → votes on paper
    receipts = JSONField(null=True)  # [[receipt, option], …], sorted

    class Meta:
        table_name = "ballots"


class BallotSeat(Table):
    """Somebody entitled to vote in a ballot, and whether it has; never how."""

    ballot_id: Any
    ballot: Any = ForeignKeyField(Ballot, backref="seats", on_delete="RESTRICT", index=False)
    seat = CharField(max_length=8)
    name = CharField(max_length=60)
    person_id: Any
    person: Any = ForeignKeyField(Person, null=True, on_delete="RESTRICT")
    voted = BooleanField(default=False)

    class Meta:
        table_name = "ballot_seats"
        indexes = ((("ballot", "seat"), True),)


class Draw(Table):
    """A draw by lot: the pool is published before the seed is known; anybody can draw again."""

    case_id: Any
    case: Any = ForeignKeyField(Case, on_delete="RESTRICT")
    community_id: Any
    community: Any = ForeignKeyField(Community, on_delete="RESTRICT")
    title = CharField(max_length=200)
    pool = JSONField()  # names in the order of their numbers, from 1
    pool_digest = CharField(max_length=64)
    places = IntegerField()
    seed_source = TextField()
    published_at = UtcDateTimeField(default=now)
    seed = CharField(max_length=200, default="")
    drawn = JSONField(null=True)  # the numbers drawn, in the order drawn
    drawn_at = UtcDateTimeField(null=True)

    class Meta:
        table_name = "draws"


class Proof(Table):
    """Texts of a case bound by one hash."""

    case_id: Any
    case: Any = ForeignKeyField(Case, on_delete="RESTRICT")
    community_id: Any
    community: Any = ForeignKeyField(Community, on_delete="RESTRICT")
    title = CharField(max_length=200)
    digest = CharField(max_length=64, unique=True)
    parts = JSONField()  # [[name, text], …]
    made_at = UtcDateTimeField(default=now)

    class Meta:
        table_name = "proofs"
