"""Why a decision model cannot be loaded."""

from __future__ import annotations

from dataclasses import dataclass

from engine.text import Text


@dataclass(frozen=True)
class DecisionProblem:
    """What is wrong with one element of a model; `element` is its id or name."""

    element: str
    text: Text

    def __str__(self) -> str:
        return f"{self.element}: {self.text.say('en')}"


class BadDecision(Exception):
    """The model cannot be loaded; all problems at once."""

    def __init__(self, problems: list[DecisionProblem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


class Problems:
    """Problems as they are found."""

    def __init__(self) -> None:
        self.found: list[DecisionProblem] = []

    def add(self, element: str, zh: str, en: str, **values: object) -> None:
        """Note a problem of an element."""
        self.found.append(DecisionProblem(element, Text(zh, en, **values)))
