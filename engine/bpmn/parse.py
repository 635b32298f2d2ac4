"""How a diagram becomes specs: own parser classes on the library's core parser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser

from engine.bpmn import extensions as ext
from engine.bpmn import parse_nodes as nodes_of
from engine.bpmn.diagram import Diagram
from engine.bpmn.names import FLOW_NODES, bpmn, child, kind, text_of
from engine.bpmn.specs import activities as act
from engine.bpmn.specs import events as ev
from engine.bpmn.specs import gateways as gates
from engine.bpmn.specs import inner
from engine.bpmn.specs.adhoc import AdHocSubProcess
from engine.bpmn.specs.base import Flow
from engine.bpmn.specs.compensation import Undoer
from engine.bpmn.specs.scope import ScopeSpec


class ScopeParser(ProcessParser):
    """Makes the spec of a process or sub-process."""

    spec: ScopeSpec

    def create_spec(self) -> ScopeSpec:
        """Return an empty spec."""
        return ScopeSpec(self.bpmn_id, self.get_name(), self.filename)

    def _parse(self) -> None:
        self.spec = self.create_spec()
        for node in self.node:
            if kind(node) in FLOW_NODES:
                self.parse_node(node)
        self._connect()
        self._attach()
        self._sum_up()

    def _connect(self) -> None:
        nodes, flows = self.spec.task_specs, self.parser.diagram.outgoing
        for node in nodes.values():
            default = self.parser.diagram.by_id[node.name].get("default")
            made = []
            for flow in flows.get(node.name, ()):
                target = nodes[flow.get("targetRef")]
                condition = ext.feel(text_of(child(flow, "conditionExpression")))
                is_default = default is not None and flow.get("id") == default
                made.append(Flow(flow.get("id"), target, condition, is_default))
                node.connect(target)
            node.flows = tuple(made)

    def _attach(self) -> None:
        nodes, diagram = self.spec.task_specs, self.parser.diagram
        for node in nodes.values():
            attached: list[Any] = [nodes[n.get("id")] for n in diagram.attached.get(node.name, ())]
            node.boundaries = tuple(attached)
            for boundary in attached:
                if any(d.kind == "compensate" for d in boundary.definitions):
                    node.compensation = nodes[diagram.handlers[boundary.name]]

    def _sum_up(self) -> None:
        spec = self.spec
        nodes: list[Any] = list(spec.task_specs.values())
        starts = [n for n in nodes if isinstance(n, ev.StartEvent)]
        plain = [n for n in starts if not n.definitions]
        spec.starts = tuple(plain or starts or [n for n in nodes if _begins(n)])
        reacting = [n for n in nodes if isinstance(n, inner.EventSubProcess)]
        undoes = [n for n in reacting if any(d.kind == "compensate" for d in n.definitions)]
        spec.listeners = tuple(n for n in reacting if n not in undoes)
        spec.undo_start = undoes[0] if undoes else None
        spec.undoer = Undoer(spec, " undoer", kind="")
        spec.links = {
            d.name: n
            for n in nodes
            for d in _definitions(n)
            if n.kind == _CATCH and d.kind == "link"
        }
        late = [n for n in nodes if isinstance(n, gates.LateJoin) and len(n.incoming) > 1]
        for node in late:
            node.prepare()
        spec.late_joins = tuple(late)


_CATCH = "intermediateCatchEvent"


def _definitions(node: Any) -> Any:
    return getattr(node, "definitions", ())


def _begins(node: Any) -> bool:
    attached = isinstance(node, ev.BoundaryEvent) or node.is_event_sub_process
    linked = any(d.kind == "link" for d in _definitions(node)) and node.kind == _CATCH
    return not (node.incoming or attached or linked or getattr(node, "for_compensation", False))


class DiagramParser(BpmnParser):
    """The library's parser with our classes for every element, over one diagram."""

    PROCESS_PARSER_CLASS = ScopeParser
    OVERRIDE_PARSER_CLASSES: ClassVar[dict[str, tuple[type, type]]] = {
        bpmn(tag): classes
        for tag, classes in {
            "task": (nodes_of.ActivityParser, act.PlainTask),
            "userTask": (nodes_of.PersonParser, act.PersonTask),
            "manualTask": (nodes_of.PersonParser, act.PersonTask),
            "scriptTask": (nodes_of.ScriptParser, act.ScriptTask),
            "businessRuleTask": (nodes_of.RuleParser, act.RuleTask),
            "serviceTask": (nodes_of.ServiceParser, act.ServiceTask),
            "sendTask": (nodes_of.MessageTaskParser, act.SendTask),
            "receiveTask": (nodes_of.MessageTaskParser, act.ReceiveTask),
            "subProcess": (nodes_of.SubProcessParser, inner.SubProcess),
            "transaction": (nodes_of.SubProcessParser, inner.SubProcess),
            "adHocSubProcess": (nodes_of.AdHocParser, AdHocSubProcess),
            "callActivity": (nodes_of.CallParser, inner.CallActivity),
            "exclusiveGateway": (nodes_of.GatewayParser, gates.ExclusiveGateway),
            "parallelGateway": (nodes_of.GatewayParser, gates.ParallelGateway),
            "inclusiveGateway": (nodes_of.GatewayParser, gates.InclusiveGateway),
            "complexGateway": (nodes_of.GatewayParser, gates.ComplexGateway),
            "eventBasedGateway": (nodes_of.GatewayParser, gates.EventBasedGateway),
            "startEvent": (nodes_of.EventParser, ev.StartEvent),
            "endEvent": (nodes_of.EventParser, ev.EndEvent),
            "intermediateCatchEvent": (nodes_of.EventParser, ev.CatchEvent),
            "intermediateThrowEvent": (nodes_of.EventParser, ev.ThrowEvent),
            "boundaryEvent": (nodes_of.EventParser, ev.BoundaryEvent),
        }.items()
    }

    def __init__(self, diagram: Diagram, called_spec: Callable[[str], ScopeSpec]) -> None:
        super().__init__()
        self.diagram, self.called_spec = diagram, called_spec
        self.add_bpmn_xml(diagram.root)

    def global_task(self, key: str) -> ScopeSpec:
        """Return a scope that holds nothing but a global task."""
        if key not in self.process_parsers:
            node = self.diagram.global_tasks[key]
            self.create_parser(node)
            scope = self.process_parsers[key]
            scope.spec = spec = scope.create_spec()
            made, spec_class = self.OVERRIDE_PARSER_CLASSES[bpmn(_local_task(kind(node)))]
            task = made(scope, spec_class, node, self.namespaces).parse_node()
            spec.starts = (task,)
        made_spec: ScopeSpec = self.process_parsers[key].spec
        return made_spec

    def _add_data_stores(self, bpmn: Any) -> None:
        """Leave data stores out: they are drawn for people and hold nothing."""


def _local_task(name: str) -> str:
    """Return the task that a global task is like: globalUserTask, userTask."""
    rest = name.removeprefix("global")
    return rest[0].lower() + rest[1:]
