"""Is every chain whole? A walk over all of them in their stored order, with constant memory."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, groupby, takewhile
from operator import itemgetter
from typing import Any

import msgspec

from engine.database import locked, transaction
from engine.journal import NOTHING, SALT, hash_of_values, secret_values
from engine.models import Case, ChainHead, Deed, DeedValues, Erasure, Seal
from engine.models.journal import START
from engine.seals import root_of, sealed_heads
from engine.statements import ask

PAGE = 20_000
Progress = Callable[[int, int], None]  # how many lines of how many were looked at

_EVENTS = """
SELECT e.case_id, e.sequence, e.at, e.person_id, e.deed, e.element, e.values_hash, e.previous,
  v.salt, v."values"
FROM events e LEFT JOIN event_values v ON v.case_id = e.case_id AND v.sequence = e.sequence
WHERE (e.case_id, e.sequence) > (?, ?) ORDER BY e.case_id, e.sequence LIMIT ?
"""
_CASES = """
SELECT id, number, event_count, event_head FROM cases WHERE id > ? ORDER BY id LIMIT ?
"""
_SEALED = """
SELECT case_id, seal, count, head FROM sealed_heads
WHERE (case_id, seal) > (?, ?) AND seal <= ? ORDER BY case_id, seal LIMIT ?
"""


@dataclass(frozen=True)
class Broken:
    """The first broken link of one chain: of a case (its number), of the house, of the seals.

    `what` is missing, previous, values, erased (without a note), head, or sealed.
    """

    chain: str
    sequence: int
    what: str


def broken_chains(progress: Progress = lambda done, total: None) -> Iterator[Broken]:
    """Yield the first broken link of every chain that is not whole.

    What changes meanwhile is no break: a history that does not fit is read once more by itself.
    """
    newest = int(ask("SELECT count FROM chain_heads WHERE name='seals'")[0][0])
    yield from _broken_cases(newest, progress)
    yield from _broken_deeds()
    yield from _broken_seals(newest)


# -- cases --------------------------------------------------------------------------------------


def _broken_cases(newest: int, progress: Progress) -> Iterator[Broken]:
    total = int(ask("SELECT COALESCE(SUM(event_count), 0) FROM cases")[0][0])
    events = _Groups(_paged(_EVENTS, (0, 0)))
    sealed = _Groups(_paged(_SEALED, (0, 0), newest))
    done = 0
    for case, number, count, head in _paged(_CASES, (0,)):
        for orphan in events.before(case):
            yield Broken(f"#{orphan}", 1, "missing")
        lines = events.of(case)
        heads = sealed.of(case)
        wrong = _first_wrong(lines, count, bytes(head or START), heads)
        if wrong and (again := _read_again(case, heads)):
            yield Broken(number, *again)
        done += len(lines)
        progress(done, max(total, done))
    for orphan in chain(events.before(None), sealed.before(None)):
        yield Broken(f"#{orphan}", 1, "missing")


class _Groups:
    """Rows in the order of their first column, taken group by group."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self._groups = groupby(rows, key=itemgetter(0))
        self._next: tuple[int, list[tuple[Any, ...]]] | None = None
        self._step()

    def _step(self) -> None:
        found = next(self._groups, None)
        self._next = (found[0], list(found[1])) if found else None

    def before(self, key: int | None) -> Iterator[int]:
        """Yield the groups that come before a key (None: all that are left): nobody's."""
        while self._next and (key is None or self._next[0] < key):
            yield self._next[0]
            self._step()

    def of(self, key: int) -> list[tuple[Any, ...]]:
        """Return the rows of a key."""
        if self._next is None or self._next[0] != key:
            return []
        rows = self._next[1]
        self._step()
        return rows


def _paged(sql: str, start: tuple[int, ...], *more: Any) -> Iterator[tuple[Any, ...]]:
    """Yield all rows of a statement that goes on after the key (first columns) of the last row."""
    last: tuple[Any, ...] = start
    while rows := ask(sql, *last, *more, PAGE):
        yield from rows
        if len(rows) < PAGE:
            return
        last = rows[-1][: len(start)]


_encode = msgspec.json.Encoder().encode
_sha256 = hashlib.sha256


def _first_wrong(
    lines: list[tuple[Any, ...]], count: int, head: bytes, heads: list[tuple[Any, ...]]
) -> tuple[int, str] | None:
    """Return the first line that does not fit, and what of it, or None for a whole history."""
    wanted = {sealed: bytes(then) for _, _, sealed, then in heads}
    before, expected = START, 1
    apart: _Apart | None = None
    for case, sequence, at, person, deed, element, hashed, previous, salt, values in lines:
        hashed, previous = bytes(hashed), bytes(previous)
        if sequence != expected:
            return expected, "missing"
        if previous != before:
            return sequence, "previous"
        if values is None:
            if hashed != NOTHING:
                apart = apart or _Apart(case)
                if (wrong := apart.wrong(sequence, hashed)) is not None:
                    return sequence, wrong
        elif not _are_hashed(bytes(salt), bytes(values), hashed):
            return sequence, "values"
        line = (case, sequence, _said(at), person, deed, element, hashed.hex(), previous.hex())
        before = _sha256(_encode(line)).digest()
        if sequence in wanted and wanted.pop(sequence) != before:
            return sequence, "sealed"
        expected += 1
    if wanted:
        return min(wanted), "sealed"
    if expected - 1 != count or before != head:
        return expected, "head"
    return None


