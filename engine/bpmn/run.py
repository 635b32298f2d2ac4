"""A case's way through its diagram: start, look, complete, receive, fire, store, take up again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.bpmn.definition import Definition
from engine.bpmn.overdue import require_in_time
from engine.bpmn.specs.activities import ServiceTask
from engine.bpmn.specs.base import FlowNode
from engine.bpmn.specs.calls import BY_HAND, CALLED, GIVEN
from engine.bpmn.specs.definitions import Timer
from engine.bpmn.specs.events import BoundaryEvent, Event
from engine.bpmn.state import Hide, read_state, write_state
from engine.bpmn.tokens import Subscription, Token
from engine.bpmn.workflow import CaseWorkflow, Scope
from engine.bpmn.world import Called, OutsideCall, Step, Stopped, Wait, World
from engine.errors import Refused
from engine.feel import Expression

CALLS = frozenset((GIVEN, CALLED))


class Run:
    """One case in memory. After RunFailed it is to be thrown away, not stored."""

    def __init__(self, case: CaseWorkflow) -> None:
        self._case = case
        self.definition = case.definition

    @classmethod
    def start(
        cls,
        definition: Definition,
        world: World,
        data: Mapping[str, Any],
        message: str | None = None,
        element: str | None = None,
    ) -> Run:
        """Start a case and run it to where it waits.

        `message` or `element` chooses the start event; `data` are the first data, or the
        message's payload. Raises Refused when the procedure cannot be started like that.
        """
        case = CaseWorkflow(definition, world)
        node = _start_node(definition, message, element)
        case.frame.write(data)
        if message is not None and isinstance(node, Event) and node.definitions:
            index = next(i for i, d in enumerate(node.definitions) if d.kind == "message")
            inputs = getattr(node.definitions[index], "inputs", ())
            if inputs:
                case.frame.values.clear()
            node.take_in(Subscription(0, node.name, index), case.frame, case, data)
        case.listen()
        token = Token(case, node)
        token._ready()
        run = cls(case)
        case.advance()
        return run

    @classmethod
    def restore(cls, definition: Definition, state: bytes, world: World) -> Run:
        """Take a stored case up again."""
        return cls(read_state(CaseWorkflow(definition, world), state))

    def dump(self, hide: Hide | None = None) -> bytes:
        """Return the case's state, to be stored; `hide` leaves references to some values."""
        return write_state(self._case, hide)

    @property
    def steps(self) -> list[Step]:
        """Return the tasks that wait for a person, in the order in which they came up."""
        return [
            token.task_spec.step(token)
            for token in sorted(self._case.tokens(), key=lambda token: token.id)
            if token.for_person
        ]

    @property
    def waits(self) -> list[Wait]:
        """Return the events that the case waits for."""
        return [self._wait(owner, wait) for owner, wait in self._case.listeners()]

    @property
    def jobs(self) -> list[OutsideCall]:
        """Return the actions whose result is outstanding."""
        return [
            OutsideCall(
                token.id,
                token.task_spec.bpmn_id,
                token.task_spec.action,
                token.internal_data["arguments"],
            )
            for token in self._case.tokens()
            if "arguments" in token.internal_data
        ]

    @property
    def calls(self) -> list[int]:
        """Return the calls whose case has not come back, by their numbers."""
        return [t.id for t in self._case.tokens() if not t.internal_data.keys().isdisjoint(CALLS)]

    def element(self, number: int) -> str:
        """Return the element at which a call, a step or a job stands."""
        token = self._case.token(number)
        return "" if token is None else str(token.task_spec.bpmn_id)

    def new_calls(self) -> list[Called]:
        """Return the calls whose case is to be opened now, each once."""
        return [_called(token) for token in self._case.tokens() if GIVEN in token.internal_data]

    @property
    def stopped(self) -> list[Stopped]:
        """Return the tokens that stand at an error which nothing catches."""
        return [
            Stopped(token.id, node.bpmn_id, node.bpmn_name or "", token.internal_data["error"])
            for token in self._case.tokens()
            if "error" in token.internal_data
            for node in (token.task_spec,)
        ]

    @property
    def data(self) -> dict[str, Any]:
        """Return the case's data as they stand."""
        return self._case.frame.view()

    @property
    def ended(self) -> bool:
        """Return whether nothing is left to do."""
        return bool(self._case.completed)

    @property
    def ends(self) -> list[str]:
        """Return the end events reached since the case began, each once, the latest last."""
        return list(self._case.ends)

    @property
    def passed(self) -> list[tuple[str, str]]:
        """Return the elements and flows passed since this object was made, in order."""
        return list(self._case.passed)

    @property
    def signals(self) -> list[str]:
        """Return the signals thrown since this object was made, for other cases to hear."""
        return list(self._case.signals)

    @property
    def tokens(self) -> dict[str, str]:
        """Return where the case stands: element id to `ready` (for a person) or `waiting`."""
        found: dict[str, str] = {}
        for token in self._case.tokens():
            name = token.task_spec.bpmn_id
            if token.for_person:
                found[name] = "ready"
            else:
                found.setdefault(name, "waiting")
        return found

    @property
    def workflow(self) -> CaseWorkflow:
        """Return what runs, for those who move and mend it from outside its diagram."""
        return self._case

    def write(self, values: Mapping[str, Any]) -> None:
        """Put values into the case's data without moving it."""
        self._case.frame.write(values)

    def retime(self, moved: Callable[[Expression], bool], *, running: bool) -> None:
        """Set the timers anew whose expression is counted from what has moved; or, while that is
        not running, let none of them ring."""
        for owner, wait in self._case.listeners():
            node = _node_of(owner, wait)
            definition = node.definitions[wait.index]
            if isinstance(definition, Timer) and definition.is_at(moved):
                wait.due = definition.instant(node, owner.frame, self._case) if running else None

    def complete(self, step_id: int, data: Mapping[str, Any]) -> None:
        """Finish a step with what it brings.

        Raises Refused when it does not wait any more, and when an interrupting timer around it
        is due: what is due has happened, whether or not a worker has come to ring it.
        """
        token = self._case.token(step_id)
        if token is None or not token.for_person:
            raise _gone()
        require_in_time(token)
        token.frame.write(data)
        token.internal_data.pop(BY_HAND, None)
        if "choice" not in token.internal_data or _chosen(token):
            token.run()
        self._case.advance()

    def answer(self, step_id: int, data: Mapping[str, Any]) -> None:
        """Take in what a step brings without finishing it; refused like finishing it."""
        token = self._case.token(step_id)
        if token is None or not token.for_person:
            raise _gone()
        require_in_time(token)
        token.frame.write(data)

    def receive(self, wait_id: int, payload: Mapping[str, Any]) -> None:
        """Let a wait for a message or a signal have it; raise Refused when it waits no more."""
        owner, wait, node = self._found(wait_id, ("message", "signal"))
        node.caught(owner, wait, payload)
        self._case.advance()

    def fire(self, wait_id: int) -> None:
        """Let a timer fire; raise Refused when it is not due or waits no more."""
        owner, wait, node = self._found(wait_id, ("timer",))
        if wait.due is None or wait.due > self._case.world.now():
            raise Refused("定时器还没有到时间。", "The timer is not due yet.")
        node.caught(owner, wait, {})
        self._case.advance()

    def act_done(self, job_id: int, result: Mapping[str, Any] | None = None) -> None:
        """Take in what an outside action returned; raise Refused when nothing waits for it."""
        token = self._waiting_job(job_id)
        token.task_spec.take_in(token, result)
        token.complete()
        self._case.advance()

    def act_failed(self, job_id: int, code: str) -> None:
        """Let an outside action end in an error that the diagram may catch by its code."""
        token = self._waiting_job(job_id)
        self._case.throw_error(token, code)
        self._case.advance()

    def call_returned(self, call_id: int, data: Mapping[str, Any]) -> None:
        """Take in what a called case ended with; raise Refused when nothing waits for it."""
        token = self._calling(call_id)
        token.task_spec.returned(token, data)
        self._case.advance()

    def call_failed(self, call_id: int, code: str) -> None:
        """Let a called case end in an error that the diagram may catch by its code."""
        self._case.throw_error(self._calling(call_id), code)
        self._case.advance()

    def call_escalated(self, call_id: int, code: str | None) -> None:
        """Hear an escalation out of a called case, which goes on unless it is interrupted."""
        self._case.escalate(self._calling(call_id), code)
        self._case.advance()

    def _calling(self, call_id: int) -> Token:
        token = self._case.token(call_id)
        if token is None or CALLED not in token.internal_data:
            raise _gone()
        return token

    def _waiting_job(self, job_id: int) -> Token:
        token = self._case.token(job_id)
        is_job = token is not None and isinstance(token.task_spec, ServiceTask)
        if token is None or not is_job or "arguments" not in token.internal_data:
            raise _gone()
        return token

    def _found(
        self, wait_id: int, kinds: tuple[str, ...]
    ) -> tuple[Scope | Token, Subscription, Any]:
        for owner, wait in self._case.listeners():
            if wait.id == wait_id:
                node = _node_of(owner, wait)
                if node.definitions[wait.index].kind in kinds:
                    return owner, wait, node
        raise _gone()

    def _wait(self, owner: Scope | Token, wait: Subscription) -> Wait:
        node = _node_of(owner, wait)
        definition = node.definitions[wait.index]
        return Wait(
            id=wait.id,
            element=node.bpmn_id,
            name=node.bpmn_name or "",
            kind=definition.kind,
            message=getattr(definition, "name", None),
            correlation=wait.correlation,
            due=wait.due,
            interrupting=node.interrupting,
        )


