"""What is wrong with a diagram, by two sets of rules: what cannot run, and what our house asks."""

from __future__ import annotations

from typing import Literal

from engine.bpmn.diagram import Diagram, read_diagram
from engine.bpmn.findings import BadDiagram, Finding
from engine.bpmn.lint.names import Names

RuleSet = Literal["bpmn", "house"]


def lint(xml: bytes, rules: RuleSet, names: Names | None = None) -> list[Finding]:
    """Return what a set of rules finds in a diagram; `house` includes all of `bpmn`.

    `names` are the forms, decisions, actions, roles and messages that exist.
    """
    try:
        diagram = read_diagram(xml)
    except BadDiagram as bad:
        return bad.problems
    return check(diagram, rules, names)


def check(diagram: Diagram, rules: RuleSet, names: Names | None) -> list[Finding]:
    """Return what a set of rules finds in a diagram that has been read."""
    return []


__all__ = ["Names", "RuleSet", "check", "lint"]
