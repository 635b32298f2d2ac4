"""Whether something outside a procedure can start it in the way that it draws."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.diagram import Diagram
from engine.bpmn.findings import Finding, found
from engine.bpmn.names import Node, child, children, kind, own, text_of
from engine.bpmn.timers import parse_cycle

CONDITION = "conditionalEventDefinition"
LEVELS = ("SD", "CC", "SQ", "PC", "CM", "BL", "GR")


def started_by_nobody(diagram: Diagram) -> Iterator[Finding]:
    """Report start events of procedures by a condition: no case is there to see it."""
    for process in diagram.executable:
        for start in children(process, "startEvent"):
            if any(
                kind(d) == "conditionalEventDefinition" for d in diagram.event_definitions(start)
            ):
                zh = "条件不会发起事项：请由人、时间、消息或信号发起。"
                en = "No condition opens a case: a person, the clock, a message or a signal does."
                yield found("started_by_nobody", start, zh, en)


def timed_start(diagram: Diagram) -> Iterator[Finding]:
    """Report timer starts that do not say for which communities, or from when they count."""
    for process in diagram.executable:
        for start in children(process, "startEvent"):
            for definition in diagram.event_definitions(start):
                if kind(definition) == "timerEventDefinition":
                    yield from _wrong_timer(start, definition)


def _wrong_timer(start: Node, definition: Node) -> Iterator[Finding]:
    if (own(start, "level") or "") not in LEVELS:
        zh = "没有写明为哪一级组织定时发起（gucheng:level，如 CM）。"
        en = "It does not say for communities of which level (gucheng:level, such as CM)."
        yield found("timed_start", start, zh, en)
    text = text_of(child(definition, "timeCycle"))
    if child(definition, "timeDuration") is not None or (text and not _counts(text)):
        zh = "定时发起须写明从何时起算，如 R/2026-01-05T09:00/P1M，或以 = 开头的 FEEL。"
        en = "It needs a time to count from, such as R/2026-01-05T09:00/P1M, or FEEL after =."
        yield found("timed_start", start, zh, en)


def _counts(cycle: str) -> bool:
    """Does a cycle say when it begins? One that is no cycle is another rule's matter."""
    try:
        return cycle.startswith("=") or parse_cycle(cycle).start is not None
    except ValueError:
        return True
