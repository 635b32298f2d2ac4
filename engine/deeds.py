"""What was done that is no case: settings, roles, plugins, sign-ins, exports; one chain."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.clock import now
from engine.database import from_json, locked, to_json, transaction
from engine.journal import SALT, hash_of_values
from engine.models import ChainHead, Community, Deed, DeedValues, Person
from engine.models.journal import START

CHAIN = "deeds"


@dataclass(frozen=True)
class DeedLine:
    """One deed as people read it; `values` is None once a duty to delete has erased them."""

    sequence: int
    at: datetime
    person: Person | None
    deed: str
    subject: str
    community: int | None
    values: Mapping[str, Any] | None


def note_deed(
    deed: str,
    by: Person | int | None = None,
    subject: str = "",
    *,
    community: Community | int | None = None,
    **values: Any,
) -> int:
    """Add one line to the house's journal, in the caller's transaction; return its number.

    `before` and `after` are shown side by side. Values can be erased later; deed and subject stay,
    so no personal data belongs into them.
    """
    with transaction():
        head = locked(ChainHead.select().where(ChainHead.name == CHAIN)).get()
        salt = secrets.token_bytes(SALT) if values else b""
        text = to_json(values).encode()
        line = Deed(
            sequence=head.count + 1,
            at=now(),
            person=by.id if isinstance(by, Person) else by,
            deed=deed,
            subject=subject[:160],
            community=community.id if isinstance(community, Community) else community,
            values_hash=hash_of_values(salt, text),
            previous=bytes(head.head or START),
        )
        line.save(force_insert=True)
        if values:
            DeedValues.insert(sequence=line.sequence, salt=salt, values=text).execute()
        ChainHead.update(count=line.sequence, head=line.hash).where(
            ChainHead.name == CHAIN
        ).execute()
    return int(line.sequence)


def values_of_deeds(sequences: list[int]) -> dict[int, Mapping[str, Any]]:
    """Return the values of deeds that keep any, by number."""
    rows = DeedValues.select().where(DeedValues.sequence.in_(sequences)) if sequences else ()
    return {row.sequence: from_json(bytes(row.values)) for row in rows}
