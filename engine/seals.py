"""The daily seal: one root over every history that grew, holding the root before it.

A root kept outside (printed, sent to another office) proves later that nothing sealed was changed,
not even by who governs the database.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from engine.clock import LOCAL, now
from engine.database import locked, to_json, transaction
from engine.jobs import add_job, at_start, handles
from engine.models import ChainHead, Job, Seal
from engine.models.journal import START
from engine.statements import ask, do

CHAIN = "seals"
KEYS = ("seal:a", "seal:b")  # the running one writes down the next under the other key
AT = timedelta(minutes=10)  # after midnight
PAGE = 20_000
NEVER_GIVEN_UP = 2**31 - 1

_GROWN = """
INSERT INTO sealed_heads (seal, case_id, count, head)
SELECT ?, c.id, c.event_count, c.event_head FROM cases c
LEFT JOIN (SELECT case_id, MAX(count) AS count FROM sealed_heads GROUP BY case_id) s
  ON s.case_id = c.id
WHERE c.event_count > COALESCE(s.count, 0)
"""
_HEADS = """
SELECT case_id, count, head FROM sealed_heads WHERE seal=? AND case_id>? ORDER BY case_id LIMIT ?
"""
_EVENTS = """
SELECT COALESCE(SUM(h.count - COALESCE(
  (SELECT MAX(b.count) FROM sealed_heads b WHERE b.case_id = h.case_id AND b.seal < h.seal), 0)), 0)
FROM sealed_heads h WHERE h.seal = ?
"""


def seal() -> Seal:
    """Seal all that was written since the last seal, and return the new one."""
    with transaction():
        last = locked(ChainHead.select().where(ChainHead.name == CHAIN)).get()
        deeds = ChainHead.get(ChainHead.name == "deeds")
        number = last.count + 1
        do(_GROWN, number)
        made = Seal(
            sequence=number,
            at=now(),
            cases=ask("SELECT COUNT(*) FROM sealed_heads WHERE seal=?", number)[0][0],
            events=int(ask(_EVENTS, number)[0][0]),
            deeds=deeds.count,
            deeds_head=bytes(deeds.head),
            previous=bytes(last.head or START),
        )
        made.root = root_of(made, sealed_heads(number))
        made.save(force_insert=True)
        ChainHead.update(count=number, head=made.root).where(ChainHead.name == CHAIN).execute()
    return made


def sealed_heads(number: int) -> Iterable[tuple[int, int, bytes]]:
    """Yield (case, count, head) of a seal, in the order in which they were hashed."""
    case = 0
    while rows := ask(_HEADS, number, case, PAGE):
        yield from rows
        case = rows[-1][0]


def root_of(made: Seal, heads: Iterable[tuple[int, int, bytes]]) -> bytes:
    """Return the root that a seal over these heads has."""
    digest = hashlib.sha256()
    line = (
        made.sequence,
        made.at.isoformat(),
        made.deeds,
        bytes(made.deeds_head).hex(),
        bytes(made.previous).hex(),
    )
    digest.update(to_json(line).encode())
    for case, count, head in heads:
        digest.update(f"\n{case}:{count}:{bytes(head).hex()}".encode())
    return digest.digest()


def seals(limit: int = 60) -> list[Seal]:
    """Return the last seals, the newest first."""
    return list(Seal.select().order_by(Seal.sequence.desc()).limit(limit))


# -- every day ----------------------------------------------------------------------------------


@at_start
def keep_sealing() -> None:
    """Begin to seal every day, if nobody does yet."""
    if not Job.select(Job.id).where(Job.kind == "seal").exists():
        add_job("seal", key=KEYS[0], run_at=next_time(), most_attempts=NEVER_GIVEN_UP)


@handles("seal")
def seal_today(job: Job) -> None:
    """Seal, and again after the next midnight."""
    seal()
    other = KEYS[1] if job.key == KEYS[0] else KEYS[0]
    add_job("seal", key=other, run_at=next_time(), most_attempts=NEVER_GIVEN_UP)


def next_time() -> datetime:
    """Return when the day that has begun is sealed: just after its midnight."""
    here = now().astimezone(LOCAL)
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=1) + AT


def sealed_with(case_id: int, sequence: int) -> Seal | None:
    """Return the first seal under which a line of a case's history lies, or None."""
    rows: Any = ask(
        "SELECT MIN(seal) FROM sealed_heads WHERE case_id=? AND count>=?", case_id, sequence
    )
    number = rows[0][0]
    return Seal.get_by_id(number) if number is not None else None
