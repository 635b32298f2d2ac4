"""What a name means where a question stands: the nearest field of that name, from inside out."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from engine.feel.builtins import BUILTINS
from engine.feel.tree import Call, Name, NamedCall, Node, Path
from engine.forms.parts import Group, Part, Question, Rows

Steps = tuple[str, ...]


class Names(dict[str, "Question | Names"]):
    """The fields of a form, group or row by name; `rows` is the list they are asked in."""

    rows: Rows | None = None


@lru_cache(maxsize=256)
def names_of(parts: tuple[Part, ...]) -> Names:
    """Return the names of all fields of a form, as they lie in its data."""
    names = Names()
    _name(parts, names)
    return names


def _name(parts: tuple[Part, ...], names: Names) -> None:
    for part in parts:
        if isinstance(part, Question):
            _below(names, part.steps[:-1])[part.steps[-1]] = part
        elif isinstance(part, Group):
            inner = _below(names, part.steps)
            if isinstance(part, Rows):
                inner.rows = part
            _name(part.parts, inner)


def _below(names: Names, steps: Steps) -> Names:
    for step in steps:
        found = names.get(step)
        if not isinstance(found, Names):
            found = names[step] = Names()
        names = found
    return names


def level(names: Names, steps: Steps) -> Names:
    """Return the names inside a group or row."""
    for step in steps:
        found = names.get(step)
        names = found if isinstance(found, Names) else Names()
    return names


def levels(names: Names, steps: Steps) -> Iterator[Names]:
    """Yield what stands around a place, from inside out."""
    for depth in range(len(steps), -1, -1):
        yield level(names, steps[:depth])


def find(names: Names, steps: Steps, around: Steps) -> Question | Names | None:
    """Return what a dotted name means at a place: a field, the fields of a group or list, or None.

    What follows a field's own name looks into its value.
    """
    first, *rest = steps
    found: Question | Names | None
    if first in ("this", "parent"):
        found = level(names, around if first == "this" else around[:-1])
    else:
        found = next((one[first] for one in levels(names, around) if first in one), None)
    for step in rest:
        found = found.get(step) if isinstance(found, Names) else found
    return found


def read_by(tree: Node, names: Names, around: Steps) -> Iterator[Question]:
    """Yield the questions that an expression at a place looks at."""
    for steps in _references(tree):
        yield from _below_all(find(names, steps, around))


def _references(node: Node) -> Iterator[Steps]:
    """Yield the names in a tree, each with what follows it by dots."""
    steps: list[str] = []
    at = node
    while isinstance(at, Path):
        steps.append(at.name)
        at = at.of
    if isinstance(at, Name):
        yield (at.name, *reversed(steps))
        return
    called = at.function if isinstance(at, Call | NamedCall) else None
    for part in at.parts():
        if part is not called or not isinstance(part, Name) or part.name not in BUILTINS:
            yield from _references(part)


def _below_all(found: Question | Names | None) -> Iterator[Question]:
    if isinstance(found, Question):
        yield found
    elif found is not None:
        for one in found.values():
            yield from _below_all(one)
