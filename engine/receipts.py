"""Receipts: by a short code anybody who holds it can check one line, and sees nothing else.

The code names the line and holds the beginning of its hash, which covers the line, its values and
all lines before it: whoever bends any of them, in the database too, no longer fits the code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from engine.journal import broken_links
from engine.models import Case, Event, Seal
from engine.seals import sealed_with
from engine.statements import first

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: none is read as another
MISREAD = str.maketrans("OIL", "011")
CASE, SEQUENCE, HASH = 4, 2, 9  # bytes
LENGTH = (CASE + SEQUENCE + HASH) * 8 // 5  # signs, five bits each
GROUP = 4


@dataclass(frozen=True)
class Receipt:
    """What a code tells: when and what kind of deed, and whether it stands as it was written."""

    at: datetime
    deed: str
    whole: bool
    seal: Seal | None


def receipt_code(case_id: int, sequence: int) -> str:
    """Return the code of a line of a case's history."""
    event = Event.get((Event.case == case_id) & (Event.sequence == sequence))
    return _code(event)


@dataclass(frozen=True)
class OwnReceipt:
    """What a person did in a case, with its code."""

    at: datetime
    deed: str
    sequence: int
    code: str


def own_receipts(case: Case, person_id: int) -> list[OwnReceipt]:
    """Return what a person did in a case, with codes, the newest first."""
    mine = Event.select().where(Event.case == case, Event.person == person_id)
    return [
        OwnReceipt(event.at, event.deed, event.sequence, _code(event))
        for event in mine.order_by(Event.sequence.desc())
    ]


def last_receipt(case_id: int, person_id: int) -> str:
    """Return the code of the last thing a person did in a case, or ''."""
    mine = '"t1"."case_id"=? AND "t1"."person_id"=? ORDER BY "t1"."sequence" DESC LIMIT 1'
    event = first(Event, mine, case_id, person_id)
    return _code(event) if event else ""


def check_receipt(code: str) -> Receipt | None:
    """Return what a code tells, or None when no line fits it."""
    content = _content(code)
    if content is None:
        return None
    case_id = int.from_bytes(content[:CASE])
    sequence = int.from_bytes(content[CASE : CASE + SEQUENCE])
    event = Event.get_or_none((Event.case == case_id) & (Event.sequence == sequence))
    if event is None or event.hash[:HASH] != content[CASE + SEQUENCE :]:
        return None
    broken = any(number <= sequence for number, _ in broken_links(Case.get_by_id(case_id)))
    return Receipt(event.at, event.deed, not broken, sealed_with(case_id, sequence))


def _code(event: Event) -> str:
    line = event.case_id.to_bytes(CASE) + event.sequence.to_bytes(SEQUENCE)
    number = int.from_bytes(line + event.hash[:HASH])
    signs = "".join(SIGNS[number >> shift & 31] for shift in range(5 * (LENGTH - 1), -1, -5))
    return "-".join(signs[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def _content(code: str) -> bytes | None:
    signs = re.sub(r"[\s-]", "", code.upper()).translate(MISREAD)
    if len(signs) != LENGTH or set(signs) - set(SIGNS):
        return None
    number = 0
    for sign in signs:
        number = number << 5 | SIGNS.index(sign)
    return number.to_bytes(CASE + SEQUENCE + HASH)
