"""What happens at events: something is waited for, or something is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.bpmn.frames import Frame
from engine.bpmn.specs.base import FlowNode
from engine.bpmn.specs.compensation import undo
from engine.bpmn.specs.definitions import EventDefinition, Message, Timer, mapped
from engine.bpmn.tokens import WAITING, Subscription, Token

if TYPE_CHECKING:
    from engine.bpmn.workflow import Scope


class Event(FlowNode):
    """An event with its definitions; none for a none event."""

    definitions: tuple[EventDefinition, ...] = ()
    parallel_multiple = False
    interrupting = True

    def subscriptions(self, scope: Scope, frame: Frame) -> list[Subscription]:
        """Return what to wait for so that this event can happen."""
        case = scope.top_workflow
        return [
            definition.subscribe(self, index, frame, case)
            for index, definition in enumerate(self.definitions)
            if definition.heard
        ]

    def take_in(
        self, wait: Subscription, frame: Frame, scope: Scope, payload: Mapping[str, Any]
    ) -> None:
        """Write what an event brings into the data, mapped where the diagram maps it."""
        definition = self.definitions[wait.index]
        if isinstance(definition, Message) and definition.inputs:
            case = scope.top_workflow
            frame.write(mapped(definition.inputs, self, frame, case, payload))
        else:
            frame.write(payload)


class CatchEvent(Event):
    """Waits for its event, or for all of them where it is parallel multiple."""

    def _update_hook(self, my_task: Token) -> bool:
        if not self.definitions or self.definitions[0].kind == "link":
            return True
        my_task._state = WAITING
        my_task.waits = self.subscriptions(my_task.workflow, my_task.frame)
        return False

    def caught(self, owner: Token, wait: Subscription, payload: Mapping[str, Any]) -> None:
        """Go on, the event having happened; `owner` is this event's token or the gateway's."""
        scope = owner.workflow
        if owner.task_spec is not self:
            owner = self._chosen(owner)
        self.take_in(wait, owner.frame, scope, payload)
        definition = self.definitions[wait.index]
        if self.parallel_multiple:
            owner.waits = [other for other in owner.waits if other is not wait]
            if owner.waits:
                return
        elif isinstance(definition, Timer) and definition.renew(
            self, wait, owner.frame, scope.top_workflow
        ):
            owner._state, owner.waits = WAITING, [wait]
            for flow in self.taken(owner):
                scope.follow(flow)
            return
        owner.waits = []
        owner._ready()

    def _chosen(self, gateway: Token) -> Token:
        """Move on from an event-based gateway to this event, which happened first."""
        scope, node = gateway.workflow, gateway.task_spec
        case = scope.top_workflow
        case.note(node.bpmn_id, node.kind)
        flow = next(flow for flow in node.flows if flow.target is self)
        case.note(flow.id, "sequenceFlow")
        scope.remove(gateway)
        return Token(scope, self, flow=flow.id)


class StartEvent(Event):
    """Where a process, a sub-process or an event sub-process begins."""


class BoundaryEvent(Event):
    """An event at the border of an activity, which it may interrupt."""

    def caught(self, owner: Token, wait: Subscription, payload: Mapping[str, Any]) -> None:
        """React to the event: leave the activity for this way out, or send a token besides."""
        scope, case = owner.workflow, owner.workflow.top_workflow
        self.take_in(wait, scope.frame, scope, payload)
        if not self.interrupting:
            definition = self.definitions[wait.index]
            if isinstance(definition, Timer) and not definition.renew(
                self, wait, scope.frame, case
            ):
                owner.waits = [other for other in owner.waits if other is not wait]
        self._branch(owner)

    def handle(self, place: Token) -> None:
        """React to an error, an escalation or a cancellation out of the activity."""
        scope = place.workflow
        owner = place if place.body is None else scope.tasks[place.body]
        self._branch(owner)

    def _branch(self, owner: Token) -> None:
        if self.interrupting:
            owner.workflow.remove(owner)
        self.beside(owner)

    def beside(self, owner: Token) -> None:
        """Send a token along this way out and leave the activity as it is."""
        Token(owner.workflow, self)._ready()


class ThrowEvent(Event):
    """Sends what its definitions say and goes on."""

    def _run_hook(self, my_task: Token) -> bool | None:
        for definition in self.definitions:
            if not self.throw(definition, my_task) or not my_task.alive:
                return None
        return True

    def throw(self, definition: Any, token: Token) -> bool:
        """Send one thing; return whether the token can go on at once."""
        case = token.workflow.top_workflow
        if definition.kind == "message":
            definition.throw(self, token.frame, case)
        elif definition.kind == "signal":
            case.signal(definition.name)
        elif definition.kind == "escalation":
            case.escalate(token, definition.code)
        elif definition.kind == "compensate":
            return undo(token, definition.activity)
        return True


class LinkThrow(ThrowEvent):
    """Jumps to the link event of the same name."""

    def leave(self, token: Token) -> None:
        """Put the token at the link's other end."""
        scope = token.workflow
        link: Any = self.definitions[0]
        scope.top_workflow.note(self.bpmn_id, self.kind)
        scope.remove(token)
        scope.arrive(scope.spec.links[link.name])


class EndEvent(ThrowEvent):
    """Where a token ends, with what the event's definitions say."""

    def _run_hook(self, my_task: Token) -> bool | None:
        case = my_task.workflow.top_workflow
        case.ends = [end for end in case.ends if end != self.bpmn_id] + [self.bpmn_id]
        return super()._run_hook(my_task)

    def throw(self, definition: Any, token: Token) -> bool:
        """Send one thing; ending the scope, failing and cancelling take the token with them."""
        scope = token.workflow
        case = scope.top_workflow
        if definition.kind == "terminate":
            case.note(self.bpmn_id, self.kind)
            scope.clear()
            scope.settle()
            return False
        if definition.kind == "error":
            if not case.is_caught(token, definition.code):
                if case.hand_on_error(definition.code):
                    case.note(self.bpmn_id, self.kind)
                else:
                    token.stop(definition.code)
                return False
            case.note(self.bpmn_id, self.kind)
            scope.remove(token)
            case.throw_error(token, definition.code)
            scope.settle()
            return False
        if definition.kind == "cancel":
            for other in list(scope.tasks.values()):
                if other is not token:
                    scope.remove(other)
            return undo(token, None)
        return super().throw(definition, token)

    def leave(self, token: Token) -> None:
        """End the token; after a cancellation, leave the transaction by its cancel event."""
        host = token.workflow.host
        if host is None or not any(d.kind == "cancel" for d in self.definitions):
            super().leave(token)
            return
        host.workflow.top_workflow.note(self.bpmn_id, self.kind)
        for boundary in host.task_spec.boundaries:
            if any(d.kind == "cancel" for d in boundary.definitions):
                boundary.handle(host)
                return
        super().leave(token)
