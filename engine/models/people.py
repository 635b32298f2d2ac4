"""People, how they sign in, and the roles they hold in a scope."""

from __future__ import annotations

import secrets
from typing import Any

from peewee import (
    BigIntegerField,
    BooleanField,
    CharField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from engine.clock import now
from engine.database import JSONField, UtcDateTimeField
from engine.models.organisation import Community
from engine.models.table import Table


class Person(Table):
    """Somebody who acts in cases: staff, volunteer, merchant or resident."""

    name = CharField(max_length=80)
    name_en = CharField(max_length=80, default="")
    phone = CharField(max_length=40, default="")
    active = BooleanField(default=True)

    class Meta:
        table_name = "people"

    def __str__(self) -> str:
        return str(self.name)


class Account(Table):
    """How a person signs in; a person without one never does."""

    person_id: Any
    person: Any = ForeignKeyField(Person, unique=True, backref="account", on_delete="RESTRICT")
    username = CharField(max_length=80, unique=True)
    email = CharField(max_length=200, unique=True, null=True)
    password = TextField(null=True)
    active = BooleanField(default=True)
    must_change_password = BooleanField(default=False)
    fs_uniquifier = CharField(max_length=64, unique=True, default=lambda: secrets.token_hex(32))
    language = CharField(max_length=5, default="")
    failed_logins = IntegerField(default=0)
    locked_until = UtcDateTimeField(null=True)
    last_login_at = UtcDateTimeField(null=True)
    current_login_at = UtcDateTimeField(null=True)
    last_login_ip = CharField(max_length=64, null=True)
    current_login_ip = CharField(max_length=64, null=True)
    login_count = IntegerField(default=0)
    second_factor = BooleanField(default=False)  # is a code asked after the password?

    class Meta:
        table_name = "accounts"


class SecondFactor(Table):
    """The secret that a person's telephone makes six-digit codes from (TOTP, RFC 6238)."""

    person_id: Any
    person: Any = ForeignKeyField(Person, unique=True, backref="factors", on_delete="CASCADE")
    secret = TextField()  # never in a page but the one that sets it up, never in a log
    confirmed_at = UtcDateTimeField(null=True)
    last_step = BigIntegerField(default=0)  # the half-minute of the last code that was taken
    failures = IntegerField(default=0)
    locked_until = UtcDateTimeField(null=True)

    class Meta:
        table_name = "second_factors"


class RecoveryCode(Table):
    """A code that stands in for a lost telephone, once; only its hash is kept."""

    person_id: Any
    person: Any = ForeignKeyField(Person, backref="recovery_codes", on_delete="CASCADE")
    hash = CharField(max_length=64)
    used_at = UtcDateTimeField(null=True)

    class Meta:
        table_name = "recovery_codes"
        indexes = ((("person", "hash"), True),)


class Holding(Table):
    """A person holds a role inside a community, from a day until a day."""

    person_id: Any
    person: Any = ForeignKeyField(Person, backref="holdings", on_delete="CASCADE")
    role = CharField(max_length=60)
    community_id: Any
    community: Any = ForeignKeyField(Community, backref="holdings", on_delete="RESTRICT")
    since = UtcDateTimeField(default=now)
    until = UtcDateTimeField(null=True)

    class Meta:
        table_name = "holdings"
        indexes = ((("person", "role", "community"), True), (("role", "community"), False))


class Preference(Table):
    """What a person chose for the pages: language, phrases, filters."""

    person_id: Any
    person: Any = ForeignKeyField(Person, backref="preferences", on_delete="CASCADE")
    key = CharField(max_length=60)
    value: Any = JSONField(null=True)

    class Meta:
        table_name = "preferences"
        indexes = ((("person", "key"), True),)
