"""Where a submission's answers lie on its form: place by place, row by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.forms.names import names_of
from engine.forms.parts import Group, Part, Question, Rows
from engine.forms.paths import Path, dig
from engine.forms.rights import right_to
from engine.forms.settling import Gate, ListPlace, Place, Settled
from engine.forms.words import TOO_MUCH

MOST_PLACES = 3_000


class TooMuch(ValueError):
    """More was sent than a form of this size can ask."""


def settled_on(
    parts: tuple[Part, ...],
    sent: Mapping[str, Any],
    known: Mapping[str, Any],
    access: Mapping[str, str],
    names: Mapping[str, Any],
    now: datetime,
) -> Settled:
    """Return a submission laid out on its form, with what counts settled. Raises TooMuch."""
    settled = Settled(known, names, now, asked=names_of(parts))
    _lay(parts, sent, settled, access, _Around())
    settled.settle()
    return settled


@dataclass(frozen=True)
class _Around:
    path: Path = ()
    gates: tuple[Gate, ...] = ()
    access: str = "write"


def _lay(
    parts: tuple[Part, ...],
    sent: Mapping[str, Any],
    settled: Settled,
    access: Mapping[str, str],
    around: _Around,
) -> None:
    for part in parts:
        path = (*around.path, *part.steps)
        gates = around.gates
        if part.hide is not None:
            gates = (*gates, Gate(part, around.path))
        right = right_to(path, access, around.access)
        inner = _Around(path, gates, right)
        if isinstance(part, Rows):
            _lay_rows(part, dig(sent, part.steps), settled, access, inner)
        elif isinstance(part, Group):
            below = dig(sent, part.steps)
            _lay(part.parts, below if isinstance(below, Mapping) else {}, settled, access, inner)
        elif isinstance(part, Question):
            _lay_question(part, dig(sent, part.steps), settled, around.path, inner)


def _lay_question(
    question: Question, sent: Any, settled: Settled, around: Path, at: _Around
) -> None:
    if len(settled.places) >= MOST_PLACES:
        raise TooMuch(TOO_MUCH.say("en"))
    known = dig(settled.known, at.path)
    place = Place(question, at.path, around, at.gates, at.access, sent, known)
    settled.places.append(place)


def _lay_rows(
    rows: Rows, sent: Any, settled: Settled, access: Mapping[str, str], at: _Around
) -> None:
    """Lay a list out row by row; of a list that may not be written, the server's rows count."""
    given = sent if isinstance(sent, list) else []
    known = dig(settled.known, at.path)
    laid = rows.most if rows.fixed else min(len(given), rows.most)
    settled.lists.append(ListPlace(rows, at.path, at.gates, at.access, len(given), laid, known))
    if at.access != "write":
        return
    for number in range(laid):
        row = given[number] if number < len(given) else {}
        inner = _Around((*at.path, number), at.gates, at.access)
        _lay(rows.parts, row if isinstance(row, Mapping) else {}, settled, access, inner)
