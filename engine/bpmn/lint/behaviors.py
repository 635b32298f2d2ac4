"""Whether multi-instance activities tell their border what it can hear."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.diagram import Diagram
from engine.bpmn.event_reader import definition_of, told_by
from engine.bpmn.findings import Finding, found
from engine.bpmn.names import Node, child, kind

_TOLD = ("signalEventDefinition", "escalationEventDefinition")
Told = list[tuple[Node | None, bool, str | None]]


def _behaving(diagram: Diagram) -> Iterator[tuple[Node, Told]]:
    """Yield each activity whose multi-instance behavior is not All, with what it tells."""
    for node in diagram.flow_nodes:
        loop = child(node, "multiInstanceLoopCharacteristics")
        if loop is not None and loop.get("behavior", "All") != "All":
            yield node, told_by(diagram, loop)


def idle_behavior(diagram: Diagram) -> Iterator[Finding]:
    """Report events of a behavior that the activity does not have: they would never be thrown."""
    for loop in diagram.named("multiInstanceLoopCharacteristics"):
        has = loop.get("behavior", "All")
        idle = (
            (has != "Complex" and child(loop, "complexBehaviorDefinition") is not None)
            or (has != "None" and loop.get("noneBehaviorEventRef") is not None)
            or (has != "One" and loop.get("oneBehaviorEventRef") is not None)
        )
        if idle:
            zh = "所写的事件不属于多实例的行为，永远不会抛出。"
            en = "The event does not belong to the behavior and would never be thrown."
            yield found("idle_behavior", loop.getparent(), zh, en)


def behavior(diagram: Diagram) -> Iterator[Finding]:
    """Report behaviors that name no signal or escalation, or in the complex case no condition."""
    for node, told in _behaving(diagram):
        if not told or any(definition is None for definition, _, _ in told):
            zh = "多实例的行为没有写明抛出哪个事件。"
            yield found("behavior", node, zh, "The behavior does not say which event is thrown.")
        if any(d is not None and kind(d) not in _TOLD for d, _, _ in told):
            zh = "多实例的行为只能抛出信号或升级。"
            yield found("behavior", node, zh, "A behavior can throw a signal or an escalation.")
        if any(condition == "" for _, _, condition in told):
            zh = "多实例的复杂行为没有条件。"
            yield found("behavior", node, zh, "The complex behavior has no condition.")


def caught_behavior(diagram: Diagram) -> Iterator[Finding]:
    """Report behaviors whose event no border of the activity catches."""
    for node, told in _behaving(diagram):
        borders = [
            definition_of(diagram, boundary, definition)
            for boundary in diagram.attached.get(node.get("id", ""), ())
            for definition in diagram.event_definitions(boundary)
            if kind(definition) in _TOLD
        ]
        for definition, _, _ in told:
            if definition is None or kind(definition) not in _TOLD:
                continue
            event = definition_of(diagram, node, definition)
            if not any(event.meets(border) for border in borders):
                zh = "此活动的边界上没有接收其行为所抛事件的边界事件。"
                en = "No boundary event of the activity catches what its behavior throws."
                yield found("caught_behavior", node, zh, en)
