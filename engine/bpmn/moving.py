"""How a token is put at another element from outside the diagram, and when that is sound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.bpmn.balance import balanced
from engine.bpmn.definition import Definition
from engine.bpmn.run import Run
from engine.bpmn.specs.base import FlowNode
from engine.bpmn.specs.inner import SubProcess
from engine.bpmn.specs.scope import ScopeSpec
from engine.bpmn.standing import fixed, no_target
from engine.bpmn.tokens import STARTED, Token
from engine.bpmn.workflow import InnerScope, Scope
from engine.bpmn.world import OutsideCall, Wait
from engine.errors import Refused
from engine.text import Text


@dataclass(frozen=True)
class Plan:
    """What a move will do: the tokens it takes away, and the way to where it puts one."""

    takes: tuple[int, ...]
    host: int | None  # the token whose inside the way begins in; None for the case itself
    way: tuple[str, ...]  # sub-processes to be opened, then the element itself

    @property
    def target(self) -> str:
        """Return the element at which a token will stand."""
        return self.way[-1]


@dataclass(frozen=True)
class Affected:
    """What ends when tokens are taken away: steps of people by id, waits, actions, called cases."""

    steps: frozenset[int]
    waits: tuple[Wait, ...]
    jobs: tuple[OutsideCall, ...]
    calls: frozenset[int]


def affected(run: Run, plan: Plan) -> Affected:
    """Return what a plan ends."""
    gone = {token.id: token for token in _with_all_inside(run, plan.takes)}
    inner = [scope for number, scope in run.workflow.subprocesses.items() if number in gone]
    owners: list[Token | Scope] = [*gone.values(), *inner]
    heard = {wait.id for owner in owners for wait in owner.waits}
    return Affected(
        frozenset(step.id for step in run.steps if step.id in gone),
        tuple(wait for wait in run.waits if wait.id in heard),
        tuple(call for call in run.jobs if call.id in gone),
        frozenset(number for number in run.calls if number in gone),
    )


def _with_all_inside(run: Run, token_ids: tuple[int, ...]) -> list[Token]:
    """Return tokens with all that hangs on them: instances, and what stands inside."""
    found = [token for number in token_ids if (token := run.workflow.token(number)) is not None]
    for token in found:  # grows while it is read: what hangs on a token has something inside, too
        inner = run.workflow.subprocesses.get(token.id)
        found += inner.tasks.values() if inner is not None else ()
        if "total" in token.internal_data:
            found += token.workflow.instances(token)
    return found


def targets(definition: Definition) -> list[str]:
    """Return the elements at which a token can be put, in the diagram's order."""
    able = set(_able(definition.spec))
    return [element for element in definition.elements if element in able]


def is_repeated(definition: Definition, element: str) -> bool:
    """Is an element done in several instances, or again and again?"""
    return any(
        node.bpmn_id == element and node.loop is not None for node in _tasks(definition.spec)
    )


def _tasks(spec: ScopeSpec) -> Iterator[Any]:
    for node in spec.task_specs.values():
        if hasattr(node, "loop"):
            yield node
        if isinstance(node, SubProcess):
            yield from _tasks(node.inside)


def _able(spec: ScopeSpec) -> Iterator[str]:
    for node in spec.task_specs.values():
        if no_target(spec, node) is None:
            yield node.bpmn_id
        if _enterable(node):
            yield from _able(node.inside)


# -- planning -----------------------------------------------------------------------------------


def plan_move(run: Run, token_id: int, element: str) -> Plan:
    """Return what moving a token to an element takes; raise Refused with the reason why not.

    Where a join would otherwise wait for ever or get two tokens by one way, the parallel branches
    are taken away, too; what cannot be made sound even so is refused.
    """
    token = run.workflow.token(token_id)
    if token is None:
        raise Refused("这一步已经不在等待。", "This is not waiting any more.")
    _require(fixed(token))
    unit, way = _found(token, element)
    return _plan(unit, way)


