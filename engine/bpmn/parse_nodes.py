"""How the nodes of a diagram become specs: one parser class for each kind that says more."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser

from engine.bpmn import extensions as ext
from engine.bpmn.diagram import Diagram, local
from engine.bpmn.event_reader import definition_of, message_of, told_of
from engine.bpmn.names import Node, child, flag, kind, own, text_of
from engine.bpmn.specs import activities as act
from engine.bpmn.specs import events as ev
from engine.bpmn.specs import gateways as gates
from engine.bpmn.specs import inner
from engine.bpmn.specs.calls import CallCase
from engine.bpmn.specs.instances import MultiInstance
from engine.bpmn.specs.loops import StandardLoop


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
        """Read the loop, the numbers of tokens and who does it or chooses to begin it."""
        task.start_quantity = int(self.node.get("startQuantity", 1))
        task.completion_quantity = int(self.node.get("completionQuantity", 1))
        task.for_compensation = flag(self.node, "isForCompensation", False)
        task.role = ext.roles_of(self.node, self.diagram)
        task.scope_text = ext.scope_of(self.node, self.diagram)
        task.lane_name, task.documentation_text = task.lane, task.documentation or ""
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
            tellings=told_of(self.diagram, loop),
        )

    def _result(self) -> str | None:
        """Return the activity's result name where it cannot mean the result of a rule."""
        plain = kind(self.node) not in ("businessRuleTask", "serviceTask")
        return own(self.node, "result") if plain else None


class PersonParser(ActivityParser):
    """Reads user and manual tasks."""

    def fill(self, task: Any) -> None:
        """Read which person does it, by which form, until when."""
        super().fill(task)
        task.assignee = own(self.node, "assignee")
        task.not_assignee = own(self.node, "notAssignee")
        task.share = own(self.node, "share")
        task.form = own(self.node, "form")
        task.due = ext.due_of(self.node)
        task.access = ext.access_of(self.node)


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
        made = inner.EventSubProcess if triggered else self.spec_class
        return made(self.spec, self.bpmn_id, **self.bpmn_attributes)

    def fill(self, task: Any) -> None:
        """Compile the inside."""
        super().fill(task)
        parser = self.process_parser.parser
        parser.create_parser(self.node, filename=self.filename)
        task.inside = parser.get_spec(self.bpmn_id)
        if isinstance(task, inner.EventSubProcess):
            starts = [n for n in task.inside.task_specs.values() if isinstance(n, ev.StartEvent)]
            task.begins = starts[0]


class AdHocParser(SubProcessParser):
    """Reads ad-hoc sub-processes."""

    def fill(self, task: Any) -> None:
        """Read in which order its activities may run, and when it is over."""
        super().fill(task)
        task.sequential = self.node.get("ordering") == "Sequential"
        task.until = ext.feel(text_of(child(self.node, "completionCondition")))
        task.cancels = flag(self.node, "cancelRemainingInstances", True)


class CallParser(ActivityParser):
    """Reads call activities: of what the same file holds, or of another procedure."""

    def create_task(self) -> Any:
        """Return a spec of a call inside the case, or of one that opens a case of its own."""
        made = self.spec_class if self._here else CallCase
        return made(self.spec, self.bpmn_id, **self.bpmn_attributes)

    @property
    def _called(self) -> str:
        return local(self.node.get("calledElement", ""))

    @property
    def _here(self) -> bool:
        return self._called in self.diagram.by_id

    def fill(self, task: Any) -> None:
        """Read the mappings and what is called."""
        super().fill(task)
        task.inputs = ext.mapping(self.node, "input")
        task.outputs = ext.mapping(self.node, "output")
        if self._here:
            task.inside = self.process_parser.parser.called_spec(self._called)
            return
        task.procedure, task.version = self._called, ext.version_of(self.node)
        task.form, task.due = own(self.node, "form"), ext.due_of(self.node)


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
