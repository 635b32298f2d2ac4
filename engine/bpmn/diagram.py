"""What is drawn: the elements of a diagram, found by id, with their references resolved."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from engine.bpmn.names import (
    FLOW_NODES,
    GLOBAL_TASKS,
    SCOPES,
    Node,
    bpmn,
    child,
    children,
    flag,
    kind,
    text_of,
)
from engine.bpmn.xml import read_xml

DEFINITIONS = frozenset(
    [
        "messageEventDefinition",
        "timerEventDefinition",
        "signalEventDefinition",
        "errorEventDefinition",
        "escalationEventDefinition",
        "conditionalEventDefinition",
        "linkEventDefinition",
        "compensateEventDefinition",
        "cancelEventDefinition",
        "terminateEventDefinition",
    ]
)


def read_diagram(xml: bytes) -> Diagram:
    """Read a BPMN file; raise BadDiagram for what is not one, is too large or is unsafe."""
    return Diagram(read_xml(xml))


class Diagram:
    """A BPMN file as it is drawn, indexed; nothing in it has been judged or compiled."""

    def __init__(self, root: Node) -> None:
        self.root = root
        self.by_id: dict[str, Node] = {}
        self.outgoing: dict[str, list[Node]] = {}
        self.incoming: dict[str, list[Node]] = {}
        self.attached: dict[str, list[Node]] = {}
        for node in root.iter(f"{{{root.nsmap.get(root.prefix)}}}*"):
            self._index(node)

    def _index(self, node: Node) -> None:
        name = node.get("id")
        if name:
            self.by_id.setdefault(name, node)
        what = kind(node)
        if what == "sequenceFlow":
            self.outgoing.setdefault(node.get("sourceRef", ""), []).append(node)
            self.incoming.setdefault(node.get("targetRef", ""), []).append(node)
        elif what == "boundaryEvent":
            self.attached.setdefault(node.get("attachedToRef", ""), []).append(node)

    @cached_property
    def processes(self) -> list[Node]:
        """Return the file's processes, in document order."""
        return list(self.root.findall(bpmn("process")))

    @cached_property
    def executable(self) -> list[Node]:
        """Return the processes that the engine is asked to run."""
        return [p for p in self.processes if p.get("isExecutable", "true") in ("true", "1")]

    @cached_property
    def global_tasks(self) -> dict[str, Node]:
        """Return the tasks that stand outside any process, by id."""
        return {n.get("id", ""): n for n in self.root if kind(n) in GLOBAL_TASKS}

    def process(self, key: str) -> Node | None:
        """Return the process with this id."""
        return next((p for p in self.processes if p.get("id") == key), None)

    @cached_property
    def flow_nodes(self) -> list[Node]:
        """Return every activity, gateway and event of every process."""
        return [n for p in self.processes for n in p.iter() if kind(n) in FLOW_NODES]

    @cached_property
    def flows(self) -> list[Node]:
        """Return every sequence flow of every process."""
        return [f for p in self.processes for f in p.iter(bpmn("sequenceFlow"))]

    @cached_property
    def scopes(self) -> list[Node]:
        """Return the processes and all sub-processes in them."""
        return [n for p in self.processes for n in p.iter() if kind(n) in SCOPES]

    @cached_property
    def bounded(self) -> frozenset[Node]:
        """Return the scopes with start or end events, in which nothing begins or ends unsaid."""
        return frozenset(s for s in self.scopes if children(s, "startEvent", "endEvent"))

    def named(self, tag: str) -> Iterator[Node]:
        """Yield all elements of one BPMN kind."""
        yield from self.root.iter(bpmn(tag))

    def event_definitions(self, event: Node) -> list[Node]:
        """Return an event's definitions, those that it refers to included."""
        found = [n for n in event if kind(n) in DEFINITIONS]
        for reference in children(event, "eventDefinitionRef"):
            target = self.by_id.get(local(text_of(reference)))
            if target is not None and kind(target) in DEFINITIONS:
                found.append(target)
        return found

    def referred(self, node: Node, attribute: str, tag: str) -> Node | None:
        """Return the element of one kind that an attribute refers to."""
        target = self.by_id.get(local(node.get(attribute) or ""))
        return target if target is not None and kind(target) == tag else None

    @cached_property
    def handlers(self) -> dict[str, str]:
        """Return, for each compensation boundary, the activity that an association joins to it."""
        found: dict[str, str] = {}
        for association in self.named("association"):
            ends = [local(association.get(name, "")) for name in ("sourceRef", "targetRef")]
            for boundary, other in (ends, reversed(ends)):
                target = self.by_id.get(other)
                if target is not None and flag(target, "isForCompensation", False):
                    found.setdefault(boundary, other)
        return found

    @cached_property
    def lanes(self) -> dict[str, tuple[Node, ...]]:
        """Return, for each flow node in a lane, its lanes from the outermost inward."""
        found: dict[str, tuple[Node, ...]] = {}
        for process in self.processes:
            for lane_set in process.iter(bpmn("laneSet")):
                if kind(lane_set.getparent()) in SCOPES:
                    self._walk_lanes(lane_set, (), found)
        return found

    def _walk_lanes(
        self, lane_set: Node, above: tuple[Node, ...], found: dict[str, tuple[Node, ...]]
    ) -> None:
        for lane in children(lane_set, "lane"):
            path = (*above, lane)
            for reference in children(lane, "flowNodeRef"):
                name = local(text_of(reference))
                if len(path) > len(found.get(name, ())):
                    found[name] = path
            inner = child(lane, "childLaneSet")
            if inner is not None:
                self._walk_lanes(inner, path, found)

    def lanes_of(self, node: Node | None) -> tuple[Node, ...]:
        """Return the lanes around a flow node, those of its enclosing sub-processes first."""
        path: tuple[Node, ...] = ()
        while node is not None and kind(node) != "process":
            path = self.lanes.get(node.get("id", ""), ()) + path
            node = node.getparent()
        return path


def local(reference: str) -> str:
    """Return a qualified name's local part."""
    return reference.rpartition(":")[2].strip()
