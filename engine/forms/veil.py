"""What the server decides for a browser: conditions on data that this person is not shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import Enum
from functools import cached_property, partial
from typing import Any

from engine import clock
from engine.feel import Expression
from engine.forms.agreement import Agreement
from engine.forms.laying import settled_on
from engine.forms.names import Steps
from engine.forms.parts import Group, Part, Question, Rows
from engine.forms.rights import right_to
from engine.forms.settling import Settled


class Left(Enum):
    """What becomes of an expression that the server does not decide."""

    TO_BROWSER = 1
    OPEN = 2
    """It looks at hidden fields and at the person's answers: only the server will know."""


class Veil:
    """The expressions of one form for one person; a hidden field's value never leaves the server.

    What hangs on them or on earlier data alone is decided here and now.
    """

    def __init__(
        self,
        parts: tuple[Part, ...],
        agreement: Agreement,
        access: Mapping[str, str],
        known: Mapping[str, Any],
        now: datetime | None = None,
    ) -> None:
        self.agreement = agreement
        self.needs = dict(_needs(parts, agreement))
        self.hidden = set(_hidden(parts, access))
        self.sure = self._sure(set(_in_rows(parts)))
        self.veiled = self._veiled()
        self._settle = partial(settled_on, parts, {}, known, access, {}, now or clock.now())

    def decided(self, expression: Expression, around: Steps) -> Any:
        """Return what an expression gives for this person whatever they answer, else a Left."""
        read = self.agreement.reads(expression, around)
        if read and read.isdisjoint(self.veiled):
            return Left.TO_BROWSER
        return self.settled.value_of(expression, around) if read <= self.sure else Left.OPEN

    @cached_property
    def settled(self) -> Settled:
        """The form with nothing answered: what nobody's answers can change stands in it."""
        return self._settle()

    def _sure(self, in_rows: set[Question]) -> set[Question]:
        """Return what no answer of this person can change."""
        may = {one for one in self.needs if one in self.hidden or one.compute} - in_rows
        while moved := {one for one in may if any(not read <= may for read in self.needs[one])}:
            may -= moved
        return may

    def _veiled(self) -> set[Question]:
        """Return the hidden fields and those whose meaning hangs on them and on answers."""
        veiled = set(self.hidden)
        while found := {one for one in self.needs.keys() - veiled if self._hangs(one, veiled)}:
            veiled |= found
        return veiled

    def _hangs(self, question: Question, veiled: set[Question]) -> bool:
        """Tell whether a browser cannot know what a field means; one it computes needs all."""
        read = [one for one in self.needs[question] if one & veiled]
        return bool(read) and (
            question.compute is not None or any(not r <= self.sure for r in read)
        )


def _needs(
    parts: tuple[Part, ...],
    agreement: Agreement,
    outer: tuple[set[Question], ...] = (),
    around: Steps = (),
) -> Iterator[tuple[Question, list[set[Question]]]]:
    """Yield each question with what is read by each expression that decides what it means."""
    for part in parts:
        found = (*outer, agreement.reads(part.hide, around)) if part.hide else outer
        if isinstance(part, Group):
            yield from _needs(part.parts, agreement, found, (*around, *part.steps))
        elif isinstance(part, Question):
            settling = (agreement.reads(one, around) for one in part.settling)
            yield part, [read - {part} for read in (*found, *settling)]


def _hidden(
    parts: tuple[Part, ...], access: Mapping[str, str], path: Steps = (), around: str = "write"
) -> Iterator[Question]:
    for part in parts:
        here = (*path, *part.steps)
        right = right_to(here, access, around)
        if isinstance(part, Group):
            yield from _hidden(part.parts, access, here, right)
        elif isinstance(part, Question) and right == "hidden":
            yield part


def _in_rows(parts: tuple[Part, ...], inside: bool = False) -> Iterator[Question]:
    for part in parts:
        if isinstance(part, Group):
            yield from _in_rows(part.parts, inside or isinstance(part, Rows))
        elif isinstance(part, Question) and inside:
            yield part
