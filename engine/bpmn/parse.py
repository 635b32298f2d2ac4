"""How a diagram becomes specs: own parser classes on the library's core parser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser

from engine.bpmn import extensions as ext
from engine.bpmn.diagram import Diagram, local
from engine.bpmn.event_reader import definition_of, message_of
from engine.bpmn.names import (
    FLOW_NODES,
    Node,
    bpmn,
    child,
    flag,
    kind,
    own,
    text_of,
)
from engine.bpmn.specs import activities as act
from engine.bpmn.specs import events as ev
from engine.bpmn.specs import gateways as gates
from engine.bpmn.specs.base import Flow
from engine.bpmn.specs.compensation import Undoer
from engine.bpmn.specs.loops import MultiInstance, StandardLoop
from engine.bpmn.specs.scope import ScopeSpec


class NodeParser(TaskParser):
    """Makes the spec of one node; its flows are connected when all nodes of the scope exist."""

    @property
    def diagram(self) -> Diagram:
        """Return the diagram the node stands in."""
        diagram: Diagram = self.process_parser.parser.diagram
        return diagram

    @property
    def bpmn_attributes(self) -> dict[str, Any]:
        """Return what every spec is made with."""
        return {
            "kind": kind(self.node),
            "lane": ext.lane_name(self.node, self.diagram),
            "bpmn_name": " ".join((self.node.get("name") or "").split()),
            "documentation": text_of(child(self.node, "documentation")),
            "description": kind(self.node),
        }

    def parse_node(self) -> Any:
        """Return the node's spec."""
        task = self.create_task()
        task.incoming = tuple(f.get("id") for f in self.diagram.incoming.get(self.bpmn_id, ()))
        self.fill(task)
        return task

    def fill(self, task: Any) -> None:
        """Read what this kind of node says beyond its name."""


class ActivityParser(NodeParser):
    """Reads what all activities can have: loops, quantities."""

    def fill(self, task: Any) -> None:
        """Read the loop and the numbers of tokens."""
        task.start_quantity = int(self.node.get("startQuantity", 1))
        task.completion_quantity = int(self.node.get("completionQuantity", 1))
        task.for_compensation = flag(self.node, "isForCompensation", False)
        standard = child(self.node, "standardLoopCharacteristics")
        many = child(self.node, "multiInstanceLoopCharacteristics")
        if standard is not None:
            maximum = standard.get("loopMaximum")
            task.loop = StandardLoop(
                ext.feel(text_of(child(standard, "loopCondition"))),
                None if maximum is None else int(maximum),
                flag(standard, "testBefore", False),
            )
        elif many is not None:
            task.loop = self._multi_instance(many)

    def _multi_instance(self, loop: Node) -> MultiInstance:
        return MultiInstance(
            sequential=flag(loop, "isSequential", False),
            cardinality=ext.feel(text_of(child(loop, "loopCardinality"))),
            collection=ext.feel(ext.either(loop, self.node, "collection")),
            item=ext.either(loop, self.node, "item"),
            result=own(loop, "result") or self._result(),
            until=ext.feel(text_of(child(loop, "completionCondition"))),
        )

    def _result(self) -> str | None:
        """Return the activity's result name where it cannot mean the result of a rule."""
        plain = kind(self.node) not in ("businessRuleTask", "serviceTask")
        return own(self.node, "result") if plain else None


class PersonParser(ActivityParser):
    """Reads user and manual tasks."""

    def fill(self, task: Any) -> None:
        """Read who does it, by which form, until when."""
        super().fill(task)
        task.role = ext.roles_of(self.node, self.diagram)
        task.scope_text = ext.scope_of(self.node, self.diagram)
        task.assignee = own(self.node, "assignee")
        task.not_assignee = own(self.node, "notAssignee")
        task.form = own(self.node, "form")
        task.due = ext.due_of(self.node)
        task.access = ext.access_of(self.node)
        task.lane_name = task.lane
        task.documentation_text = task.documentation or ""


class ScriptParser(ActivityParser):
    """Reads script tasks, whose script is a FEEL context."""

    def fill(self, task: Any) -> None:
        """Compile the script."""
        super().fill(task)
        task.script = ext.feel(text_of(child(self.node, "script")))


class RuleParser(ActivityParser):
    """Reads business rule tasks."""

    def fill(self, task: Any) -> None:
        """Read the decision's name, inputs and result."""
        super().fill(task)
        task.decision = own(self.node, "decision") or ""
        task.result = own(self.node, "result")
        task.inputs = ext.mapping(self.node, "input")


class ServiceParser(ActivityParser):
    """Reads service tasks."""

    def fill(self, task: Any) -> None:
        """Read the action's name, inputs and outputs."""
        super().fill(task)
        task.action = own(self.node, "action") or ""
        task.result = own(self.node, "result")
        task.inputs = ext.mapping(self.node, "input")
        task.outputs = ext.mapping(self.node, "output")


