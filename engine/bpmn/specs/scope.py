"""What a process or sub-process is made of, frozen and shared by all cases that run it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

if TYPE_CHECKING:
    from engine.bpmn.specs.activities import EventSubProcess
    from engine.bpmn.specs.base import FlowNode
    from engine.bpmn.specs.gateways import LateJoin


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

    def reach(self, target: FlowNode, flow: str) -> frozenset[str]:
        """Return the nodes from which a token can come in by a flow without passing the target."""
        before = self._sources()
        first = next(source for source, out in before["flows"] if out == flow)
        found, open_nodes = {first}, [first]
        while open_nodes:
            for source in before["nodes"].get(open_nodes.pop(), ()):
                if source != target.name and source not in found:
                    found.add(source)
                    open_nodes.append(source)
        return frozenset(found - {target.name})

    def _sources(self) -> dict[str, Any]:
        nodes: dict[str, list[str]] = {}
        flows: list[tuple[str, str]] = []
        for node in self.task_specs.values():
            for flow in node.flows:
                nodes.setdefault(flow.target.name, []).append(node.name)
                flows.append((node.name, flow.id))
            for boundary in node.boundaries:
                nodes.setdefault(boundary.name, []).append(node.name)
        return {"nodes": nodes, "flows": flows}
