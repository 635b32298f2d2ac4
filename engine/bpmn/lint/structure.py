"""Whether the drawing hangs together: ids, references, flows, ways in and out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from engine.bpmn.diagram import DEFINITIONS, Diagram, local
from engine.bpmn.findings import Finding, found
from engine.bpmn.names import (
    ACTIVITIES,
    FLOW_NODES,
    Node,
    children,
    flag,
    kind,
    text_of,
)

_ITEMS = {"itemDefinition"}
_DATA = {
    "dataObject",
    "dataObjectReference",
    "dataStoreReference",
    "dataInput",
    "dataOutput",
    "property",
}
_REFERENCES: dict[str, frozenset[str]] = {
    name: frozenset(kinds)
    for name, kinds in {
        "messageRef": {"message"},
        "inMessageRef": {"message"},
        "outMessageRef": {"message"},
        "signalRef": {"signal"},
        "errorRef": {"error"},
        "escalationRef": {"escalation"},
        "operationRef": {"operation"},
        "interfaceRef": {"interface"},
        "processRef": {"process"},
        "itemRef": _ITEMS,
        "itemSubjectRef": _ITEMS,
        "dataObjectRef": {"dataObject"},
        "dataStoreRef": {"dataStore"},
        "default": {"sequenceFlow"},
        "attachedToRef": ACTIVITIES,
        "activityRef": ACTIVITIES,
        "categoryValueRef": {"categoryValue"},
        "definitionalCollaborationRef": {"collaboration"},
        "correlationPropertyRef": {"correlationProperty"},
        "correlationKeyRef": {"correlationKey"},
        "participantRef": {"participant"},
        "flowNodeRef": FLOW_NODES,
        "dataInputRefs": {"dataInput"},
        "dataOutputRefs": {"dataOutput"},
        "eventDefinitionRef": DEFINITIONS,
        "noneBehaviorEventRef": DEFINITIONS,
        "oneBehaviorEventRef": DEFINITIONS,
        "incoming": {"sequenceFlow"},
        "outgoing": {"sequenceFlow"},
    }.items()
}
_ASSOCIATED = ("dataInputAssociation", "dataOutputAssociation")


def unique_ids(diagram: Diagram) -> Iterator[Finding]:
    """Report ids that stand twice."""
    counted = Counter(node.get("id") for node in diagram.root.iter() if node.get("id"))
    for name, times in counted.items():
        if times > 1:
            node = diagram.by_id.get(name)
            yield found(
                "unique_ids", node, "编号 {id} 重复。", "The id {id} stands twice.", id=name
            )


def ids_present(diagram: Diagram) -> Iterator[Finding]:
    """Report processes, nodes and flows without an id."""
    for node in (*diagram.processes, *diagram.flow_nodes, *diagram.flows):
        if not node.get("id"):
            yield found("ids_present", node, "元素没有编号（id）。", "The element has no id.")


def references(diagram: Diagram) -> Iterator[Finding]:
    """Report references to what is not there or is of another kind."""
    for node in diagram.root.iter():
        for name, value in _references_of(node):
            target = diagram.by_id.get(local(value))
            kinds = _REFERENCES.get(name, frozenset(_DATA))
            if target is None or kind(target) not in kinds:
                yield found(
                    "references",
                    node if node.get("id") else node.getparent(),
                    "{name} 指向的 {value} 不存在或类型不对。",
                    "{name} refers to {value}, which is not there or of another kind.",
                    name=name,
                    value=value,
                )


def _references_of(node: Node) -> Iterator[tuple[str, str]]:
    what = kind(node)
    if not what:
        return
    if what in _REFERENCES:
        yield what, text_of(node)
    if what in ("sourceRef", "targetRef") and kind(node.getparent()) in _ASSOCIATED:
        yield what, text_of(node)
    for name, value in node.attrib.items():
        if name in _REFERENCES and what != "participantMultiplicity":
            yield name, value


def flow_ends(diagram: Diagram) -> Iterator[Finding]:
    """Report flows that do not join two nodes of one scope."""
    for flow in diagram.flows:
        source = diagram.by_id.get(flow.get("sourceRef") or "")
        target = diagram.by_id.get(flow.get("targetRef") or "")
        inside = flow.getparent()
        for end in (source, target):
            if end is None or kind(end) not in FLOW_NODES or end.getparent() is not inside:
                yield found(
                    "flow_ends",
                    flow,
                    "顺序流的两端必须是同一层的节点。",
                    "A flow must join two nodes of the same process or sub-process.",
                )
                break


def flow_lists(diagram: Diagram) -> Iterator[Finding]:
    """Report nodes whose `incoming` and `outgoing` lists differ from the flows that are drawn."""
    listed = any(children(node, "incoming", "outgoing") for node in diagram.flow_nodes)
    for node in diagram.flow_nodes if listed else ():
        name = node.get("id", "")
        for tag, drawn in (
            ("incoming", diagram.incoming.get(name, [])),
            ("outgoing", diagram.outgoing.get(name, [])),
        ):
            said = sorted(local(text_of(entry)) for entry in children(node, tag))
            if said != sorted(flow.get("id", "") for flow in drawn):
                yield found(
                    "flow_lists",
                    node,
                    "节点的 {tag} 与所画的顺序流不一致。",
                    "The node's {tag} list differs from the flows that are drawn.",
                    tag=tag,
                )


def start_event(diagram: Diagram) -> Iterator[Finding]:
    """Report executable processes that nothing can start."""
    for process in diagram.executable:
        instantiating = any(
            flag(node, "instantiate", False) for node in children(process, "receiveTask")
        )
        if not children(process, "startEvent") and not instantiating:
            yield found("start_event", process, "流程没有开始事件。", "There is no start event.")


def executable(diagram: Diagram) -> Iterator[Finding]:
    """Report a file in which no process can be executed."""
    if not diagram.executable:
        yield found("executable", None, "图中没有可执行的流程。", "No process is executable.")


def ways_in(diagram: Diagram) -> Iterator[Finding]:
    """Report nodes that no token can enter, and starts that a flow leads into."""
    for node in diagram.flow_nodes:
        entries = diagram.incoming.get(node.get("id", ""), [])
        must = node.getparent() in diagram.bounded or kind(node).startswith("intermediate")
        if _never_entered(diagram, node):
            if entries:
                zh, en = "此元素不能有进入的顺序流。", "No flow may lead into this element."
                yield found("ways_in", node, zh, en)
        elif not entries and must:
            yield found("ways_in", node, "没有顺序流进入此元素。", "No flow leads into it.")


def _never_entered(diagram: Diagram, node: Node) -> bool:
    what = kind(node)
    if what in ("startEvent", "boundaryEvent"):
        return True
    if flag(node, "triggeredByEvent", False) or flag(node, "isForCompensation", False):
        return True
    if flag(node, "instantiate", False):
        return True
    return what == "intermediateCatchEvent" and _is_link(diagram, node)


def ways_out(diagram: Diagram) -> Iterator[Finding]:
    """Report nodes that no token can leave, and ends that a flow leads out of."""
    for node in diagram.flow_nodes:
        what, exits = kind(node), diagram.outgoing.get(node.get("id", ""), [])
        kinds = {kind(d) for d in diagram.event_definitions(node)}
        undoing = what == "boundaryEvent" and "compensateEventDefinition" in kinds
        jumping = what == "intermediateThrowEvent" and "linkEventDefinition" in kinds
        apart = flag(node, "triggeredByEvent", False) or flag(node, "isForCompensation", False)
        if what == "endEvent" or undoing or jumping or apart:
            if exits:
                zh, en = "此元素不能有离开的顺序流。", "No flow may lead out of this element."
                yield found("ways_out", node, zh, en)
        elif not exits and (node.getparent() in diagram.bounded or "Event" in what):
            yield found("ways_out", node, "没有顺序流离开此元素。", "No flow leads out of it.")


def _is_link(diagram: Diagram, node: Node) -> bool:
    return any(kind(d) == "linkEventDefinition" for d in diagram.event_definitions(node))


def reachable(diagram: Diagram) -> Iterator[Finding]:
    """Report nodes that no token can ever reach."""
    for scope in diagram.scopes:
        nodes = [node for node in scope if kind(node) in FLOW_NODES]
        if not children(scope, "startEvent"):
            continue
        seen = _reached(diagram, nodes)
        for node in nodes:
            if node.get("id") not in seen and diagram.incoming.get(node.get("id", "")):
                yield found(
                    "reachable", node, "没有任何路径到达此元素。", "No path leads to this element."
                )


def _reached(diagram: Diagram, nodes: list[Node]) -> set[str]:
    names = {node.get("id", "") for node in nodes}
    attached = {n.get("id", "") for n in nodes if kind(n) == "boundaryEvent"}
    seen: set[str] = set()
    level = [
        n.get("id", "") for n in nodes if _never_entered(diagram, n) and n.get("id") not in attached
    ]
    while level:
        name = level.pop()
        if name in seen:
            continue
        seen.add(name)
        level += [f.get("targetRef", "") for f in diagram.outgoing.get(name, [])]
        level += [b.get("id", "") for b in diagram.attached.get(name, [])]
    return seen & names


def pools(diagram: Diagram) -> Iterator[Finding]:
    """Report message flows that do not go from one pool to another, or from or to a wrong end."""
    for flow in diagram.named("messageFlow"):
        source = diagram.by_id.get(local(flow.get("sourceRef", "")))
        target = diagram.by_id.get(local(flow.get("targetRef", "")))
        if not (_may_send(diagram, source) and _may_receive(diagram, target)):
            zh, en = (
                "消息流的起点或终点不能收发消息。",
                "An end of the flow cannot send or receive.",
            )
            yield found("pools", flow, zh, en)
        elif _pool(diagram, source) is _pool(diagram, target):
            zh, en = "消息流必须连接两个不同的池。", "A message flow must join two pools."
            yield found("pools", flow, zh, en)


def _may_send(diagram: Diagram, node: Node | None) -> bool:
    what = "" if node is None else kind(node)
    if what in ("endEvent", "intermediateThrowEvent"):
        kinds = {kind(d) for d in diagram.event_definitions(node)}
        return "messageEventDefinition" in kinds
    return what == "participant" or what in ACTIVITIES


def _may_receive(diagram: Diagram, node: Node | None) -> bool:
    what = "" if node is None else kind(node)
    if what in ("startEvent", "intermediateCatchEvent", "boundaryEvent"):
        kinds = {kind(d) for d in diagram.event_definitions(node)}
        return "messageEventDefinition" in kinds
    return what == "participant" or what in ACTIVITIES


def _pool(diagram: Diagram, node: Node | None) -> Node | None:
    if node is None or kind(node) == "participant":
        process = None if node is None else node.get("processRef")
        found_process = diagram.by_id.get(local(process or ""))
        return node if found_process is None else found_process
    while node is not None and kind(node) != "process":
        node = node.getparent()
    return node


def choreography(diagram: Diagram) -> Iterator[Finding]:
    """Report choreographies and conversations, which describe no process."""
    for node in diagram.root.iter():
        what = kind(node)
        if "horeography" in what or what in ("globalConversation", "callConversation"):
            zh, en = "不能执行编排图与会话图。", "Choreographies and conversations cannot be run."
            yield found("choreography", node, zh, en)
            return


def foreign_extensions(diagram: Diagram) -> Iterator[Finding]:
    """Warn of other products' extensions, which are kept and not executed."""
    for node in diagram.root.iter():
        for name in node.attrib:
            if any(sign in name for sign in _FOREIGN):
                yield _foreign(node)
                break
    for holder in diagram.named("extensionElements"):
        if any(any(sign in str(entry.tag) for sign in _FOREIGN) for entry in holder):
            yield _foreign(holder.getparent())


_FOREIGN = ("camunda.org", "flowable.org", "activiti.org", "spiffworkflow.org", "jboss.org")


def _foreign(node: Node) -> Finding:
    zh = "其他产品的扩展会保留，但不会执行。"
    en = "Another product's extension is kept but not executed."
    return found("foreign_extensions", node, zh, en, severity="warning")


def immediate(diagram: Diagram) -> Iterator[Finding]:
    """Report flows that are not to be followed at once: nothing executable has such."""
    for flow in diagram.flows:
        if flow.get("isImmediate") is not None and not flag(flow, "isImmediate", True):
            zh, en = "顺序流不能标为非立即。", "A flow cannot be marked as not immediate."
            yield found("immediate", flow, zh, en)
