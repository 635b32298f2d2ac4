"""What a check found in an expression, and exactly where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.text import Text

from ..errors import FeelLimit, FeelSyntaxError
from ..spans import position, span
from ..tree import Node

LONGEST_PART = 60


@dataclass(frozen=True)
class Finding:
    """What is wrong with a part of the text, from `start` to `end` (characters from 0).

    `kind`: syntax, limit, name, member, type, arguments, call, condition, never, always, value.
    """

    kind: str
    start: int
    end: int
    line: int
    column: int
    part: str
    text: Text


class Findings:
    """Findings in one text, as they are made; each place is told of once."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._found: dict[tuple[str, int, int], Finding] = {}

    def add(self, kind: str, node: Node, zh: str, en: str, **values: Any) -> None:
        """Note what is wrong with a node; `{part}` stands for its text."""
        start, end = span(self.source, node)
        if (kind, start, end) not in self._found:
            part = _short(self.source[start:end])
            text = Text(zh, en, part=part, **values)
            place = position(self.source, start)
            self._found[kind, start, end] = Finding(kind, start, end, *place, part, text)

    @property
    def in_order(self) -> list[Finding]:
        """The findings in the order of the text."""
        return sorted(self._found.values(), key=lambda found: (found.start, found.end))


def _short(part: str) -> str:
    return part if len(part) <= LONGEST_PART else part[:LONGEST_PART] + "…"


def refused(source: str, error: FeelSyntaxError | FeelLimit) -> Finding:
    """Return the finding that the text cannot be read at all."""
    if isinstance(error, FeelLimit):
        return Finding("limit", 0, len(source), 1, 1, _short(source), error.text)
    at, where = error.position, position(source, error.position)
    return Finding("syntax", at, at + 1, *where, source[at : at + 1], error.text)
