"""What is wrong with a diagram, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from engine.bpmn.names import Node
from engine.text import Text

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Finding:
    """One thing that a rule found: the rule, the element's id and name, and a sentence."""

    rule: str
    severity: Severity
    element: str
    name: str
    text: Text

    def __str__(self) -> str:
        where = f"{self.element} {self.name}".strip() or "-"
        return f"[{self.rule}] {where}: {self.text}"


class BadDiagram(Exception):
    """The diagram cannot be run as it is drawn; `problems` lists everything found."""

    def __init__(self, problems: Sequence[Finding]) -> None:
        self.problems = list(problems)
        super().__init__("; ".join(str(problem) for problem in self.problems))


def found(
    rule: str, node: Node | None, zh: str, en: str, severity: Severity = "error", **values: Any
) -> Finding:
    """Return a finding about an element of the diagram."""
    element = "" if node is None else node.get("id") or ""
    name = "" if node is None else " ".join((node.get("name") or "").split())
    return Finding(rule, severity, element, name, Text(zh, en, **values))
