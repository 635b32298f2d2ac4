"""Which fields wait for each other without end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.feel import Expression
from engine.forms.names import Names, Steps, names_of, read_by
from engine.forms.parts import Group, Part, Question

Needs = dict[Question, set[Question]]


def circles(parts: tuple[Part, ...]) -> list[list[str]]:
    """Return the names of fields whose conditions or expressions depend on each other in a ring."""
    gathering = _Gathering(names_of(parts))
    gathering.level(parts, (), ())
    ring = _ring(gathering.needs)
    return [[gathering.paths[one] for one in ring]] if ring else []


class _Gathering:
    """What each field looks at; what hides a group or list hides all that is in it."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.needs: Needs = {}
        self.paths: dict[Question, str] = {}

    def level(self, parts: tuple[Part, ...], around: Steps, outer: tuple[Question, ...]) -> None:
        for part in parts:
            hiding = tuple(self._read(part.hide, around)) if part.hide else ()
            if isinstance(part, Group):
                self.level(part.parts, (*around, *part.steps), (*outer, *hiding))
            elif isinstance(part, Question):
                # an own answer is looked at as if it were shown, which settles at once
                wanted = {*outer, *(one for one in hiding if one is not part)}
                settling = (found for one in part.settling for found in self._read(one, around))
                self.needs[part] = {*wanted, *settling}
                self.paths[part] = ".".join((*around, *part.steps))

    def _read(self, expression: Expression, around: Steps) -> Iterator[Question]:
        return read_by(expression.tree, self.names, around)


def _ring(needs: Mapping[Question, set[Question]]) -> list[Question]:
    """Return what is left when all that depends on nothing left is taken away, again and again."""
    left = dict(needs)
    while free := [one for one, wanted in left.items() if wanted.isdisjoint(left)]:
        for one in free:
            del left[one]
    return [one for one in left if any(one in wanted for wanted in left.values())]
