"""What a process or sub-process is made of, frozen and shared by all cases that run it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

if TYPE_CHECKING:
    from engine.bpmn.specs.base import FlowNode
    from engine.bpmn.specs.gateways import LateJoin
    from engine.bpmn.specs.inner import EventSubProcess


class ScopeSpec(BpmnProcessSpec):
    """A scope's nodes by id, its starts, its event sub-processes, its joins that must look far.

    The library's own `Start`, `End` and end join are taken out: a diagram may use these ids.
    """

    def __init__(self, name: str, description: str = "", filename: str | None = None) -> None:
        super().__init__(name=name, description=description, filename=filename)
        self.task_specs: dict[str, FlowNode] = {}
        self.start = self.end = None
        self.starts: tuple[FlowNode, ...] = ()
        self.listeners: tuple[EventSubProcess, ...] = ()
        self.late_joins: tuple[LateJoin, ...] = ()
        self.links: dict[str, FlowNode] = {}
        self.undo_start: EventSubProcess | None = None
        self.undoer: FlowNode | None = None

    def linked(self, node: FlowNode) -> list[FlowNode]:
        """Return the link event to which a node jumps, if it does."""
        if node.kind != "intermediateThrowEvent":
            return []
        names = [each.name for each in getattr(node, "definitions", ()) if each.kind == "link"]
        return [self.links[name] for name in names if name in self.links]

    def reaching(self, target: FlowNode) -> dict[str, frozenset[str]]:
        """Return, for each flow into a node, whence a token can come by it without passing there.

        A token at an activity can also leave by an event at its border, one at a link by its other
        end.
        """
        before: dict[str, list[str]] = {}
        by_flow: dict[str, str] = {}
        for node in self.task_specs.values():
            for flow in node.flows:
                before.setdefault(flow.target.name, []).append(node.name)
                by_flow[flow.id] = node.name
            for follower in (*node.boundaries, *self.linked(node)):
                before.setdefault(follower.name, []).append(node.name)
        return {flow: _back(by_flow[flow], target.name, before) for flow in target.incoming}


def _back(first: str, target: str, before: dict[str, list[str]]) -> frozenset[str]:
    found, level = {first}, [first]
    while level:
        for source in before.get(level.pop(), ()):
            if source != target and source not in found:
                found.add(source)
                level.append(source)
    return frozenset(found - {target})
