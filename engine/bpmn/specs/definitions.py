"""Which events there are, and when something that waits for one has it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from engine.bpmn import timers
from engine.bpmn.expressions import value_of
from engine.bpmn.frames import Frame
from engine.bpmn.tokens import Subscription
from engine.bpmn.workflow import failure
from engine.bpmn.world import Thrown
from engine.feel import Expression
from engine.text import Text

if TYPE_CHECKING:
    from engine.bpmn.specs.base import FlowNode
    from engine.bpmn.workflow import CaseWorkflow

Mapped = tuple[tuple[str, Expression], ...]


@dataclass(frozen=True)
class EventDefinition:
    """An event's definition. `heard` ones are waited for; the others find their handler."""

    kind: ClassVar[str] = "none"
    heard: ClassVar[bool] = False

    def subscribe(
        self, node: FlowNode, index: int, frame: Frame, case: CaseWorkflow
    ) -> Subscription:
        """Return what to wait for from now on."""
        return Subscription(case.new_id(), node.name, index)

    def meets(self, catcher: EventDefinition) -> bool:
        """Return whether something that waits for `catcher` has it when this happens."""
        return False


@dataclass(frozen=True)
class Message(EventDefinition):
    """A message by name: whom it goes to, what it is about, what it carries."""

    kind: ClassVar[str] = "message"
    heard: ClassVar[bool] = True
    name: str
    to: Expression | None = None
    scope: Expression | None = None
    correlation: Expression | None = None
    inputs: Mapped = ()
    outputs: Mapped = ()

    def subscribe(
        self, node: FlowNode, index: int, frame: Frame, case: CaseWorkflow
    ) -> Subscription:
        """Return a wait for the message about what the correlation says now."""
        wait = super().subscribe(node, index, frame, case)
        if self.correlation is not None:
            wait.correlation = value_of(self.correlation, frame, case, node)
        return wait

    def throw(self, node: FlowNode, frame: Frame, case: CaseWorkflow) -> None:
        """Send the message."""

        def value(expression: Expression | None) -> Any:
            return None if expression is None else value_of(expression, frame, case, node)

        to, place = value(self.to), value(self.scope)
        payload = {target: value(source) for target, source in self.outputs}
        case.world.throw(
            Thrown(
                self.name,
                None if to is None else str(to),
                value(self.correlation),
                payload,
                node.bpmn_id,
                "" if place is None else str(place),
            )
        )


@dataclass(frozen=True)
class Signal(EventDefinition):
    """A signal by name, heard by all who wait for it."""

    kind: ClassVar[str] = "signal"
    heard: ClassVar[bool] = True
    name: str

    def meets(self, catcher: EventDefinition) -> bool:
        """Return whether `catcher` is the signal of this name."""
        return catcher == self


@dataclass(frozen=True)
class Condition(EventDefinition):
    """A condition on the data that becomes true."""

    kind: ClassVar[str] = "condition"
    heard: ClassVar[bool] = True
    condition: Expression

    def holds(self, frame: Frame, case: CaseWorkflow, node: FlowNode) -> bool:
        """Return whether the condition is true now."""
        return value_of(self.condition, frame, case, node) is True


@dataclass(frozen=True)
class Timer(EventDefinition):
    """A date, a duration or a cycle, as a literal or as an expression that gives one."""

    kind: ClassVar[str] = "timer"
    heard: ClassVar[bool] = True
    form: str
    literal: str | None = None
    expression: Expression | None = None

    def subscribe(
        self, node: FlowNode, index: int, frame: Frame, case: CaseWorkflow
    ) -> Subscription:
        """Return a wait until the timer is due."""
        wait = super().subscribe(node, index, frame, case)
        if self.form != "cycle":
            wait.due = self.instant(node, frame, case)
            return wait
        value = self._value(node, frame, case)
        with _timing(node):
            cycle = timers.parse_cycle(str(value))
            wait.left = cycle.times
            now, domain = case.world.now(), domain_of(case, frame)
            wait.due = cycle.start or timers.after(cycle.every, now, domain)
        return wait

    def is_at(self, moved: Callable[[Expression], bool]) -> bool:
        """Tell whether it is a date or duration whose expression reads what has moved."""
        return self.form != "cycle" and self.expression is not None and moved(self.expression)

    def instant(self, node: FlowNode, frame: Frame, case: CaseWorkflow) -> datetime:
        """Return when a date or duration is due as things stand."""
        value = self._value(node, frame, case)
        with _timing(node):
            return timers.instant_of(value, case.world.now(), domain_of(case, frame))

    def renew(self, node: FlowNode, wait: Subscription, frame: Frame, case: CaseWorkflow) -> bool:
        """Set a wait that has fired to a cycle's next time; return whether there is one."""
        if wait.left is None or wait.due is None:
            return False
        if wait.left > 0:
            wait.left -= 1
        if wait.left == 0:
            return False
        value, now = self._value(node, frame, case), case.world.now()
        with _timing(node):
            every = timers.parse_cycle(str(value)).every
            wait.due = timers.next_time(wait.due, every, now, domain_of(case, frame))
        return True

    def _value(self, node: FlowNode, frame: Frame, case: CaseWorkflow) -> Any:
        if self.expression is None:
            return self.literal
        return value_of(self.expression, frame, case, node)


@dataclass(frozen=True)
class Error(EventDefinition):
    """An error by code; a handler without a code takes any."""

    kind: ClassVar[str] = "error"
    code: str | None = None


@dataclass(frozen=True)
class Escalation(EventDefinition):
    """An escalation by code; a handler without a code takes any."""

    kind: ClassVar[str] = "escalation"
    code: str | None = None

    def meets(self, catcher: EventDefinition) -> bool:
        """Return whether `catcher` takes this code or any."""
        return isinstance(catcher, Escalation) and catcher.code in (None, self.code)


@dataclass(frozen=True)
class Compensate(EventDefinition):
    """That what an activity did be undone; without one, all in the scope."""

    kind: ClassVar[str] = "compensate"
    activity: str | None = None


@dataclass(frozen=True)
class Cancel(EventDefinition):
    """That a transaction be cancelled."""

    kind: ClassVar[str] = "cancel"


@dataclass(frozen=True)
class Terminate(EventDefinition):
    """That everything in the scope end now."""

    kind: ClassVar[str] = "terminate"


@dataclass(frozen=True)
class Link(EventDefinition):
    """A jump within the scope, by name."""

    kind: ClassVar[str] = "link"
    name: str


@contextmanager
def _timing(node: FlowNode) -> Iterator[None]:
    """Turn a time that is none into the failure of the run at a node."""
    try:
        yield
    except (ValueError, OverflowError) as error:
        zh, en = "定时器没有得出时间：{why}", "The timer does not give a time: {why}"
        raise failure(node, Text(zh, en, why=str(error))) from error


def domain_of(case: CaseWorkflow, frame: Frame) -> timers.After:
    """Return what answers for limits such as `5WD`."""

    def after(limit: str, start: datetime) -> datetime:
        return case.world.after(limit, start, frame.view())

    return after


def mapped(
    entries: Mapped,
    node: FlowNode,
    frame: Frame,
    case: CaseWorkflow,
    extra: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return what `gucheng:input` or `gucheng:output` elements say: target names, source values."""
    return {target: value_of(source, frame, case, node, extra) for target, source in entries}
