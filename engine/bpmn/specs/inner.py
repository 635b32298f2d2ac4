"""What activities do that have an inside: sub-processes, calls, event sub-processes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.bpmn.frames import Frame
from engine.bpmn.specs.activities import Activity
from engine.bpmn.specs.definitions import Mapped, mapped
from engine.bpmn.specs.events import StartEvent
from engine.bpmn.tokens import STARTED, Subscription, Token
from engine.bpmn.workflow import InnerScope, Scope

if TYPE_CHECKING:
    from engine.bpmn.specs.scope import ScopeSpec


class SubProcess(Activity):
    """An embedded sub-process; a transaction is one that can be cancelled."""

    inside: ScopeSpec

    def begin(self, token: Token) -> bool:
        """Open the scope inside and start it."""
        token._state = STARTED
        scope = self.opened(token, self.frame_for(token))
        scope.listen()
        for start in self.inside.starts:
            scope.arrive(start)
        scope.settle()
        return False

    def opened(self, token: Token, frame: Frame) -> InnerScope:
        """Return a new scope for the inside, with nothing in it yet."""
        return InnerScope(self.inside, token, frame)

    def frame_for(self, token: Token) -> Frame:
        """Return what the inside sees: what the sub-process sees."""
        return token.frame

    def inner_done(self, token: Token, scope: InnerScope) -> None:
        """Go on after the sub-process, keeping what could be undone in it."""
        if scope.undone or self.inside.undo_start is not None:
            token.internal_data["undone"] = scope.undone
        token.complete()


class CallActivity(SubProcess):
    """Calls another procedure, which has its own data; unmapped, it is given and gives all."""

    inputs: Mapped = ()
    outputs: Mapped = ()

    def frame_for(self, token: Token) -> Frame:
        """Return a frame with what the called procedure is given."""
        if not self.inputs:
            return Frame(token.frame.view())
        return Frame(mapped(self.inputs, self, token.frame, token.workflow.top_workflow))

    def inner_done(self, token: Token, scope: InnerScope) -> None:
        """Take over what the called procedure gives back."""
        case, result = scope.top_workflow, scope.frame.values
        if self.outputs:
            values = mapped(self.outputs, self, token.frame, case, result)
        else:
            values = result if not self.inputs else {}
        token.frame.write(values)
        token.complete()


class EventSubProcess(SubProcess):
    """A sub-process that an event starts while the scope around it runs."""

    is_event_sub_process = True
    begins: StartEvent

    @property
    def definitions(self) -> tuple[Any, ...]:
        """Return what its start event waits for."""
        return self.begins.definitions

    @property
    def interrupting(self) -> bool:
        """Return whether it ends all else in its scope."""
        return self.begins.interrupting

    def subscriptions(self, scope: Scope, frame: Frame) -> list[Subscription]:
        """Return what the scope has to listen to."""
        waits = self.begins.subscriptions(scope, frame)
        for wait in waits:
            wait.node = self.name
        return waits

    def caught(self, owner: Scope, wait: Subscription, payload: Mapping[str, Any]) -> None:
        """Begin because the event has happened."""
        case = owner.top_workflow
        self.begins.take_in(wait, owner.frame, owner, payload)
        definition: Any = self.definitions[wait.index]
        if (
            not self.interrupting
            and definition.kind == "timer"
            and not definition.renew(self, wait, owner.frame, case)
        ):
            owner.waits = [other for other in owner.waits if other is not wait]
        self.run_in(owner)

    def handle(self, place: Token) -> None:
        """Begin because of an error or an escalation in the scope."""
        self.run_in(place.workflow)

    def run_in(self, scope: Scope) -> None:
        """Run inside a scope, after ending all else there if the start interrupts."""
        if self.interrupting:
            scope.clear()
            scope.interrupted = True
        token = Token(scope, self)
        token._state = STARTED
        inner = InnerScope(self.inside, token, scope.frame)
        inner.listen()
        inner.arrive(self.begins)
