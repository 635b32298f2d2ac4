"""What is known of the answers to a form before anybody gives them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.feel.static import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    NUMBER,
    STRING,
    TIME,
    Known,
    context,
    list_of,
    one_of,
)
from engine.forms.parts import Group, Part, Question, Rows

PERSON = context({"id": ANY, "name": STRING})
FILE = context({"id": ANY, "name": STRING, "type": STRING, "size": NUMBER, "sha256": STRING})
PLACE = context({"place": STRING, "point": list_of(NUMBER)})
_KINDS: dict[str, Known] = {
    "textfield": STRING,
    "textarea": STRING,
    "number": NUMBER,
    "checkbox": BOOLEAN,
    "date": DATE,
    "time": TIME,
    "datetime": DATE_TIME,
    "filepicker": list_of(FILE),
    "geo": PLACE,
    "person": PERSON,
    "persons": list_of(PERSON),
}


@dataclass
class _Place:
    """What lies below one step: an answer, or more steps; of a list, in each row."""

    known: Known | None = None
    inside: dict[str, _Place] = field(default_factory=dict)
    is_list: bool = False

    def below(self, steps: tuple[str, ...]) -> _Place:
        here = self
        for step in steps:
            here = here.inside.setdefault(step, _Place())
        return here

    def told(self) -> Known:
        if self.known is not None:
            return self.known
        found = context({step: place.told() for step, place in self.inside.items()})
        return list_of(found) if self.is_list else found


def known_answers(parts: tuple[Part, ...]) -> Mapping[str, Known]:
    """Return by top-level key what a form's answers can be."""
    return _laid(parts).told().members or {}


def _laid(parts: tuple[Part, ...], root: _Place | None = None) -> _Place:
    root = root or _Place()
    for part in parts:
        if isinstance(part, Question):
            root.below(part.steps).known = known_answer(part)
        elif isinstance(part, Group):
            place = root.below(part.steps)
            place.is_list = isinstance(part, Rows)
            _laid(part.parts, place)
    return root


def known_answer(question: Question) -> Known:
    """Return what the answer to one question can be."""
    if not question.kind.chooses:
        return _KINDS.get(question.kind.name, ANY)
    if question.options_from is not None:
        return list_of(ANY) if question.kind.many else ANY
    chosen = one_of(option.value for option in question.options if not option.is_family)
    return list_of(chosen) if question.kind.many else chosen
