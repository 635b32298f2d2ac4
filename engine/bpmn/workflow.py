"""How a running diagram moves: tokens in scopes, one step at a time, until all of them wait."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

from engine.bpmn.expressions import ENGINE
from engine.bpmn.frames import Frame
from engine.bpmn.tokens import READY, Subscription, Token
from engine.bpmn.world import BpmnError, RunFailed, World
from engine.text import Text

if TYPE_CHECKING:
    from engine.bpmn.definition import Definition
    from engine.bpmn.specs.base import Flow, FlowNode
    from engine.bpmn.specs.scope import ScopeSpec

MAX_STEPS = 50_000
MAX_DEPTH = 50


@dataclass(frozen=True)
class Skip:
    """How an element is passed over: by which of its flows; none where it has none."""

    flow: str | None


class Scope:
    """A process or sub-process that is running: its tokens, its data, what it listens to.

    `waits` are the starts of its event sub-processes; `interrupted` says that one of them has
    taken over; `undone` lists what compensation would have to undo.
    """

    spec: ScopeSpec
    tasks: dict[int, Token]
    frame: Frame
    top_workflow: CaseWorkflow
    parent_task_id: int | None
    completed: bool
    depth: int

    def _open(self, frame: Frame) -> None:
        self.frame = frame
        self.waits: list[Subscription] = []
        self.interrupted = False
        self.undone: list[list[Any]] = []

    @property
    def host(self) -> Token | None:
        """Return the token that this scope is the inside of; None for the case itself."""
        raise NotImplementedError

    def listen(self) -> None:
        """Begin to wait for the events that start event sub-processes."""
        for node in self.spec.listeners:
            self.waits += node.subscriptions(self, self.frame)

    def arrive(self, node: FlowNode, flow: str | None = None) -> Token:
        """Put a new token at a node and let the node take it in."""
        token = Token(self, node, flow=flow)
        if node.bpmn_id in self.top_workflow.skips:
            self.top_workflow.skip(token)
        else:
            node._update(token)
        return token

    def follow(self, flow: Flow) -> None:
        """Move along a sequence flow."""
        self.top_workflow.note(flow.id, "sequenceFlow")
        self.arrive(flow.target, flow.id)

    def remove(self, token: Token) -> None:
        """Take a token away with everything that hangs on it: inner scope and instances."""
        self.tasks.pop(token.id, None)
        inner = self.top_workflow.subprocesses.pop(token.id, None)
        if inner is not None:
            inner.clear()
            inner.completed = True
        if "total" in token.internal_data:
            for instance in self.instances(token):
                self.remove(instance)

    def instances(self, body: Token) -> list[Token]:
        """Return the instances of a looping activity that still run, by their number."""
        found = [token for token in self.tasks.values() if token.body == body.id]
        return sorted(found, key=lambda token: token.internal_data["index"])

    def clear(self) -> None:
        """Take everything in this scope away."""
        for token in list(self.tasks.values()):
            self.remove(token)
        self.waits.clear()

    def settle(self) -> None:
        """End the scope when nothing is left in it."""
        if not self.tasks and not self.completed:
            self.finish()

    def finish(self) -> None:
        """End the scope and let the activity around it go on."""
        self.waits.clear()
        self.completed = True
        host = self.host
        if host is not None:
            self.top_workflow.subprocesses.pop(host.id, None)
            host.task_spec.inner_done(host, self)


class InnerScope(Scope, BpmnSubWorkflow):
    """A scope inside an activity: a sub-process, a called procedure, an event sub-process."""

    def __init__(self, spec: ScopeSpec, host: Token, frame: Frame) -> None:
        super().__init__(spec, host.id, host.workflow.top_workflow, deserializing=True)
        self._host = host
        self._check_depth()
        self._open(frame)
        self.top_workflow.subprocesses[host.id] = self

    def _calculate_depth(self) -> int:
        return 0

    def _check_depth(self) -> None:
        """Raise RunFailed when scopes lie too deep: a procedure that calls itself for ever."""
        self.depth = self._host.workflow.depth + 1
        if self.depth > MAX_DEPTH:
            zh, en = "子流程嵌套超过 {most} 层。", "Scopes lie more than {most} deep."
            raise failure(self._host.task_spec, Text(zh, en, most=MAX_DEPTH))

    @property
    def host(self) -> Token:
        """Return the activity's token."""
        return self._host


