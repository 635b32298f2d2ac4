"""What an event waits for or sends, as its definitions in the diagram say."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.bpmn import extensions as ext
from engine.bpmn.diagram import Diagram, local
from engine.bpmn.names import Node, child, children, kind, text_of
from engine.bpmn.specs import definitions as defs
from engine.bpmn.specs.instances import Telling


def definition_of(diagram: Diagram, event: Node, node: Node) -> defs.EventDefinition:
    """Return what one event definition of an event means."""
    return _READERS[kind(node)](diagram, event, node)


def message_of(diagram: Diagram, event: Node, node: Node) -> defs.Message:
    """Return the message of an event's definition or of a send or receive task."""
    message = diagram.referred(node, "messageRef", "message")
    holder = event if event is not node else None
    return defs.Message(
        name="" if message is None else message.get("name") or message.get("id") or "",
        to=ext.feel(ext.either(node, holder, "to")),
        scope=ext.feel(ext.either(node, holder, "scope")),
        correlation=ext.feel(ext.either(node, holder, "correlation")),
        inputs=ext.mapping(event, "input") or ext.mapping(node, "input"),
        outputs=ext.mapping(event, "output") or ext.mapping(node, "output"),
    )


def told_of(diagram: Diagram, loop: Node) -> tuple[Telling, ...]:
    """Return what the instances of a multi-instance activity tell its border, by its behavior."""
    return tuple(
        Telling(definition_of(diagram, loop, told), first, ext.feel(condition))
        for told, first, condition in told_by(diagram, loop)
        if told is not None
    )


def told_by(diagram: Diagram, loop: Node) -> list[tuple[Node | None, bool, str | None]]:
    """Return the event definitions a behavior names, whether only once, and on which condition."""
    behavior = loop.get("behavior", "All")
    if behavior == "Complex":
        return [
            (_event_in(diagram, part), False, text_of(child(part, "condition")))
            for part in children(loop, "complexBehaviorDefinition")
        ]
    if behavior not in ("None", "One"):
        return []
    named = loop.get(f"{behavior.lower()}BehaviorEventRef") or ""
    return [(diagram.by_id.get(local(named)), behavior == "One", None)]


def _event_in(diagram: Diagram, part: Node) -> Node | None:
    event = child(part, "event")
    found = [] if event is None else diagram.event_definitions(event)
    return found[0] if len(found) == 1 else None


def _signal(diagram: Diagram, event: Node, node: Node) -> defs.Signal:
    signal = diagram.referred(node, "signalRef", "signal")
    return defs.Signal("" if signal is None else signal.get("name") or signal.get("id") or "")


def _timer(diagram: Diagram, event: Node, node: Node) -> defs.Timer:
    for tag, form in (("timeDate", "date"), ("timeDuration", "duration"), ("timeCycle", "cycle")):
        part = child(node, tag)
        if part is not None:
            text = text_of(part)
            if text.startswith("="):
                return defs.Timer(form, expression=ext.feel(text))
            return defs.Timer(form, literal=text)
    raise ValueError("timer without a time")


def _error(diagram: Diagram, event: Node, node: Node) -> defs.Error:
    return defs.Error(code_of(diagram, node, "error"))


def _escalation(diagram: Diagram, event: Node, node: Node) -> defs.Escalation:
    return defs.Escalation(code_of(diagram, node, "escalation"))


def code_of(diagram: Diagram, node: Node, tag: str) -> str | None:
    """Return an error's or escalation's code, or its id; None when nothing is referred to."""
    target = diagram.referred(node, f"{tag}Ref", tag)
    return None if target is None else target.get(f"{tag}Code") or target.get("id")


def _condition(diagram: Diagram, event: Node, node: Node) -> defs.Condition:
    condition = ext.feel(text_of(child(node, "condition")))
    if condition is None:
        raise ValueError("condition without an expression")
    return defs.Condition(condition)


def _compensate(diagram: Diagram, event: Node, node: Node) -> defs.Compensate:
    reference = local(node.get("activityRef") or "")
    return defs.Compensate(reference or None)


def _link(diagram: Diagram, event: Node, node: Node) -> defs.Link:
    return defs.Link(node.get("name") or "")


_READERS: Mapping[str, Callable[[Diagram, Node, Node], defs.EventDefinition]] = {
    "messageEventDefinition": message_of,
    "signalEventDefinition": _signal,
    "timerEventDefinition": _timer,
    "errorEventDefinition": _error,
    "escalationEventDefinition": _escalation,
    "conditionalEventDefinition": _condition,
    "compensateEventDefinition": _compensate,
    "linkEventDefinition": _link,
    "cancelEventDefinition": lambda diagram, event, node: defs.Cancel(),
    "terminateEventDefinition": lambda diagram, event, node: defs.Terminate(),
}
