"""What activities do: tasks of people and of the machine, sub-processes, calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.bpmn.frames import Frame
from engine.bpmn.specs.base import Flow, FlowNode
from engine.bpmn.specs.compensation import undone_one
from engine.bpmn.specs.definitions import Mapped, Message, mapped
from engine.bpmn.specs.events import CatchEvent, StartEvent
from engine.bpmn.tokens import STARTED, WAITING, Subscription, Token
from engine.bpmn.workflow import InnerScope, Scope
from engine.bpmn.world import Due, Step, Waiting
from engine.feel import Expression

if TYPE_CHECKING:
    from engine.bpmn.specs.loops import Loop
    from engine.bpmn.specs.scope import ScopeSpec


class Activity(FlowNode):
    """Work with a beginning and an end, perhaps many times, perhaps with events at its border."""

    loop: Loop | None = None
    start_quantity = 1
    completion_quantity = 1
    for_compensation = False

    def _update_hook(self, my_task: Token) -> bool:
        if self.start_quantity > 1 and not self._gathered(my_task):
            return False
        for boundary in self.boundaries:
            my_task.waits += boundary.subscriptions(my_task.workflow, my_task.frame)
        if self.loop is not None:
            return self.loop.begin(self, my_task)
        return self.begin(my_task)

    def _gathered(self, token: Token) -> bool:
        scope = token.workflow
        token._state = WAITING
        token.internal_data["gathering"] = True
        waiting = [
            other
            for other in scope.tasks.values()
            if other.task_spec is self and "gathering" in other.internal_data
        ]
        if len(waiting) < self.start_quantity:
            return False
        for other in waiting:
            if other is not token:
                scope.remove(other)
        del token.internal_data["gathering"]
        return True

    def begin(self, token: Token) -> bool:
        """Begin the work once; return whether it can run at once."""
        return True

    def _on_complete(self, my_task: Token) -> None:
        if my_task.body is not None and self.loop is not None:
            self.loop.instance_done(self, my_task)
        else:
            self.leave(my_task)

    def taken(self, token: Token) -> list[Flow]:
        """Return the flows to take, each as often as the activity makes tokens."""
        return super().taken(token) * self.completion_quantity

    def leave(self, token: Token) -> None:
        """Go on; remember what compensation would have to undo."""
        scope = token.workflow
        undoing = token.internal_data.get("undoing")
        if undoing is not None:
            scope.top_workflow.note(self.bpmn_id, self.kind)
            scope.remove(token)
            undone_one(token, undoing)
            return
        inner = token.internal_data.pop("undone", None)
        if self.compensation is not None or inner is not None:
            scope.undone.append([self.name, inner])
        super().leave(token)


class PersonTask(Activity):
    """A user or manual task: waits until a person completes it."""

    role: tuple[str, ...] = ()
    scope_text: str | None = None
    assignee: str | None = None
    not_assignee: str | None = None
    form: str | None = None
    due: Due | None = None
    access: Mapping[str, str] = {}
    lane_name: str | None = None
    documentation_text = ""

    def __init__(self, wf_spec: ScopeSpec, bpmn_id: str, **attributes: Any) -> None:
        super().__init__(wf_spec, bpmn_id, **attributes)
        self.manual = True

    def step(self, token: Token) -> Step:
        """Return what a person needs to know to do this."""
        item = self.loop.item_of(token) if self.loop is not None else None
        return Step(
            id=token.id,
            element=self.bpmn_id,
            name=self.bpmn_name or "",
            lane=self.lane_name,
            roles=self.role,
            scope=self.scope_text,
            assignee=self.assignee,
            not_assignee=self.not_assignee,
            form=self.form,
            due=self.due,
            access=dict(self.access),
            item=item,
            data=token.frame.view(),
            documentation=self.documentation_text,
        )


class PlainTask(Activity):
    """A task that says nothing of how it is done: it is done at once."""


class ScriptTask(Activity):
    """Writes the entries of a FEEL context into the data."""

    script: Expression

    def _run_hook(self, my_task: Token) -> bool | None:
        my_task.workflow.top_workflow.script_engine.execute(my_task, self.script)
        return True


class RuleTask(Activity):
    """Asks a decision and keeps its answer."""

    decision = ""
    result: str | None = None
    inputs: Mapped = ()

    def _run_hook(self, my_task: Token) -> bool | None:
        case, frame = my_task.workflow.top_workflow, my_task.frame
        inputs = mapped(self.inputs, self, frame, case) if self.inputs else frame.view()
        answer = case.world.decide(self.decision, inputs, self.bpmn_id)
        if self.result is not None:
            frame.write({self.result: answer})
        elif isinstance(answer, Mapping):
            frame.write(answer)
        elif answer is not None:
            frame.write({self.decision.rpartition(".")[2]: answer})
        return True


class ServiceTask(Activity):
    """Calls a plugin's action, in this transaction or outside."""

    action = ""
    result: str | None = None
    inputs: Mapped = ()
    outputs: Mapped = ()

    def _run_hook(self, my_task: Token) -> bool | None:
        case = my_task.workflow.top_workflow
        arguments = mapped(self.inputs, self, my_task.frame, case)
        answer = case.world.act(self.action, arguments, self.bpmn_id)
        if isinstance(answer, Waiting):
            my_task.internal_data["arguments"] = arguments
            return None
        self.take_in(my_task, answer)
        return True

    def take_in(self, token: Token, answer: Mapping[str, Any] | None) -> None:
        """Write what an action returned into the data, mapped where the diagram maps it."""
        token.internal_data.pop("arguments", None)
        case, frame, result = token.workflow.top_workflow, token.frame, answer or {}
        if self.outputs:
            frame.write(mapped(self.outputs, self, frame, case, result))
        elif self.result is not None:
            frame.write({self.result: dict(result)})
        else:
            frame.write(result)


class SendTask(Activity):
    """Sends a message."""

    message: Message

    def _run_hook(self, my_task: Token) -> bool | None:
        self.message.throw(self, my_task.frame, my_task.workflow.top_workflow)
        return True


class ReceiveTask(Activity, CatchEvent):
    """Waits for a message."""

    def begin(self, token: Token) -> bool:
        """Wait for the message, besides what the borders wait for."""
        token._state = WAITING
        token.waits += self.subscriptions(token.workflow, token.frame)
        return False

    def _update_hook(self, my_task: Token) -> bool:
        return Activity._update_hook(self, my_task)

    def caught(self, owner: Token, wait: Subscription, payload: Mapping[str, Any]) -> None:
        """Take the message in and be done."""
        scope = owner.workflow
        if owner.task_spec is not self:
            owner = self._chosen(owner)
        self.take_in(wait, owner.frame, scope, payload)
        owner.waits = []
        owner._ready()

    def _on_complete(self, my_task: Token) -> None:
        Activity._on_complete(self, my_task)


class SubProcess(Activity):
    """An embedded sub-process; a transaction is one that can be cancelled."""

    inside: ScopeSpec

    def begin(self, token: Token) -> bool:
        """Open the scope inside and start it."""
        token._state = STARTED
        scope = InnerScope(self.inside, token, self.frame_for(token))
        scope.listen()
        for start in self.inside.starts:
            scope.arrive(start)
        scope.settle()
        return False

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
