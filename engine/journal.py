"""What happened in a case, each line chained to the one before."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.clock import now
from engine.database import from_json, stored_instant, to_json
from engine.models import Case, Event, EventValues, Person
from engine.statements import insert

START = "0" * 64  # what the first event of a case holds as the hash before it


@dataclass(frozen=True)
class Line:
    """One event as people read it; `values` is None once a duty to delete has erased them."""

    sequence: int
    at: datetime
    person: Person | None
    deed: str
    element: str
    values: dict[str, Any] | None


class Chain:
    """The events that one change adds to a case, hashed in their order and stored at once."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.rows: list[tuple[Any, ...]] = []
        self.values: list[tuple[Any, ...]] = []

    def add(self, deed: str, by: int | None, element: str, values: Mapping[str, Any]) -> None:
        """Add one line: what was done, by whom (a person's id), at which element, with what."""
        case = self.case
        case.event_count += 1
        at, salt, text = now(), secrets.token_hex(16), to_json(values)
        values_hash = hash_of_values(salt, text)
        previous = case.event_head or START
        case.event_head = hash_of_event(
            case.id, case.event_count, at, by, deed, element, values_hash, previous
        )
        self.rows.append(
            (
                case.id,
                case.event_count,
                stored_instant(at),
                by,
                deed,
                element,
                values_hash,
                previous,
                case.event_head,
            )
        )
        self.values.append((case.id, case.event_count, salt, text))

    def store(self) -> None:
        """Write the new lines: two statements, however many there are."""
        if not self.rows:
            return
        insert(
            "INSERT INTO events (case_id, sequence, at, person_id, deed, element, values_hash,"
            " previous, hash)",
            self.rows,
        )
        insert('INSERT INTO event_values (case_id, sequence, salt, "values")', self.values)
        self.rows, self.values = [], []


def hash_of_values(salt: str, text: str) -> str:
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


def hash_of_event(
    case: int,
    sequence: int,
    at: datetime,
    person: int | None,
    deed: str,
    element: str,
    values_hash: str,
    previous: str,
) -> str:
    """Return an event's hash: over all of it and the one before, of its values only their hash."""
    line = [case, sequence, at.isoformat(), person, deed, element, values_hash, previous]
    return hashlib.sha256(to_json(line).encode()).hexdigest()


def history(case: Case) -> list[Line]:
    """Return what happened in a case, oldest first."""
    rows = (
        Event.select(Event, Person)
        .join(Person, "LEFT OUTER JOIN")
        .where(Event.case == case)
        .order_by(Event.sequence)
    )
    kept = EventValues.select().where(EventValues.case == case)
    texts = {row.sequence: row.values for row in kept}
    return [
        Line(
            row.sequence,
            row.at,
            row.person if row.person_id else None,
            row.deed,
            row.element,
            from_json(texts[row.sequence]) if row.sequence in texts else None,
        )
        for row in rows
    ]


def broken_links(case: Case) -> Iterator[tuple[int, str]]:
    """Yield (sequence, what is wrong) for every event of a case that does not fit its chain."""
    previous, expected = START, 1
    stored = {row.sequence: row for row in EventValues.select().where(EventValues.case == case)}
    for event in Event.select().where(Event.case == case).order_by(Event.sequence):
        if event.sequence != expected:
            yield expected, "missing"
            expected = event.sequence
        if event.previous != previous:
            yield event.sequence, "previous"
        values = stored.get(event.sequence)
        if values is not None and hash_of_values(values.salt, values.values) != event.values_hash:
            yield event.sequence, "values"
        if event.hash != hash_of_event(
            case.id,
            event.sequence,
            event.at,
            event.person_id,
            event.deed,
            event.element,
            event.values_hash,
            event.previous,
        ):
            yield event.sequence, "hash"
        previous, expected = event.hash, expected + 1
    if expected - 1 != case.event_count or previous != (case.event_head or START):
        yield expected, "head"


def broken_histories() -> Iterator[tuple[Case, int, str]]:
    """Yield (case, sequence, what is wrong) for every broken link in any case's history."""
    columns = (Case.id, Case.number, Case.event_count, Case.event_head)
    for case in Case.select(*columns).order_by(Case.id):
        for sequence, what in broken_links(case):
            yield case, sequence, what
