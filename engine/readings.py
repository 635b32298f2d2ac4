"""Which personal values somebody has had shown, and the log of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from peewee import fn

from engine.clock import now
from engine.models import Case, Person, Reading
from engine.statements import ask

SHOWN_FOR = timedelta(minutes=10)  # then the value is masked again


def recently_shown(case_id: int, person_id: int) -> frozenset[str]:
    """Return the fields of a case that this person has had shown in the last ten minutes."""
    since = now() - SHOWN_FOR
    mine = (Reading.case == case_id, Reading.person == person_id, Reading.place == "case")
    return frozenset(row.field for row in Reading.select(Reading.field).where(*mine, Reading.at > since))


def ever_shown(case_id: int, person_id: int) -> frozenset[str]:
    """Return the fields of a case that this person has ever had shown: those it may change."""
    rows = ask(
        "SELECT DISTINCT field FROM readings WHERE case_id=? AND person_id=? AND place='case'",
        case_id,
        person_id,
    )
    return frozenset(field for (field,) in rows)