def _said(at: Any) -> str:
    """Return an instant as it was hashed, from what the database keeps."""
    text = at.isoformat() if isinstance(at, datetime) else at.replace(" ", "T")
    return f"{text.removesuffix('.000000')}+00:00"


def _are_hashed(salt: bytes, stored: bytes, hashed: bytes) -> bool:
    try:
        text = stored if stored.startswith(b"{") else zlib.decompress(stored)
    except zlib.error:
        return False
    return _sha256(salt.hex().encode() + b"\n" + text).digest() == hashed


class _Apart:
    """The values of a case's lines that do not lie beside them: encrypted, or erased by duty."""

    def __init__(self, case: int) -> None:
        notes = Erasure.select(Erasure.sequence).where(Erasure.case == case)
        self.erased = {row.sequence for row in notes}
        self.secret = secret_values(case)

    def wrong(self, sequence: int, hashed: bytes) -> str | None:
        """Return what is wrong with a line's values, None when they are accounted for.

        What cannot be decrypted, for want of its key, counts as what it says to be.
        """
        if sequence not in self.secret:
            return None if sequence in self.erased else "erased"
        hidden = self.secret[sequence]
        if hidden is None or hash_of_values(hidden[:SALT], hidden[SALT:]) == hashed:
            return None
        return "values"


def _read_again(case: int, heads: list[tuple[Any, ...]]) -> tuple[int, str] | None:
    """Look at one history under its case's lock, so that nothing changes while it is read."""
    with transaction():
        row = locked(Case.select().where(Case.id == case)).get()
        rows = _paged(_EVENTS, (case, 0))
        lines = list(takewhile(lambda line: line[0] == case, rows))
        return _first_wrong(lines, row.event_count, bytes(row.event_head or START), heads)


# -- the house ----------------------------------------------------------------------------------


def _broken_deeds() -> Iterator[Broken]:
    head = ChainHead.get(ChainHead.name == "deeds")  # what comes later is looked at another time
    wrong = _first_wrong_deed(head.count, bytes(head.head or START)) or _uncounted_deed()
    if wrong:
        yield Broken("deeds", *wrong)


def _first_wrong_deed(count: int, head: bytes) -> tuple[int, str] | None:
    notes = Erasure.select(Erasure.sequence).where(Erasure.case.is_null())
    erased = {row.sequence for row in notes}
    seals = Seal.select().where(Seal.deeds.between(1, count))
    sealed = {row.deeds: bytes(row.deeds_head) for row in seals}
    before, expected = START, 1
    for line, kept in _deeds(count):
        if line.sequence != expected:
            return expected, "missing"
        if bytes(line.previous) != before:
            return line.sequence, "previous"
        hashed = bytes(line.values_hash)
        if kept is None and hashed != NOTHING and line.sequence not in erased:
            return line.sequence, "erased"
        if kept and not _are_hashed(bytes(kept.salt), bytes(kept.values), hashed):
            return line.sequence, "values"
        before, expected = line.hash, expected + 1
        if sealed.pop(line.sequence, before) != before:
            return line.sequence, "sealed"
    if expected - 1 != count or before != head:
        return expected, "head"
    return None


def _uncounted_deed() -> tuple[int, str] | None:
    """Return a line beyond those that the chain's head counts: nobody of ours added it."""
    with transaction():
        head = locked(ChainHead.select().where(ChainHead.name == "deeds")).get()
        beyond = Deed.select().where(Deed.sequence > head.count).order_by(Deed.sequence).first()
    return (beyond.sequence, "head") if beyond else None


def _deeds(count: int) -> Iterator[tuple[Deed, DeedValues | None]]:
    last = 0
    while True:
        between = (Deed.sequence > last) & (Deed.sequence <= count)
        page = list(Deed.select().where(between).order_by(Deed.sequence).limit(PAGE))
        if not page:
            return
        here = DeedValues.sequence.between(page[0].sequence, page[-1].sequence)
        kept = {row.sequence: row for row in DeedValues.select().where(here)}
        for line in page:
            yield line, kept.get(line.sequence)
        last = page[-1].sequence


# -- seals --------------------------------------------------------------------------------------


def _broken_seals(newest: int) -> Iterator[Broken]:
    before, expected = START, 1
    for seal in Seal.select().where(Seal.sequence <= newest).order_by(Seal.sequence):
        if seal.sequence != expected:
            yield Broken("seals", expected, "missing")
            return
        if bytes(seal.previous) != before:
            yield Broken("seals", seal.sequence, "previous")
            return
        if root_of(seal, sealed_heads(seal.sequence)) != bytes(seal.root):
            yield Broken("seals", seal.sequence, "sealed")
            return
        before, expected = bytes(seal.root), expected + 1
    head = ChainHead.get(ChainHead.name == "seals")
    if head.count == newest and (expected - 1 != newest or before != bytes(head.head or START)):
        yield Broken("seals", expected, "head")


def is_root(root: str) -> bool:
    """Is a root that was kept outside one of the seals'?"""
    return any(bytes(row.root).hex() == root.strip().lower() for row in Seal.select(Seal.root))
