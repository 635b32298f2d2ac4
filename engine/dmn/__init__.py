"""What a rule decides, and why: DMN decision models."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from engine.feel import from_feel, to_feel

from . import model as M


class BadDecision(Exception):
    def __init__(self, problems: list[Any]) -> None:
        super().__init__(problems)
        self.problems = problems


@dataclass(frozen=True)
class FiredRule:
    number: int
    id: str
    annotations: list[str]


@dataclass(frozen=True)
class Reason:
    decision: str
    inputs: dict[str, Any]
    rules: list[FiredRule] = field(default_factory=list)


@dataclass(frozen=True)
class Outcome:
    value: Any
    reasons: list[Reason]


class Model:
    def __init__(self, xml: bytes) -> None:
        with tempfile.NamedTemporaryFile() as f:
            Path(f.name).write_bytes(xml)
            try:
                self._m = M.Model(f.name)
            except Exception as e:
                raise BadDecision([str(e)]) from e
        self.decisions = {e.get("id"): n for n, e in self._m.decisions.items()}

    def decide(self, decision: str, inputs: Mapping[str, Any], *, now: datetime | None = None) -> Outcome:
        name = self.decisions.get(decision, decision)
        return Outcome(from_feel(self._m.run(name, {k: to_feel(v) for k, v in inputs.items()})), [])


def load_model(xml: bytes, imports: Iterable[bytes] = ()) -> Model:
    return Model(xml)
