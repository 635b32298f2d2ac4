"""Which fields count in one submission: conditions and computed values, settled together.

A condition may look at a field that another condition hides, and at a computed field that looks
at both. A hidden field counts as null, so all of them are evaluated again until nothing changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from engine.feel import Expression, FeelLimit
from engine.forms.kinds import Option, Options, Unread, is_blank
from engine.forms.names import Names, level
from engine.forms.parts import Part, Question, Rows
from engine.forms.paths import Path, copied, dig, dotted, fields_of, outside, put
from engine.text import Text

_ABSENT = object()


@dataclass(frozen=True)
class Gate:
    """A condition at one place: when it gives true, what lies behind it does not count."""

    part: Part
    around: Path


@dataclass
class Place:
    """A question at one place of the data, with what was sent there and what it means."""

    question: Question
    path: Path
    around: Path
    """The path of the object its answer lies in, as FEEL's `this`."""
    gates: tuple[Gate, ...]
    access: str
    sent: Any = None
    known: Any = None
    value: Any = None
    """What it means: the answer, or the server's own value where people may not write."""
    problem: Text | None = None
    """Why what was sent could not be read."""
    writable: bool = True

    @property
    def name(self) -> str:
        return dotted(self.path)

    @property
    def seen(self) -> Any:
        """What conditions see of it: an answer left blank is what the kind means by open."""
        return self.question.kind.empty() if is_blank(self.value) else self.value


@dataclass
class ListPlace:
    """A list at one place: how many rows were sent, and the rows that count."""

    rows: Rows
    path: Path
    gates: tuple[Gate, ...]
    access: str
    count: int
    """The rows that were sent."""
    laid: int
    """The rows that count: not more than the list may have, and as many as a fixed one has."""
    known: Any = None

    @property
    def name(self) -> str:
        return dotted(self.path)


@dataclass
class Settled:
    """A submission laid out on its form; after `settle`, what counts and what it computes."""

    known: Mapping[str, Any]
    names: Mapping[str, Any]
    now: datetime
    places: list[Place] = field(default_factory=list)
    lists: list[ListPlace] = field(default_factory=list)
    closed: frozenset[Gate] = frozenset()
    answers: dict[Gate, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    asked: Names = field(default_factory=Names)
    """The form's own names, which win over other data of the same name."""

    def counts(self, place: Place | ListPlace) -> bool:
        """Tell whether no condition hides it."""
        return self.closed.isdisjoint(place.gates)

    def value_of(
        self, expression: Expression, around: Path, own: Mapping[str, Any] | None = None
    ) -> Any:
        """Evaluate FEEL where a question stands; names of rows and groups win over outer ones."""
        scope = dict(own or {})
        for name in expression.names - scope.keys():
            value = self._named(name, around)
            if value is not _ABSENT:
                scope[name] = value
        try:
            return expression.evaluate(scope, now=self.now)
        except FeelLimit:
            return None

    def _named(self, name: str, around: Path) -> Any:
        """Return what a name means at a place; a name of nothing may be one of FEEL's own."""
        if name in self.names:
            return self.names[name]
        if name == "this":
            return dig(self.data, around)
        if name == "parent":
            return dig(self.data, outside(around))
        if name == "i":
            return [step + 1 for step in around if isinstance(step, int)]
        levels = [around[:depth] for depth in range(len(around), -1, -1)]
        for path in levels:
            here = dig(self.data, path)
            if name in level(self.asked, fields_of(path)) and isinstance(here, Mapping):
                return here.get(name)
        for path in levels:
            here = dig(self.data, path)
            if isinstance(here, Mapping) and name in here:
                return here[name]
        return _ABSENT

    def options_of(self, place: Place) -> Options:
        """Return what a question lets choose, in this submission."""
        found = place.question.options_from
        if found is None:
            return place.question.options
        values = self.value_of(found, place.around) if isinstance(found, Expression) else None
        if not isinstance(found, Expression):
            values = dig(self.known, found)
        return options_from(values)

    def settle(self) -> None:
        """Evaluate conditions, rights and computed fields until nothing changes."""
        gates = {gate for place in self.places for gate in place.gates}
        gates |= {gate for rows in self.lists for gate in rows.gates}
        moving = [place for place in self.places if place.question.moves]
        for place in self.places:
            self._read(place)
        for _ in range(len(gates) + len(moving) + 2):
            self.data = self._laid_out()
            before = (self.closed, [(place.value, place.problem) for place in moving])
            for place in moving:
                self._read(place)
            self.answers = self._own_answers()
            self.closed = frozenset(gate for gate in gates if self._hides(gate))
            if before == (self.closed, [(place.value, place.problem) for place in moving]):
                return
        raise ValueError("the conditions of this form never settle")

    def _hides(self, gate: Gate) -> bool:
        """Evaluate a condition, which sees its own field's answer as if that were shown."""
        if gate.part.hide is None:
            return False
        own = {gate.part.steps[0]: self.answers[gate]} if gate in self.answers else {}
        return self.value_of(gate.part.hide, gate.around, own) is True

    def _read(self, place: Place) -> None:
        """Find out what a place means: computed, the server's own, or what was sent."""
        question = place.question
        place.problem, place.writable = (
            None,
            place.access == "write" and not self._is_readonly(place),
        )
        if question.compute is not None:
            place.value = self.value_of(question.compute, place.around)
        elif not place.writable or question.kind.source != "sent":
            place.value = place.known
        else:
            self._take(place)

    def _own_answers(self) -> dict[Gate, Any]:
        """Return the answers of those fields whose own condition looks at them."""
        return {
            gate: place.seen
            for place in self.places
            for gate in place.gates[-1:]
            if gate.part is place.question and len(place.question.steps) == 1
        }

    def _is_readonly(self, place: Place) -> bool:
        found = place.question.readonly
        return found if isinstance(found, bool) else self.value_of(found, place.around) is True

    def _take(self, place: Place) -> None:
        place.value = place.question.kind.empty()
        if is_blank(place.sent):
            return
        try:
            place.value = place.question.kind.read(place.sent, self.options_of(place))
        except Unread as unread:
            place.problem = unread.text

    def _laid_out(self) -> dict[str, Any]:
        """Return the data as conditions see it: what counts, else null, over what was known."""
        data: dict[str, Any] = copied(self.known)
        for rows in self.lists:
            if rows.access == "write" and self.counts(rows):
                put(data, rows.path, [{} for _ in range(rows.laid)])
            elif not self.counts(rows) or not isinstance(rows.known, list):
                put(data, rows.path, [])
        for place in self.places:
            put(data, place.path, place.seen if self.counts(place) else None)
        return data


def options_from(values: Any) -> Options:
    """Return options of what FEEL or the data gave: values, or contexts of value and label."""
    rows = values if isinstance(values, list | tuple) else []
    found = [row if isinstance(row, Mapping) else {"value": row, "label": row} for row in rows]
    return tuple(
        Option(row.get("value"), Text(str(row.get("label", row.get("value")))))
        for row in found
        if isinstance(row.get("value"), str | int | float | Decimal)
    )
