"""A word that only this installation knows, such as the one that its sessions are signed with."""

from __future__ import annotations

import secrets
from typing import Any

from peewee import CharField, TextField

from engine.database import db
from engine.models.table import Table


class Secret(Table):
    """One such word. The table makes itself: it is asked before tables are brought up to date."""

    name = CharField(max_length=60, unique=True)
    word = TextField()

    class Meta:
        table_name = "secrets"


def kept_secret(name: str) -> str:
    """Return the word kept under a name; whoever asks first makes it, for all processes."""
    if "secrets" not in db.get_tables():
        Secret.create_table(safe=True)
    insert: Any = Secret.insert(name=name, word=secrets.token_urlsafe(48))
    insert.on_conflict_ignore().execute()
    return str(Secret.get(Secret.name == name).word)