def _node_of(owner: Scope | Token, wait: Subscription) -> Any:
    scope = owner if isinstance(owner, Scope) else owner.workflow
    return scope.spec.task_specs[wait.node]


def _called(token: Token) -> Called:
    """Return a call to be made; from now on its token waits for the called case."""
    node, state = token.task_spec, token.internal_data
    given = state.pop(GIVEN)
    state[CALLED] = True
    return Called(token.id, node.bpmn_id, node.procedure, node.version, given)


def _chosen(token: Token) -> bool:
    """Begin what a person has chosen in an ad-hoc sub-process; return whether it is to be done."""
    scope = token.workflow
    host: Any = scope.host
    return bool(host.task_spec.choose(token, scope, host.internal_data))


def _gone() -> Refused:
    return Refused("这一步已经不在等待。", "This is not waiting any more.")


def _start_node(definition: Definition, message: str | None, element: str | None) -> FlowNode:
    for start in definition.starts:
        if element is not None:
            fits = start.element == element
        elif message is not None:
            fits = start.kind == "message" and start.name == message
        else:
            fits = start.kind == "none"
        if fits:
            return definition.spec.task_specs[start.element]
    if element is None and message is None and definition.spec.starts:
        first = definition.spec.starts[0]
        if not isinstance(first, (Event, BoundaryEvent)) or not first.definitions:
            return first
    raise Refused("此流程不能这样启动。", "This procedure cannot be started like this.")