class MessageTaskParser(ActivityParser):
    """Reads send and receive tasks."""

    def fill(self, task: Any) -> None:
        """Read the message."""
        super().fill(task)
        message = message_of(self.diagram, self.node, self.node)
        if isinstance(task, act.ReceiveTask):
            task.definitions = (message,)
        else:
            task.message = message


class SubProcessParser(ActivityParser):
    """Reads embedded sub-processes, transactions and event sub-processes."""

    def create_task(self) -> Any:
        """Return a spec of an embedded or of an event sub-process."""
        triggered = flag(self.node, "triggeredByEvent", False)
        made = act.EventSubProcess if triggered else self.spec_class
        return made(self.spec, self.bpmn_id, **self.bpmn_attributes)

    def fill(self, task: Any) -> None:
        """Compile the inside."""
        super().fill(task)
        parser = self.process_parser.parser
        parser.create_parser(self.node, filename=self.filename)
        task.inside = parser.get_spec(self.bpmn_id)
        if isinstance(task, act.EventSubProcess):
            starts = [n for n in task.inside.task_specs.values() if isinstance(n, ev.StartEvent)]
            task.begins = starts[0]


class CallParser(ActivityParser):
    """Reads call activities."""

    def fill(self, task: Any) -> None:
        """Read the mappings and find the called procedure."""
        super().fill(task)
        task.inputs = ext.mapping(self.node, "input")
        task.outputs = ext.mapping(self.node, "output")
        task.inside = self.process_parser.parser.called_spec(
            self.diagram, local(self.node.get("calledElement", ""))
        )


class GatewayParser(NodeParser):
    """Reads gateways."""

    def fill(self, task: Any) -> None:
        """Read a complex gateway's activation condition."""
        if isinstance(task, gates.ComplexGateway):
            task.activation = ext.feel(text_of(child(self.node, "activationCondition")))


class EventParser(NodeParser):
    """Reads all events."""

    def create_task(self) -> Any:
        """Return an event's spec; a link event that throws has its own."""
        made = self.spec_class
        links = [d for d in self.diagram.event_definitions(self.node) if _is_link(d)]
        if links and made is ev.ThrowEvent:
            made = ev.LinkThrow
        return made(self.spec, self.bpmn_id, **self.bpmn_attributes)

    def fill(self, task: Any) -> None:
        """Read the definitions."""
        found = self.diagram.event_definitions(self.node)
        task.definitions = tuple(definition_of(self.diagram, self.node, d) for d in found)
        task.parallel_multiple = flag(self.node, "parallelMultiple", False) and len(found) > 1
        if isinstance(task, ev.BoundaryEvent):
            task.interrupting = flag(self.node, "cancelActivity", True)
        elif isinstance(task, ev.StartEvent):
            task.interrupting = flag(self.node, "isInterrupting", True)


def _is_link(definition: Node) -> bool:
    return kind(definition) == "linkEventDefinition"


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
        inner = [n for n in nodes if isinstance(n, act.EventSubProcess)]
        undoes = [n for n in inner if any(d.kind == "compensate" for d in n.definitions)]
        spec.listeners = tuple(n for n in inner if n not in undoes)
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
            "task": (ActivityParser, act.PlainTask),
            "userTask": (PersonParser, act.PersonTask),
            "manualTask": (PersonParser, act.PersonTask),
            "scriptTask": (ScriptParser, act.ScriptTask),
            "businessRuleTask": (RuleParser, act.RuleTask),
            "serviceTask": (ServiceParser, act.ServiceTask),
            "sendTask": (MessageTaskParser, act.SendTask),
            "receiveTask": (MessageTaskParser, act.ReceiveTask),
            "subProcess": (SubProcessParser, act.SubProcess),
            "transaction": (SubProcessParser, act.SubProcess),
            "callActivity": (CallParser, act.CallActivity),
            "exclusiveGateway": (GatewayParser, gates.ExclusiveGateway),
            "parallelGateway": (GatewayParser, gates.ParallelGateway),
            "inclusiveGateway": (GatewayParser, gates.InclusiveGateway),
            "complexGateway": (GatewayParser, gates.ComplexGateway),
            "eventBasedGateway": (GatewayParser, gates.EventBasedGateway),
            "startEvent": (EventParser, ev.StartEvent),
            "endEvent": (EventParser, ev.EndEvent),
            "intermediateCatchEvent": (EventParser, ev.CatchEvent),
            "intermediateThrowEvent": (EventParser, ev.ThrowEvent),
            "boundaryEvent": (EventParser, ev.BoundaryEvent),
        }.items()
    }

    def __init__(self, diagram: Diagram, called_spec: Callable[[Diagram, str], ScopeSpec]) -> None:
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
