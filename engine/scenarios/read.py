"""What a scenario file says: its scenarios and their lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


class BadScenario(Exception):
    """A line that no rule of the grammar fits; says the file and the line's number."""


@dataclass(frozen=True)
class Line:
    """One step: its number in the file, its first word and the rest."""

    number: int
    verb: str
    rest: str

    def __str__(self) -> str:
        return f"line {self.number}: {self.verb} {self.rest}".rstrip()


@dataclass
class Scenario:
    """A title and the lines below it."""

    title: str
    path: Path
    lines: list[Line] = field(default_factory=list)


VERBS = frozenset(
    [
        "given",
        "start",
        "expect",
        "refuse",
        "do",
        "wait",
        "message",
        "in",
        "end",
        "cancel",
        "unmerge",
        "claim",
        "switch",
        "pause",
        "resume",
        "extend",
        "suspend",
        "move",
        "restart",
    ]
)


def read_scenarios(path: Path) -> list[Scenario]:
    """Read a file of scenarios; raise BadScenario with the first line that makes no sense."""
    found: list[Scenario] = []
    for number, raw in enumerate(path.read_text("utf-8").splitlines(), 1):
        text = raw.strip()
        if not text or text.startswith("#"):
            continue
        verb, _, rest = text.partition(" ")
        if verb == "scenario:":
            found.append(Scenario(rest.strip(), path))
        elif not found or verb not in VERBS:
            raise BadScenario(f"{path.name}:{number}: {text}")
        else:
            found[-1].lines.append(Line(number, verb, rest.strip()))
    return found


PAIR = re.compile(r"\s*([A-Za-z_][\w.]*)\s*=\s*")
ROW = re.compile(r"\s*\{((?:\"[^\"]*\"|[^{}\"])*)\}\s*,?\s*")


Word = str | list[str] | list[dict[str, Any]]


def read_values(text: str) -> dict[str, Word]:
    """Read `a=1, b="x, y", c=[p, q], rows=[{d=1, e=2}, {d=3}]` into texts, quotes taken off.

    Types come from the form.
    """
    values: dict[str, Word] = {}
    position = 0
    while position < len(text):
        found = PAIR.match(text, position)
        if found is None:
            raise BadScenario(f"no key=value at: {text[position:]}")
        value, position = _value(text, found.end())
        values[found[1]] = value
    return values


def _value(text: str, start: int) -> tuple[Word, int]:
    if text.startswith("[{", start):
        return _rows(text, start + 1)
    if text.startswith("[", start):
        end = text.index("]", start)
        inner = text[start + 1 : end]
        parts = [part.strip().strip('"') for part in split_outside_quotes(inner)]
        return [part for part in parts if part], _after_comma(text, end + 1)
    if text.startswith('"', start):
        end = text.index('"', start + 1)
        return text[start + 1 : end], _after_comma(text, end + 1)
    end = text.find(",", start)
    end = len(text) if end < 0 else end
    return text[start:end].strip(), end + 1


def _rows(text: str, position: int) -> tuple[list[dict[str, Any]], int]:
    """Read the rows of a list, each in braces; what they hold is no list again."""
    rows: list[dict[str, Any]] = []
    while not text.startswith("]", position):
        found = ROW.match(text, position)
        if found is None:
            raise BadScenario(f"no row in braces at: {text[position:]}")
        rows.append(dict(read_values(found[1])))
        position = found.end()
    return rows, _after_comma(text, position + 1)


def _after_comma(text: str, position: int) -> int:
    comma = text.find(",", position)
    return len(text) if comma < 0 else comma + 1


def split_outside_quotes(text: str) -> list[str]:
    """Split at commas that stand outside double quotes."""
    return re.split(r',(?=(?:[^"]*"[^"]*")*[^"]*$)', text)