def plan_restart(run: Run, element: str) -> Plan:
    """Return what it takes to go back to an element that was passed before."""
    plans: list[Plan] = []
    why: Refused | None = None
    for scope in run.workflow.scopes():
        way = _way(scope.spec, element)
        for token in _downstream(scope, way[0]) if way else ():
            try:
                _require(fixed(token))
                plans.append(_plan(token, way))
            except Refused as refused:
                why = refused
    if plans:
        return min(plans, key=lambda plan: (len(plan.way), len(plan.takes)))
    raise why or Refused(
        "现在进行的步骤都不是从那一步走来的，不能从那里重新开始。",
        "Nothing that stands now came from that step; it cannot be begun again there.",
    )


def _plan(unit: Token, way: tuple[FlowNode, ...]) -> Plan:
    scope, first, target = unit.workflow, way[0], way[-1]
    _require(no_target(target._wf_spec, target))
    if len(way) > 1 and any(other.task_spec is first for other in scope.tasks.values()):
        raise Refused(
            "子流程“{name}”正在进行，不能再从外面移入。",
            "Sub-process “{name}” is running; nothing can be moved into it from outside.",
            name=first.bpmn_name or first.bpmn_id,
        )
    takes = balanced(scope, unit, first)
    for token in takes:
        _require(fixed(token))
    host = scope.host.id if scope.host is not None else None
    ids = tuple(sorted(token.id for token in takes))
    return Plan(ids, host, tuple(node.bpmn_id for node in way))


def _found(token: Token, element: str) -> tuple[Token, tuple[FlowNode, ...]]:
    """Return the way to an element from the innermost scope around a token that knows it, and
    what of that scope is moved: the token, or the sub-process that it stands in."""
    place: Token | None = token
    while place is not None:
        way = _way(place.workflow.spec, element)
        if way:
            return place, way
        place = place.workflow.host
        if place is not None:
            _require(fixed(place))
    raise Refused(
        "“{element}”不在这个流程里，或在多实例、事件子流程或被调用的流程之内，不能移到那里。",
        "“{element}” is not in this procedure, or inside a repeated step, an event sub-process or"
        " a called procedure; nothing can be moved there.",
        element=element,
    )


def _way(spec: ScopeSpec, element: str) -> tuple[FlowNode, ...]:
    for node in spec.task_specs.values():
        if node.bpmn_id == element:
            return (node,)
        if _enterable(node) and (rest := _way(node.inside, element)):
            return (node, *rest)
    return ()


def _enterable(node: Any) -> bool:
    """Is this a sub-process whose inside can be entered at any place?"""
    plain = isinstance(node, SubProcess) and node.kind in ("subProcess", "transaction")
    return plain and node.loop is None and not node.is_event_sub_process


def _downstream(scope: Scope, node: FlowNode) -> list[Token]:
    """Return the tokens of a scope to which a way leads from a node."""
    after = reachable(scope.spec, node)
    return [
        token
        for token in scope.tasks.values()
        if token.body is None and token.task_spec.name in after
    ]


def reachable(spec: ScopeSpec, node: FlowNode) -> set[str]:
    """Return the names of a node and of all that can follow it in its scope."""
    found, level = {node.name}, [node]
    while level:
        here = level.pop()
        flows = [flow.target for flow in here.flows]
        for each in (*flows, *here.boundaries, *spec.linked(here)):
            if each.name not in found:
                found.add(each.name)
                level.append(each)
    return found


def _require(reason: Text | None) -> None:
    if reason is not None:
        raise Refused(reason)


# -- carrying out -----------------------------------------------------------------------------


def carry_out(run: Run, plan: Plan) -> None:
    """Do what was planned, and let the case go on to where it waits."""
    case = run.workflow
    for number in plan.takes:
        token = case.token(number)
        if token is not None:
            token.workflow.remove(token)
    scope: Scope = case if plan.host is None else case.subprocesses[plan.host]
    for name in plan.way[:-1]:
        scope = _opened(scope, scope.spec.task_specs[name])
    scope.arrive(scope.spec.task_specs[plan.target])
    case.advance()


def _opened(scope: Scope, node: Any) -> InnerScope:
    """Open a sub-process without beginning at its start."""
    token = Token(scope, node)
    for boundary in node.boundaries:
        token.waits += boundary.subscriptions(scope, token.frame)
    token._state = STARTED
    inner = InnerScope(node.inside, token, node.frame_for(token))
    inner.listen()
    return inner
