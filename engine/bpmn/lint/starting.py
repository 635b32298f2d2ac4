"""Whether something outside a procedure can start it in the way that it draws."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.diagram import Diagram
from engine.bpmn.findings import Finding, found
from engine.bpmn.names import children, kind

_NOBODY = ("timerEventDefinition", "conditionalEventDefinition")


def started_by_nobody(diagram: Diagram) -> Iterator[Finding]:
    """Report start events of procedures by the clock or a condition: no case is there to see it."""
    for process in diagram.executable:
        for start in children(process, "startEvent"):
            if any(kind(d) in _NOBODY for d in diagram.event_definitions(start)):
                zh = "时间和条件不会发起事项：请由人、消息或信号发起。"
                en = "Neither time nor a condition opens a case: a person, message or signal does."
                yield found("started_by_nobody", start, zh, en)
