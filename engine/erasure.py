"""Erasing the values of lines by duty, so that the chain stays whole and the erasure is known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.clock import now
from engine.database import transaction
from engine.journal import APART
from engine.models import Case, DeedValues, Erasure, EventValues, Person
from engine.sensitive import forget, kept

ALL = None


def erase_values(
    case: Case | int,
    sequences: Iterable[int] | None = ALL,
    *,
    by: Person | None = None,
    reason: str,
) -> int:
    """Erase what lines of a case's history say (by default of all); return of how many.

    That a line was there, when, by whom and of which kind stays, and so does the chain. The
    database deletes values only of lines whose erasure was noted.
    """
    number = case if isinstance(case, int) else case.id
    wanted = list(sequences or ())
    mine: Any = EventValues.case == number
    if sequences is not ALL:
        mine &= EventValues.sequence.in_(wanted)
    with transaction():
        here = {row.sequence for row in EventValues.select(EventValues.sequence).where(mine)}
        apart = set(kept(APART, number))
        if sequences is not ALL:
            apart &= set(wanted)
        _note(number, sorted(here | apart), by, reason)
        EventValues.delete().where(mine).execute()
        for sequence in apart:
            forget(APART, number, sequence)
    return len(here | apart)


def erase_deed_values(sequences: Iterable[int], *, by: Person | None = None, reason: str) -> int:
    """Erase what lines of the house's journal say; return of how many."""
    mine = DeedValues.sequence.in_(list(sequences))
    with transaction():
        kept = DeedValues.select(DeedValues.sequence).where(mine)
        _note(None, [row.sequence for row in kept], by, reason)
        return int(DeedValues.delete().where(mine).execute())


def _note(case: int | None, sequences: list[int], by: Person | None, reason: str) -> None:
    rows = [
        {
            "case": case,
            "sequence": sequence,
            "person": by.id if by else None,
            "reason": reason,
            "at": now(),
        }
        for sequence in sequences
    ]
    if rows:
        Erasure.insert_many(rows).execute()
