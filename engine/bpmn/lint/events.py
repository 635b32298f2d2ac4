"""Whether events stand where they can happen, and say what they wait for or send."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.diagram import Diagram, local
from engine.bpmn.event_reader import code_of
from engine.bpmn.findings import Finding, found
from engine.bpmn.names import Node, child, children, flag, kind, text_of
from engine.bpmn.timers import check_literal


def _set(*names: str) -> frozenset[str]:
    return frozenset(f"{name}EventDefinition" for name in names)


_TOP_START = _set("message", "timer", "conditional", "signal")
_EVENT_START = _TOP_START | _set("error", "escalation", "compensate")
_EVENT_START_BESIDE = _TOP_START | _set("escalation")
_BOUNDARY = _TOP_START | _set("error", "escalation", "cancel", "compensate")
_BOUNDARY_BESIDE = _TOP_START | _set("escalation")
_CATCH = _TOP_START | _set("link")
_THROW = _set("message", "signal", "escalation", "compensate", "link")
_END = _set("message", "signal", "escalation", "compensate", "error", "cancel", "terminate")


def _events(diagram: Diagram) -> Iterator[tuple[Node, list[Node]]]:
    for node in diagram.flow_nodes:
        if kind(node).endswith("Event"):
            yield node, diagram.event_definitions(node)


def _allowed(node: Node) -> frozenset[str]:
    what, scope = kind(node), node.getparent()
    if what == "startEvent":
        if flag(scope, "triggeredByEvent", False):
            beside = not flag(node, "isInterrupting", True)
            return _EVENT_START_BESIDE if beside else _EVENT_START
        return _TOP_START if kind(scope) == "process" else frozenset()
    if what == "boundaryEvent":
        return _BOUNDARY if flag(node, "cancelActivity", True) else _BOUNDARY_BESIDE
    return {"intermediateCatchEvent": _CATCH, "intermediateThrowEvent": _THROW}.get(what, _END)


def placement(diagram: Diagram) -> Iterator[Finding]:
    """Report event definitions that cannot stand at such an event, and events without one."""
    for node, definitions in _events(diagram):
        wrong = {kind(d) for d in definitions} - _allowed(node)
        if wrong:
            yield found(
                "placement",
                node,
                "此处不能使用这种事件：{kinds}。",
                "Such an event cannot stand here: {kinds}.",
                kinds=", ".join(sorted(wrong)),
            )
        starts_event = kind(node) == "startEvent" and flag(
            node.getparent(), "triggeredByEvent", False
        )
        needs = starts_event or kind(node) in ("boundaryEvent", "intermediateCatchEvent")
        if needs and not definitions:
            zh, en = "此事件没有写明等待什么。", "The event does not say what it waits for."
            yield found("placement", node, zh, en)


def own_definitions(diagram: Diagram) -> Iterator[Finding]:
    """Report references to a definition that belongs to another event."""
    for node, _ in _events(diagram):
        for reference in children(node, "eventDefinitionRef"):
            target = diagram.by_id.get(local(text_of(reference)))
            if target is not None and kind(target.getparent()) != "definitions":
                zh = "引用的事件定义属于另一个事件。"
                en = "The referenced definition belongs to another event."
                yield found("own_definitions", node, zh, en)


def named_things(diagram: Diagram) -> Iterator[Finding]:
    """Report message and signal events, send and receive tasks that do not say which one."""
    needed = {
        "messageEventDefinition": "messageRef",
        "signalEventDefinition": "signalRef",
        "sendTask": "messageRef",
        "receiveTask": "messageRef",
    }
    tasks = [(node, [node]) for node in diagram.flow_nodes if kind(node) in needed]
    for node, definitions in (*_events(diagram), *tasks):
        for definition in definitions:
            attribute = needed.get(kind(definition))
            if attribute is not None and not definition.get(attribute):
                zh, en = "没有写明是哪个消息或信号。", "It does not say which message or signal."
                yield found("named_things", node, zh, en)


def thrown_codes(diagram: Diagram) -> Iterator[Finding]:
    """Report errors and escalations that are thrown without a code."""
    for node, definitions in _events(diagram):
        if kind(node) not in ("endEvent", "intermediateThrowEvent"):
            continue
        for definition in definitions:
            for tag in ("error", "escalation"):
                if kind(definition) != f"{tag}EventDefinition":
                    continue
                target = diagram.referred(definition, f"{tag}Ref", tag)
                if target is None or not target.get(f"{tag}Code"):
                    zh, en = "抛出的错误或升级没有代码。", "What is thrown has no code."
                    yield found("thrown_codes", node, zh, en)


def timers(diagram: Diagram) -> Iterator[Finding]:
    """Report timers without exactly one time, and literals that are none."""
    forms = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}
    for definition in diagram.named("timerEventDefinition"):
        event = definition.getparent() if kind(definition.getparent()).endswith("Event") else None
        place = definition if event is None else event
        parts = [part for part in definition if kind(part) in forms]
        if len(parts) != 1 or not text_of(parts[0]):
            zh, en = "定时器必须有且只有一个时间。", "A timer needs exactly one time."
            yield found("timers", place, zh, en)
            continue
        text = text_of(parts[0])
        if text.startswith("="):
            continue
        try:
            check_literal(forms[kind(parts[0])], text)
        except ValueError:
            yield found(
                "timers",
                place,
                "“{text}”不是时间：请写 ISO 8601、5WD 一类的期限，或以 = 开头的 FEEL。",
                "“{text}” is no time: write ISO 8601, a limit such as 5WD, or FEEL after =.",
                text=text,
            )


def asked_conditions(diagram: Diagram) -> Iterator[Finding]:
    """Report conditional events without a condition."""
    for definition in diagram.named("conditionalEventDefinition"):
        if not text_of(child(definition, "condition")):
            zh, en = "条件事件没有条件。", "The conditional event has no condition."
            yield found("asked_conditions", definition.getparent(), zh, en)


def links(diagram: Diagram) -> Iterator[Finding]:
    """Report link events without their other end in the same scope, or with two ends."""
    for scope in diagram.scopes:
        catching = _linked(diagram, scope, "intermediateCatchEvent")
        throwing = _linked(diagram, scope, "intermediateThrowEvent")
        for name, nodes in catching.items():
            if len(nodes) > 1:
                zh, en = "链接 {name} 有多个终点。", "The link {name} has several ends."
                yield found("links", nodes[1], zh, en, name=name)
            if name not in throwing:
                zh, en = "链接 {name} 没有起点。", "The link {name} has no source."
                yield found("links", nodes[0], zh, en, name=name)
        for name, nodes in throwing.items():
            if name not in catching:
                zh, en = "链接 {name} 没有终点。", "The link {name} has no target."
                yield found("links", nodes[0], zh, en, name=name)
    yield from _link_names(diagram)


def _linked(diagram: Diagram, scope: Node, tag: str) -> dict[str, list[Node]]:
    ends: dict[str, list[Node]] = {}
    for node in children(scope, tag):
        for definition in diagram.event_definitions(node):
            if kind(definition) == "linkEventDefinition":
                ends.setdefault(definition.get("name") or "", []).append(node)
    return ends


def _link_names(diagram: Diagram) -> Iterator[Finding]:
    for definition in diagram.named("linkEventDefinition"):
        for tag in ("source", "target"):
            for reference in children(definition, tag):
                other = diagram.by_id.get(local(text_of(reference)))
                same = other is not None and other.get("name") == definition.get("name")
                if other is None or not same or kind(other) != "linkEventDefinition":
                    node = definition.getparent()
                    zh, en = "链接的两端对不上。", "The link's two ends do not match."
                    yield found("links", node, zh, en)


def cancelling(diagram: Diagram) -> Iterator[Finding]:
    """Report cancel events that do not belong to a transaction, or lead nowhere."""
    for node, definitions in _events(diagram):
        if not any(kind(d) == "cancelEventDefinition" for d in definitions):
            continue
        if kind(node) == "boundaryEvent":
            host = diagram.by_id.get(node.get("attachedToRef", ""))
            if host is None or kind(host) != "transaction":
                zh = "取消事件只能附在事务上。"
                yield found("cancelling", node, zh, "It can only be attached to a transaction.")
        elif kind(node.getparent()) != "transaction":
            zh = "取消事件只能用在事务里。"
            yield found("cancelling", node, zh, "It can only end a transaction.")
        elif not _has_cancel_exit(diagram, node.getparent()):
            zh, en = "事务没有取消的出口。", "The transaction has no way out for its cancelling."
            yield found("cancelling", node, zh, en)


def _has_cancel_exit(diagram: Diagram, transaction: Node) -> bool:
    return any(
        kind(d) == "cancelEventDefinition"
        for boundary in diagram.attached.get(transaction.get("id", ""), ())
        for d in diagram.event_definitions(boundary)
    )


def compensating(diagram: Diagram) -> Iterator[Finding]:
    """Report compensation without a handler, of what repeats, or that is not waited for."""
    for node, definitions in _events(diagram):
        for definition in definitions:
            if kind(definition) != "compensateEventDefinition":
                continue
            if kind(node) == "boundaryEvent":
                host = diagram.by_id.get(node.get("attachedToRef", ""))
                if node.get("id") not in diagram.handlers:
                    zh = "补偿事件没有关联补偿活动。"
                    en = "No compensation activity is associated."
                    yield found("compensating", node, zh, en)
                if host is not None and _repeats(host):
                    zh = "不支持对循环或多实例活动的补偿。"
                    en = "Compensation of what repeats is not supported."
                    yield found("compensating", node, zh, en)
            elif not flag(definition, "waitForCompletion", True):
                zh, en = "补偿必须等待完成。", "Compensation must be waited for."
                yield found("compensating", node, zh, en)
    handlers = set(diagram.handlers.values())
    for node in diagram.flow_nodes:
        apart = flag(node, "isForCompensation", False)
        starts = flag(node, "triggeredByEvent", False)
        if apart and not starts and node.get("id") not in handlers:
            zh, en = "补偿活动没有关联的补偿事件。", "No compensation event is associated with it."
            yield found("compensating", node, zh, en)


def _repeats(node: Node) -> bool:
    return any(kind(part).endswith("LoopCharacteristics") for part in node)


def compensated_activity(diagram: Diagram) -> Iterator[Finding]:
    """Report compensation of an activity that is not in the same scope."""
    for node, definitions in _events(diagram):
        for definition in definitions:
            target = diagram.by_id.get(local(definition.get("activityRef") or ""))
            scope = node.getparent()
            if flag(scope, "triggeredByEvent", False):
                scope = scope.getparent()
            if target is not None and target.getparent() is not scope:
                zh, en = "被补偿的活动不在同一层。", "The activity is not in the same scope."
                yield found("compensated_activity", node, zh, en)


def start_of_event_sub_process(diagram: Diagram) -> Iterator[Finding]:
    """Report event sub-processes without exactly one start event."""
    for scope in diagram.scopes:
        if flag(scope, "triggeredByEvent", False):
            if len(children(scope, "startEvent")) != 1:
                zh = "事件子流程必须有且只有一个开始事件。"
                yield found("start_of_event_sub_process", scope, zh, "It needs one start event.")
            if _repeats(scope):
                zh, en = "事件子流程不能循环。", "An event sub-process cannot repeat."
                yield found("start_of_event_sub_process", scope, zh, en)


def parallel_multiple(diagram: Diagram) -> Iterator[Finding]:
    """Report events that wait for several things at once where the engine cannot."""
    for node, definitions in _events(diagram):
        if not flag(node, "parallelMultiple", False) or len(definitions) < 2:
            continue
        cycles = any(child(d, "timeCycle") is not None for d in definitions)
        if kind(node) != "intermediateCatchEvent" or cycles:
            zh, en = "此处不能同时等待多个事件。", "Several events cannot be waited for here."
            yield found("parallel_multiple", node, zh, en)


def link_alone(diagram: Diagram) -> Iterator[Finding]:
    """Report link events that also wait for or send something else."""
    for node, definitions in _events(diagram):
        if len(definitions) > 1 and any(kind(d) == "linkEventDefinition" for d in definitions):
            zh, en = "链接事件不能兼有其他事件。", "A link event can be nothing else besides."
            yield found("link_alone", node, zh, en)


def repeated_codes(diagram: Diagram) -> Iterator[Finding]:
    """Report two handlers of one error or cancellation at the same activity."""
    for host, attached in diagram.attached.items():
        seen: set[str] = set()
        for boundary in attached:
            for definition in diagram.event_definitions(boundary):
                if kind(definition) == "errorEventDefinition":
                    code = code_of(diagram, definition, "error") or ""
                    if code in seen:
                        node = diagram.by_id.get(host)
                        zh, en = "同一错误有两个出口。", "One error has two ways out."
                        yield found("repeated_codes", node, zh, en)
                    seen.add(code)
