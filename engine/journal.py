"""What happened in a case, each line chained to the one before."""

from __future__ import annotations

import hashlib
import secrets
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.clock import now
from engine.database import from_json, stored_instant, to_json
from engine.models import Case, Event, EventValues, Person
from engine.models.journal import START
from engine.sensitive import keep, kept, tampered
from engine.statements import insert

SALT = 12  # bytes: more than anybody can try out for one value
APART = "event"  # the place of values that are kept encrypted
LONG = 300  # bytes of JSON from which packing pays


@dataclass(frozen=True)
class Line:
    """One event as people read it; `values` is None once a duty to delete has erased them."""

    sequence: int
    at: datetime
    person: Person | None
    deed: str
    element: str
    values: dict[str, Any] | None
    secret: bool = False  # something sensitive is among the values


class Chain:
    """The events that one change adds to a case, hashed in their order and stored at once."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.rows: list[tuple[Any, ...]] = []
        self.values: list[tuple[Any, ...]] = []
        self.secret: dict[int, bytes] = {}  # sequence → salt and values, to be encrypted

    def add(
        self,
        deed: str,
        by: int | None,
        element: str,
        values: Mapping[str, Any],
        *,
        secret: bool = False,
    ) -> None:
        """Add one line: what was done, by whom (a person's id), at which element, with what.

        Values are `secret` when something sensitive is among them; they are stored encrypted.
        """
        case = self.case
        case.event_count += 1
        salt = secrets.token_bytes(SALT) if values else b""
        text = to_json(values).encode()
        event = Event(
            case=case.id,
            sequence=case.event_count,
            at=now(),
            person=by,
            deed=deed,
            element=element,
            values_hash=hash_of_values(salt, text),
            previous=bytes(case.event_head or START),
        )
        case.event_head = event.hash
        self.rows.append(
            (
                case.id,
                case.event_count,
                stored_instant(event.at),
                by,
                deed,
                element,
                event.values_hash,
                event.previous,
            )
        )
        if values and secret:
            self.secret[case.event_count] = salt + text
        elif values:
            self.values.append((case.id, case.event_count, salt, _packed(text)))

    def store(self) -> None:
        """Write the new lines: two statements, however many there are."""
        if self.rows:
            insert(
                "INSERT INTO events (case_id, sequence, at, person_id, deed, element, values_hash,"
                " previous)",
                self.rows,
            )
        if self.values:
            insert('INSERT INTO event_values (case_id, sequence, salt, "values")', self.values)
        keep(APART, self.case.id, self.secret, self.case.id)
        self.rows, self.values, self.secret = [], [], {}


def hash_of_values(salt: bytes, text: bytes) -> bytes:
    return hashlib.sha256(salt.hex().encode() + b"\n" + text).digest()


NOTHING = hash_of_values(b"", b"{}")  # an event without values, which keeps none


def _packed(text: bytes) -> bytes:
    return zlib.compress(text, 1) if len(text) >= LONG else text


def _unpacked(stored: EventValues) -> bytes:
    text = bytes(stored.values)
    return text if text.startswith(b"{") else zlib.decompress(text)


def plain_values(case_id: int) -> dict[int, tuple[bytes, bytes]]:
    """Return salt and values of the events that nothing sensitive is in, by sequence."""
    rows = EventValues.select().where(EventValues.case == case_id)
    return {row.sequence: (bytes(row.salt), _unpacked(row)) for row in rows}


def history(case: Case) -> list[Line]:
    """Return what happened in a case, oldest first."""
    rows = (
        Event.select(Event, Person)
        .join(Person, "LEFT OUTER JOIN")
        .where(Event.case == case)
        .order_by(Event.sequence)
    )
    open_to_all = EventValues.select().where(EventValues.case == case)
    texts = {row.sequence: _unpacked(row) for row in open_to_all}
    events = list(rows)
    secret = _secret_texts(case) if any(_wants(row, texts) for row in events) else {}
    return [
        Line(
            row.sequence,
            row.at,
            row.person if row.person_id else None,
            row.deed,
            row.element,
            _values(row, {**texts, **secret}),
            row.sequence in secret,
        )
        for row in events
    ]


def _wants(event: Event, texts: Mapping[int, Any]) -> bool:
    """Were the values of an event kept encrypted, or erased?"""
    return event.sequence not in texts and bytes(event.values_hash) != NOTHING


def _secret_texts(case: Case) -> dict[int, bytes]:
    """Return the values that are kept encrypted and whose key is at hand, by sequence."""
    found = kept(APART, case.id)
    return {sequence: plain[SALT:] for sequence, plain in found.items() if plain is not None}


def _values(event: Event, texts: Mapping[int, bytes]) -> dict[str, Any] | None:
    if event.sequence not in texts:
        return {} if bytes(event.values_hash) == NOTHING else None
    values: dict[str, Any] = from_json(texts[event.sequence])
    return values


def broken_links(case: Case) -> Iterator[tuple[int, str]]:
    """Yield (sequence, what is wrong) for every event of a case that does not fit its chain."""
    stored = {row.sequence: row for row in EventValues.select().where(EventValues.case == case)}
    expected, before = 1, START
    secret: dict[int, bytes | None] | None = None
    for event in Event.select().where(Event.case == case).order_by(Event.sequence):
        if _wants(event, stored) and secret is None:
            secret = secret_values(case.id)
        if event.sequence != expected:
            yield expected, "missing"
        if bytes(event.previous) != before:
            yield event.sequence, "previous"  # what it holds of the event before is not so
        hidden = (secret or {}).get(event.sequence)
        if not (_has_its_values(event, stored.get(event.sequence)) and _fits(event, hidden)):
            yield event.sequence, "values"
        before, expected = event.hash, event.sequence + 1
    if expected - 1 != case.event_count or before != bytes(case.event_head or START):
        yield expected, "head"


def secret_values(case_id: int) -> dict[int, bytes | None]:
    """Return salt and values kept encrypted, by sequence; what was tampered with fits no hash."""
    return {**kept(APART, case_id), **dict.fromkeys(tampered(APART, case_id), b"")}


def _fits(event: Event, hidden: bytes | None) -> bool:
    """Are these decrypted values those that an event was hashed with?"""
    if hidden is None:
        return True
    return hash_of_values(hidden[:SALT], hidden[SALT:]) == bytes(event.values_hash)


def _has_its_values(event: Event, kept: EventValues | None) -> bool:
    """Are the values that an event keeps those it was hashed with? Erased ones are."""
    if kept is None:
        return True
    try:
        text = _unpacked(kept)
    except zlib.error:
        return False
    return hash_of_values(bytes(kept.salt), text) == bytes(event.values_hash)
