"""What was decided, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.feel.run import Run
from engine.text import Text


@dataclass(frozen=True)
class FiredRule:
    """A row that matched; rows count from 1."""

    number: int
    id: str
    annotations: list[str]


@dataclass(frozen=True)
class Reason:
    """One decision on the way: what it looked at, which rows matched, why there is no value."""

    decision: str
    inputs: dict[str, Any]
    rules: list[FiredRule] = field(default_factory=list)
    note: Text | None = None


@dataclass(frozen=True)
class Outcome:
    """A decision's value (Python's) and its reasons, those it rests on first."""

    value: Any
    reasons: list[Reason]


class DecisionRun(Run):
    """One evaluation of a model: everything decided in it shares one budget and one clock."""

    __slots__ = ("reasons",)

    def __init__(
        self,
        moment: datetime | None = None,
        functions: Mapping[str, Callable[..., Any]] | None = None,
    ) -> None:
        super().__init__({}, moment, functions)
        self.reasons: list[Reason] = []
