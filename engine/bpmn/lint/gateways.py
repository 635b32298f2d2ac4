"""Whether gateways and conditions can be decided."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.diagram import Diagram
from engine.bpmn.findings import Finding, found
from engine.bpmn.names import ACTIVITIES, GATEWAYS, Node, child, flag, kind, text_of

_DECIDING = ("exclusiveGateway", "inclusiveGateway")
_AFTER_EVENT_GATEWAY = frozenset(
    f"{name}EventDefinition" for name in ("message", "timer", "signal", "conditional")
)


def _gateways(diagram: Diagram) -> Iterator[tuple[Node, list[Node], list[Node]]]:
    for node in diagram.flow_nodes:
        if kind(node) in GATEWAYS:
            name = node.get("id", "")
            yield node, diagram.incoming.get(name, []), diagram.outgoing.get(name, [])


def direction(diagram: Diagram) -> Iterator[Finding]:
    """Report gateways whose direction is not what is drawn."""
    allowed = {
        "Converging": lambda ways_in, ways_out: ways_in > 1 and ways_out <= 1,
        "Diverging": lambda ways_in, ways_out: ways_in <= 1 and ways_out > 1,
        "Mixed": lambda ways_in, ways_out: ways_in > 1 and ways_out > 1,
    }
    for node, entries, exits in _gateways(diagram):
        fits = allowed.get(node.get("gatewayDirection", ""))
        if fits is not None and not fits(len(entries), len(exits)):
            zh, en = "网关的方向与所画不符。", "The gateway's direction is not what is drawn."
            yield found("direction", node, zh, en)


def splits_or_joins(diagram: Diagram) -> Iterator[Finding]:
    """Report gateways that neither split nor join."""
    for node, entries, exits in _gateways(diagram):
        if len(entries) < 2 and len(exits) < 2 and kind(node) != "eventBasedGateway":
            zh, en = "网关既不分流也不汇合。", "The gateway neither splits nor joins."
            yield found("splits_or_joins", node, zh, en)


def conditions(diagram: Diagram) -> Iterator[Finding]:
    """Report exits of deciding gateways that are neither conditional nor the default."""
    for node, _, exits in _gateways(diagram):
        if kind(node) not in _DECIDING or len(exits) < 2:
            continue
        for flow in exits:
            if child(flow, "conditionExpression") is None and flow.get("id") != node.get("default"):
                zh, en = (
                    "出口既没有条件也不是默认。",
                    "The exit has no condition and is no default.",
                )
                yield found("conditions", flow, zh, en)


def condition_source(diagram: Diagram) -> Iterator[Finding]:
    """Report conditions where none is asked: at events and event-based gateways."""
    for flow in diagram.flows:
        source = diagram.by_id.get(flow.get("sourceRef", ""))
        if source is None:
            continue
        what = kind(source)
        has = child(flow, "conditionExpression") is not None
        if has and (what.endswith("Event") or what == "eventBasedGateway"):
            zh, en = "此处的顺序流不能有条件。", "No condition is possible here."
            yield found("condition_source", flow, zh, en)
        elif has and what in ACTIVITIES and len(diagram.outgoing.get(source.get("id"), ())) < 2:
            zh = "活动的唯一出口不能有条件。"
            yield found("condition_source", flow, zh, "An activity's only exit has a condition.")


def default_flow(diagram: Diagram) -> Iterator[Finding]:
    """Report default flows that do not leave their node, or have a condition."""
    for node in diagram.flow_nodes:
        name = node.get("default")
        if name is None:
            continue
        flows = {f.get("id"): f for f in diagram.outgoing.get(node.get("id", ""), [])}
        if kind(node) not in ACTIVITIES and kind(node) not in (*_DECIDING, "complexGateway"):
            zh, en = "此元素不能有默认出口。", "This element can have no default flow."
            yield found("default_flow", node, zh, en)
        elif name not in flows:
            zh, en = "默认出口不是此元素的出口。", "The default flow does not leave this element."
            yield found("default_flow", node, zh, en)
        elif text_of(child(flows[name], "conditionExpression")):
            zh, en = "默认出口不能有条件。", "A default flow can have no condition."
            yield found("default_flow", node, zh, en)


def event_gateway(diagram: Diagram) -> Iterator[Finding]:
    """Report event-based gateways whose exits are not events that can be waited for."""
    for node, _, exits in _gateways(diagram):
        if kind(node) != "eventBasedGateway":
            continue
        if flag(node, "instantiate", False) or node.get("eventGatewayType") == "Parallel":
            zh = "不支持由事件网关启动流程。"
            yield found("event_gateway", node, zh, "A process cannot begin at such a gateway.")
        if len(exits) < 2:
            zh = "事件网关至少要有两个出口。"
            yield found("event_gateway", node, zh, "An event-based gateway needs two exits.")
        targets = [diagram.by_id.get(flow.get("targetRef", "")) for flow in exits]
        for target in targets:
            if target is not None and not _can_follow(diagram, target):
                zh, en = "事件网关之后只能是等待的事件。", "Only a catching event may follow here."
                yield found("event_gateway", target, zh, en)
        if any(kind(t) == "receiveTask" for t in targets if t is not None) and any(
            _waits_for_message(diagram, t) for t in targets if t is not None
        ):
            zh = "事件网关之后不能同时有接收任务和消息事件。"
            en = "Receive tasks and message events cannot both follow."
            yield found("event_gateway", node, zh, en)


def _can_follow(diagram: Diagram, node: Node) -> bool:
    name = node.get("id", "")
    if len(diagram.incoming.get(name, ())) != 1:
        return False
    if kind(node) == "receiveTask":
        return not diagram.attached.get(name) and not _loops(node)
    definitions = diagram.event_definitions(node)
    cycles = any(child(d, "timeCycle") is not None for d in definitions)
    plain = len(definitions) == 1 or not flag(node, "parallelMultiple", False)
    kinds = {kind(d) for d in definitions}
    catches = kind(node) == "intermediateCatchEvent" and bool(kinds)
    return catches and kinds <= _AFTER_EVENT_GATEWAY and plain and not cycles


def _loops(node: Node) -> bool:
    return any(kind(part).endswith("LoopCharacteristics") for part in node)


def _waits_for_message(diagram: Diagram, node: Node) -> bool:
    return any(kind(d) == "messageEventDefinition" for d in diagram.event_definitions(node))