class CaseWorkflow(Scope, BpmnWorkflow):
    """A whole case: the outermost scope, all inner ones, the queue of tokens that can move."""

    def __init__(self, definition: Definition, world: World) -> None:
        self.definition, self.world = definition, world
        self.queue: deque[Token] = deque()
        self.last_id = 0
        self.ends: list[str] = []
        self.passed: list[tuple[str, str]] = []
        self.signals: list[str] = []
        self.skips: dict[str, Skip] = {}  # elements that a person has decided to pass over, once
        super().__init__(definition.spec, script_engine=ENGINE, deserializing=True)
        self.subprocesses: dict[int, InnerScope] = {}
        self._open(Frame({}))

    @property
    def host(self) -> None:
        """Return nothing: no activity is around a case."""
        return

    @cached_property
    def names(self) -> Mapping[str, Any]:
        """Return the world's names, asked for once."""
        return self.world.names()

    def new_id(self) -> int:
        """Return a number that no token or wait of this case has had."""
        self.last_id += 1
        return self.last_id

    def note(self, element: str, kind: str) -> None:
        """Remember that an element was passed."""
        self.passed.append((element, kind))

    def scopes(self) -> list[Scope]:
        """Return all scopes that run, the outermost first."""
        return [self, *self.subprocesses.values()]

    def token(self, number: int) -> Token | None:
        """Return the token with this number."""
        found = (scope.tasks.get(number) for scope in self.scopes())
        return next((token for token in found if token is not None), None)

    def tokens(self) -> Iterator[Token]:
        """Yield every token of the case."""
        for scope in self.scopes():
            yield from scope.tasks.values()

    def listeners(self) -> Iterator[tuple[Scope | Token, Subscription]]:
        """Yield all that waits for an event, with the token or scope that would hear it."""
        for scope in self.scopes():
            for wait in scope.waits:
                yield scope, wait
            for token in scope.tasks.values():
                for wait in token.waits:
                    yield token, wait

    def skip(self, token: Token) -> None:
        """Pass over an element as was decided: leave it by the chosen flow."""
        skip, scope, node = self.skips.pop(token.task_spec.bpmn_id), token.workflow, token.task_spec
        self.note(node.bpmn_id, node.kind)
        scope.remove(token)
        for flow in node.flows:
            if flow.id == skip.flow:
                scope.follow(flow)
        scope.settle()

    def advance(self) -> None:
        """Move until every token waits; raise RunFailed when the diagram cannot go on."""
        steps = 0
        while True:
            if self.definition.conditional and self._hear_conditions():
                continue
            if self.queue:
                token = self.queue.popleft()
                if token._state == READY and token.alive:
                    self._step(token)
                steps += 1
                if steps > MAX_STEPS:
                    raise failure(
                        token.task_spec,
                        Text(
                            "流程在自动步骤中循环不止。", "The automatic steps never come to rest."
                        ),
                    )
            elif not self._join_late():
                return

    def _step(self, token: Token) -> None:
        try:
            token.run()
        except BpmnError as error:
            self.throw_error(token, error.code, error.text)

    def _join_late(self) -> bool:
        """Let a join fire that had to know that nothing more can reach it."""
        if not self.definition.late_joins:
            return False
        for scope in self.scopes():
            for node in scope.spec.late_joins:
                if node.join_late(scope):
                    return True
        return False

    def _hear_conditions(self) -> bool:
        for owner, wait in list(self.listeners()):
            scope = owner if isinstance(owner, Scope) else owner.workflow
            node = scope.spec.task_specs[wait.node]
            definition = node.definitions[wait.index]
            if definition.kind != "condition":
                continue
            true = definition.holds(owner.frame, self, node)
            if true and not wait.seen:
                wait.seen = True
                node.caught(owner, wait, {})
                return True
            wait.seen = true
        return False

    def signal(self, name: str, payload: Mapping[str, Any] | None = None) -> None:
        """Let everything in the case hear a signal that waits for it."""
        self.signals.append(name)
        for owner, wait in list(self.listeners()):
            scope = owner if isinstance(owner, Scope) else owner.workflow
            node = scope.spec.task_specs.get(wait.node)
            if node is None or not still_waits(owner, wait):
                continue
            definition = node.definitions[wait.index]
            if definition.kind == "signal" and definition.name == name:
                node.caught(owner, wait, payload or {})

    def is_caught(self, token: Token, code: str | None) -> bool:
        """Return whether something handles an error thrown here."""
        return self._handled(token, "error", code) is not None

    def _handled(self, token: Token, kind: str, code: str | None) -> tuple[Any, Token] | None:
        """Return the nearest handler outward from a token, and the place at which it handles."""
        place: Token | None = token
        while place is not None:
            handler = handler_of(place, kind, code)
            if handler is not None:
                return handler, place
            place = place.workflow.host
        return None

    def hand_on_error(self, code: str | None) -> bool:
        """Give an error that nothing here handles to the calling case, which ends this one."""
        if not self.world.hand_on("error", code):
            return False
        self.clear()
        self.settle()
        return True

    def throw_error(self, token: Token, code: str | None, text: Text | None = None) -> None:
        """Hand an error outward to the nearest handler, in the calling case at the last; raise
        RunFailed when nothing has one."""
        found = self._handled(token, "error", code)
        if found is not None:
            handler, place = found
            handler.handle(place)
            return
        if self.hand_on_error(code):
            return
        raise failure(
            token.task_spec,
            text
            or Text(
                "出现了无人处理的错误 {code}。", "Nothing handles the error {code}.", code=code
            ),
            code=code or "",
        )

    def escalate(self, token: Token, code: str | None) -> None:
        """Hand an escalation outward to the nearest handler, in the calling case at the last."""
        found = self._handled(token, "escalation", code)
        if found is not None:
            handler, place = found
            handler.handle(place)
            return
        self.world.hand_on("escalation", code)


def handler_of(place: Token, kind: str, code: str | None) -> Any:
    """Return what handles a code at a token: its boundary, else an event sub-process beside it."""
    node, scope = place.task_spec, place.workflow
    handler = _matching(node.boundaries, kind, code)
    if handler is None and not scope.interrupted and not node.is_event_sub_process:
        handler = _matching(scope.spec.listeners, kind, code)
    return handler


def _matching(candidates: Iterable[Any], kind: str, code: str | None) -> Any:
    """Return the candidate for exactly this code, else one that takes any."""
    any_code = None
    for candidate in candidates:
        for definition in candidate.definitions:
            if definition.kind == kind:
                if definition.code == code:
                    return candidate
                if definition.code is None:
                    any_code = candidate
    return any_code


def still_waits(owner: Scope | Token, wait: Subscription) -> bool:
    """Return whether something that was to hear an event is still there to hear it."""
    if not any(wait is other for other in owner.waits):
        return False
    return not owner.completed if isinstance(owner, Scope) else owner.alive


def failure(node: Any, text: Text, code: str | None = None) -> RunFailed:
    """Return the failure of a run at a node."""
    return RunFailed(node.bpmn_id or "", node.bpmn_name or "", text, code)
