"""Whether ad-hoc sub-processes hold what can be begun at choice, and say by whom."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.diagram import Diagram
from engine.bpmn.extensions import roles_of
from engine.bpmn.findings import Finding, found
from engine.bpmn.names import ACTIVITIES, FLOW_NODES, SUB_PROCESSES, Node, flag, kind


def _adhoc(diagram: Diagram) -> Iterator[tuple[Node, Node]]:
    """Yield each node that lies directly in an ad-hoc sub-process, after the latter."""
    for scope in diagram.named("adHocSubProcess"):
        for node in scope:
            if kind(node) in FLOW_NODES:
                yield scope, node


def contents(diagram: Diagram) -> Iterator[Finding]:
    """Report start and end events in ad-hoc sub-processes."""
    for _, node in _adhoc(diagram):
        if kind(node) in ("startEvent", "endEvent"):
            zh = "特别子流程里不能有开始或结束事件。"
            en = "An ad-hoc sub-process holds no start or end event."
            yield found("contents", node, zh, en)


def begun(diagram: Diagram) -> Iterator[Finding]:
    """Report nodes of ad-hoc sub-processes that no choice and no flow could begin."""
    for _, node in _adhoc(diagram):
        events = kind(node) in ("startEvent", "endEvent", "boundaryEvent")
        if events or kind(node) in ACTIVITIES or diagram.incoming.get(node.get("id", "")):
            continue
        zh = "特别子流程里只有活动可以被选择开始。"
        yield found("begun", node, zh, "Only an activity can be begun in an ad-hoc sub-process.")


def chosen_by(diagram: Diagram) -> Iterator[Finding]:
    """Report sub-processes and calls that are begun at choice, where nobody may choose."""
    for _, node in _adhoc(diagram):
        chosen = kind(node) in (*SUB_PROCESSES, "callActivity")
        apart = flag(node, "triggeredByEvent", False) or flag(node, "isForCompensation", False)
        entered = diagram.incoming.get(node.get("id", ""))
        if chosen and not apart and not entered and not roles_of(node, diagram):
            zh = "没有写明由哪个角色选择开始（gucheng:role 或泳道）。"
            en = "No role is named that may choose to begin it (gucheng:role or a lane)."
            yield found("chosen_by", node, zh, en)
