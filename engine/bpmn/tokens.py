"""What stands at one place of a running diagram."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.bpmn.frames import Frame

if TYPE_CHECKING:
    from engine.bpmn.workflow import Scope

WAITING: int = TaskState.WAITING
READY: int = TaskState.READY
STARTED: int = TaskState.STARTED
FUTURE: int = TaskState.FUTURE
ASKED = frozenset(("choice", "by_hand"))  # why a person is asked at what is no task of people


@dataclass(slots=True)
class Subscription:
    """That something waits for an event: by which event element, until when, about what."""

    id: int
    node: str
    index: int = 0
    due: datetime | None = None
    correlation: Any = None
    left: int | None = None
    seen: bool = False


class Token(Task):
    """A task of the library that keeps no past and no future: it lies flat among its scope's.

    Number `id` is unique within the case. `flow` is the sequence flow it came by, `body` the
    token whose instance it is, `frame` what it sees, `own` whether that frame is its own.
    """

    triggered = False
    thread_id = 0
    last_state_change = 0.0
    _parent = None
    _children: tuple[int, ...] = ()

    def __init__(
        self, workflow: Scope, task_spec: Any, id: int | None = None, flow: str | None = None
    ) -> None:
        self.id: int = workflow.top_workflow.new_id() if id is None else id
        self.workflow, self.task_spec, self.flow = workflow, task_spec, flow
        self._state: int = FUTURE
        self.body: int | None = None
        self.frame: Frame = workflow.frame
        self.own = False
        self.waits: list[Subscription] = []
        self.internal_data: dict[str, Any] = {}
        workflow.tasks[self.id] = self

    @property
    def data(self) -> dict[str, Any]:
        """Return all that this token sees."""
        return self.frame.view()

    @property
    def alive(self) -> bool:
        """Return whether the token still lies in its scope."""
        return self.workflow.tasks.get(self.id) is self

    @property
    def for_person(self) -> bool:
        """Return whether a person can go on here: do a task, or choose to begin something."""
        asked = self.task_spec.manual or not self.internal_data.keys().isdisjoint(ASKED)
        return self._state == READY and asked

    def see(self, values: dict[str, Any]) -> None:
        """Give the token a frame of its own over its scope's."""
        self.frame, self.own = Frame(values, self.workflow.frame), True

    def stop(self, code: str | None) -> None:
        """Stand still at an error that nothing catches, until a person decides."""
        self._state = WAITING
        self.internal_data["error"] = code or ""

    def _set_state(self, value: int) -> None:
        self._state = value

    def _ready(self) -> None:
        self._state = READY
        if not self.task_spec.manual:
            self.workflow.top_workflow.queue.append(self)

    def __repr__(self) -> str:
        return f"<Token {self.id} at {self.task_spec.name}>"
