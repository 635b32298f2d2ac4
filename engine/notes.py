"""Words typed beside the forms (reasons, opinions, notes), for who has no task on the case."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from engine.forms import Form
from engine.forms.parts import Group, Part, Question, Rows
from engine.masking import PERSONAL, Shown, mask
from engine.text import Text
from engine.told import Told

# what gives a person away wherever it stands: ID card, telephone, bank card, plate, address of mail
TELLING = re.compile(
    r"(?<!\d)\d{17}[\dXx](?!\d)"
    r"|(?<!\d)(?:\+?86[- ]?)?1\d{2}[- ]?\d{4}[- ]?\d{4}(?!\d)"
    r"|(?<!\d)\d(?:[ -]?\d){11,18}(?!\d)"
    r"|[\u4e00-\u9fff][A-Z][·. ]?[A-Z0-9]{5,6}(?![A-Z0-9])"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
)
SHORTEST = 2  # characters of an answer that is looked for


class Notes:
    """How notes on one case read: as typed for who has a task on it, else without what is personal.

    A note counts as personal data (C3): in it stand the answers it quotes and numbers by which a
    person is found. The rest is work and stays.
    """

    def __init__(self, personal: Iterable[str], *, clear: bool) -> None:
        self.personal = sorted(set(personal), key=len, reverse=True)
        self.clear = clear

    def __call__(self, text: Any) -> Any:
        """Return a note as this reader sees it; what is no text stays what it is."""
        if self.clear or not isinstance(text, str):
            return text
        text = self.quoting(text)
        return TELLING.sub(lambda found: mask(found[0].replace(" ", "")), text)

    def quoting(self, text: str) -> str:
        """Return a text with the personal answers masked that it quotes."""
        for answer in self.personal:
            text = text.replace(answer, mask(answer))
        return text

    def told(self, line: Told) -> Told:
        """Return a line of the history with its notes as this reader sees them."""
        if self.clear:
            return line
        sentence = line.sentence
        if "reason" in sentence.values:
            veiled = {**sentence.values, "reason": self(sentence.values["reason"])}
            sentence = Text(sentence.zh, sentence.en, **veiled)
        details = [replace(one, value=self(one.value)) if _typed(one) else one
                   for one in line.details]  # fmt: skip
        return replace(line, sentence=sentence, details=details)


def _typed(shown: Shown) -> bool:
    return shown.kind in ("noted", "said") and not shown.masked


def personal_answers(forms: Iterable[Form], data: Mapping[str, Any]) -> Iterator[str]:
    """Yield the texts that a case's forms hold as personal data."""
    for form in forms:
        yield from _answers(form.parts, data)


def _answers(parts: Iterable[Part], data: Any) -> Iterator[str]:
    for part in parts:
        value = data
        for step in part.steps:
            value = value.get(step) if isinstance(value, Mapping) else None
        if isinstance(part, Question):
            if part.data_class in PERSONAL:
                yield from _texts(value)
        elif isinstance(part, Rows):
            for row in value if isinstance(value, list | tuple) else ():
                yield from _answers(part.parts, row)
        elif isinstance(part, Group):
            yield from _answers(part.parts, value)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        value = value.get("name") or value.get("place")
    if isinstance(value, str) and len(value.strip()) >= SHORTEST:
        yield value.strip()
