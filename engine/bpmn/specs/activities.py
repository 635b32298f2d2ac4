"""What activities have in common, and what the tasks of people and of the machine do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.bpmn.specs.base import Flow, FlowNode
from engine.bpmn.specs.compensation import undone_one
from engine.bpmn.specs.definitions import EventDefinition, Mapped, Message, mapped
from engine.bpmn.specs.events import CatchEvent
from engine.bpmn.tokens import WAITING, Subscription, Token
from engine.bpmn.world import Due, Step, Waiting
from engine.feel import Expression

if TYPE_CHECKING:
    from engine.bpmn.specs.loops import Loop
    from engine.bpmn.specs.scope import ScopeSpec


class Activity(FlowNode):
    """Work with a beginning and an end, perhaps many times, perhaps with events at its border.

    What says who does it matters for tasks of people, and for all that people choose to begin.
    """

    loop: Loop | None = None
    start_quantity = 1
    completion_quantity = 1
    for_compensation = False
    role: tuple[str, ...] = ()
    scope_text: str | None = None
    assignee: str | None = None
    not_assignee: str | None = None
    share: str | None = None
    form: str | None = None
    due: Due | None = None
    access: Mapping[str, str] = {}
    lane_name: str | None = None
    documentation_text = ""

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
            share=self.share,
            form=self.form,
            due=self.due,
            access=dict(self.access),
            item=item,
            data=token.frame.view(),
            documentation=self.documentation_text,
            optional="choice" in token.internal_data,
            joint=token.body is not None,
        )

    def tell_border(self, owner: Token, event: EventDefinition) -> None:
        """Send a token along each border that catches an event of this very activity."""
        for boundary in self.boundaries:
            if any(event.meets(definition) for definition in boundary.definitions):
                boundary.beside(owner)

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

    def __init__(self, wf_spec: ScopeSpec, bpmn_id: str, **attributes: Any) -> None:
        super().__init__(wf_spec, bpmn_id, **attributes)
        self.manual = True


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
