"""By which outside identities people sign in."""

from __future__ import annotations

from typing import Any

from peewee import CharField, ForeignKeyField

from engine.clock import now
from engine.database import UtcDateTimeField
from engine.models.people import Account
from engine.models.table import Table


class OutsideIdentity(Table):
    """Whom a single sign-on means: its own name for somebody, bound to one account for good."""

    issuer = CharField(max_length=200)
    subject = CharField(max_length=255)
    account_id: Any
    account: Any = ForeignKeyField(Account, backref="outside", on_delete="CASCADE")
    since = UtcDateTimeField(default=now)

    class Meta:
        table_name = "outside_identities"
        indexes = ((("issuer", "subject"), True), (("issuer", "account"), True))
