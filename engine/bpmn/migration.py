"""How a running case goes on with another version of its procedure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.bpmn.definition import Definition
from engine.bpmn.mapping import MapProblem, check_mapping, places
from engine.bpmn.run import Run
from engine.bpmn.specs.base import FlowNode
from engine.bpmn.specs.inner import CallActivity
from engine.bpmn.tokens import Subscription, Token
from engine.bpmn.workflow import CaseWorkflow, Scope
from engine.bpmn.world import World
from engine.text import Text


def migration_problems(
    run: Run, target: Definition, mapping: Mapping[str, str]
) -> list[MapProblem]:
    """Return all that keeps a case from going on with another version; empty when nothing does."""
    found = check_mapping(run.definition, target, mapping)
    if not found:
        for token in run.workflow.tokens():
            found += _problems_of(token, target, mapping)
        for scope in run.workflow.scopes():
            found += _undone_problems(scope, target, mapping)
    return list(dict.fromkeys(found))


def _problems_of(
    token: Token, target: Definition, mapping: Mapping[str, str]
) -> Iterator[MapProblem]:
    node: Any = token.task_spec
    if isinstance(token.workflow.host and token.workflow.host.task_spec, CallActivity):
        yield MapProblem(node.bpmn_id, _CALLED)
        return
    if node.bpmn_id not in mapping:
        yield MapProblem(node.bpmn_id, _STANDS)
        return
    if not token.internal_data.keys().isdisjoint(("undo", "undoing")):
        yield MapProblem(node.bpmn_id, _UNDOING)
    other: Any = places(target)[mapping[node.bpmn_id]].node
    if "arguments" in token.internal_data and node.action != other.action:
        yield MapProblem(node.bpmn_id, _ACTION)
    arrived = [token.flow] if token.flow in node.incoming and _joins(node) else []
    for flow in [*arrived, *token.internal_data.get("came", ())]:
        if _flow(token.workflow, flow, other, mapping) is None:
            yield MapProblem(node.bpmn_id, _WAY)
    for name in (*token.internal_data.get("todo", ()), *token.internal_data.get("left", ())):
        if name not in mapping:
            yield MapProblem(name, _STANDS)


_STANDS = Text(
    "事项正停在这里，必须指定它在新版本里对应什么。",
    "The case stands here; say what it becomes in the new version.",
)
_CALLED = Text(
    "事项正停在同一文件里被调用的流程中。",
    "The case stands inside a procedure called from its file.",
)
_UNDOING = Text("正在撤销已做的工作，请等它完成。", "Work is being undone; wait for its end.")
_ACTION = Text("正在等待的动作在新版本里不同。", "The action that is waited for is another one.")
_WAY = Text(
    "已到达的分支在新版本的网关处没有对应的进线。",
    "The branch that has arrived has no way into the gateway of the new version.",
)
_KEPT = Text(
    "已完成的步骤可能还要撤销，新版本里没有对应的补偿。",
    "What was done may still have to be undone, and the new version cannot.",
)


def _joins(node: FlowNode) -> bool:
    return node.kind.endswith("Gateway") and len(node.incoming) > 1


def _undone_problems(
    scope: Scope, target: Definition, mapping: Mapping[str, str]
) -> Iterator[MapProblem]:
    """Yield what has been done, could be undone now, and could not be after the migration."""
    there = places(target)
    for name, inner in _all_undone(scope.undone):
        other = there.get(mapping.get(name, ""))
        if other is None or (inner is None and other.node.compensation is None):
            yield MapProblem(name, _KEPT)


def _all_undone(entries: list[list[Any]]) -> Iterator[tuple[str, Any]]:
    for name, inner in entries:
        yield name, inner
        yield from _all_undone(inner or [])


def _flow(
    scope: Scope, flow: str | None, other: FlowNode, mapping: Mapping[str, str]
) -> str | None:
    """Return the way into the other node by which a token came by a flow of the old version."""
    if flow in other.incoming:
        return flow
    before = [node for node in scope.spec.task_specs.values() if _leads(node, flow)]
    sources = {mapping.get(node.bpmn_id) for node in before}
    ways = [
        each.id
        for node in other._wf_spec.task_specs.values()
        if node.bpmn_id in sources
        for each in node.flows
        if each.target is other
    ]
    return ways[0] if len(ways) == 1 else None


def _leads(node: FlowNode, flow: str | None) -> bool:
    return any(each.id == flow for each in node.flows)


# -- carrying over ----------------------------------------------------------------------------


def migrated(run: Run, target: Definition, mapping: Mapping[str, str], world: World) -> Run:
    """Return the case on the other version, run to where it waits; of a case without problems.

    Tokens keep their numbers, so tasks stay as they are. Waits that are mapped are kept with the
    time and subject they have; those that are not, end; those that are new, begin.
    """
    return Run(_Carrying(run.workflow, CaseWorkflow(target, world), mapping).done())


class _Carrying:
    """One case on its way from one definition to the other."""

    def __init__(self, old: CaseWorkflow, new: CaseWorkflow, mapping: Mapping[str, str]) -> None:
        self.old, self.new, self.mapping = old, new, mapping

    def done(self) -> CaseWorkflow:
        self.new.last_id, self.new.frame.values = self.old.last_id, self.old.frame.values
        self.new.ends = [self.mapping.get(end, end) for end in self.old.ends]
        self._fill(self.old, self.new)
        for number, scope in self.old.subprocesses.items():
            host = self.new.token(number)
            assert host is not None  # its outer scope was filled before
            own = scope.frame is not scope.host.frame
            frame = scope.frame if own else host.frame
            self._fill(scope, host.task_spec.opened(host, frame))
        self.new.advance()
        return self.new

    def _fill(self, old: Scope, new: Scope) -> None:
        new.interrupted = old.interrupted
        new.undone = self._undone(old.undone)
        for token in old.tasks.values():
            self._token(token, new)
        listeners = () if old.interrupted else new.spec.listeners
        new.waits = self._waits(old.waits, listeners, new, new)

    def _undone(self, entries: list[list[Any]]) -> list[list[Any]]:
        return [
            [self.mapping[name], self._undone(inner) if inner is not None else None]
            for name, inner in entries
        ]

    def _token(self, old: Token, scope: Scope) -> None:
        node: Any = scope.spec.task_specs[self.mapping[old.task_spec.bpmn_id]]
        token = Token(scope, node, old.id)
        token._state, token.body = old._state, old.body
        token.flow = _flow(old.workflow, old.flow, node, self.mapping)
        token.internal_data = self._state(old, node)
        if old.own:
            token.see(old.frame.values)
        token.waits = self._waits(old.waits, self._heard_by(old, node), token, scope)

    def _state(self, old: Token, node: FlowNode) -> dict[str, Any]:
        state = dict(old.internal_data)
        if "came" in state:
            ways = (_flow(old.workflow, flow, node, self.mapping) for flow in state["came"])
            state["came"] = sorted(way for way in ways if way is not None)
        for key in ("todo", "left"):
            if key in state:
                state[key] = [self.mapping[name] for name in state[key]]
        if "undone" in state:
            state["undone"] = self._undone(state["undone"])
        return state

    def _heard_by(self, old: Token, node: Any) -> tuple[Any, ...]:
        """Return whatever a token at a node listens with: itself, its borders, events behind it."""
        if not old.internal_data.keys().isdisjoint(("gathering", "choice")):
            return ()
        borders = () if old.body is not None else node.boundaries
        if node.kind == "eventBasedGateway":
            return (*borders, *(flow.target for flow in node.flows))
        own = (node,) if any(wait.node == old.task_spec.name for wait in old.waits) else ()
        return (*borders, *own)

    def _waits(
        self, old: list[Subscription], listeners: Any, owner: Scope | Token, scope: Scope
    ) -> list[Subscription]:
        """Keep what is mapped to one of the new listeners, begin with those that had nothing."""
        by_name = {node.name: node for node in listeners}
        kept = []
        for wait in old:
            name = self.mapping.get(wait.node, "")
            if name in by_name:
                wait.node = name
                kept.append(wait)
        known = {self.mapping.get(name) for name in self._known(owner)}
        new = [node for name, node in by_name.items() if name not in known]
        for node in new:
            kept += node.subscriptions(scope, owner.frame)
        return kept

    def _known(self, owner: Scope | Token) -> list[str]:
        """Return the old listeners at a place: one that is over there does not begin again."""
        if isinstance(owner, Token):
            old = self.old.token(owner.id)
            assert old is not None  # it was made from that
            node: Any = old.task_spec
            behind = [f.target for f in node.flows] if node.kind == "eventBasedGateway" else []
            return [each.name for each in (node, *node.boundaries, *behind)]
        host = owner.host
        spec = self.old.spec if host is None else self.old.subprocesses[host.id].spec
        return [node.name for node in spec.listeners]
