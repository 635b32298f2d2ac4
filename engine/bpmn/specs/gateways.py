"""How ways part and meet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.bpmn.expressions import value_of
from engine.bpmn.specs.base import Flow, FlowNode, no_way_out
from engine.bpmn.tokens import WAITING
from engine.feel import Expression

if TYPE_CHECKING:
    from engine.bpmn.tokens import Token
    from engine.bpmn.workflow import Scope


class ExclusiveGateway(FlowNode):
    """One way out: the first whose condition is true, else the default; every token passes."""

    def taken(self, token: Token) -> list[Flow]:
        """Return the one flow to take."""
        default = None
        for flow in self.flows:
            if flow.default:
                default = flow
            elif flow.condition is None or self.true(flow.condition, token):
                return [flow]
        if default is not None:
            return [default]
        if self.flows:
            raise no_way_out(self)
        return []


class ParallelGateway(FlowNode):
    """Waits for one token from each way in, then sends one along each way out."""

    def _update_hook(self, my_task: Token) -> bool:
        if len(self.incoming) < 2:
            return True
        my_task._state = WAITING
        first = first_by_flow(my_task.workflow, self)
        if len(first) < len(self.incoming):
            return False
        for token in first.values():
            if token is not my_task:
                my_task.workflow.remove(token)
        return True

    def taken(self, token: Token) -> list[Flow]:
        """Return all flows; a parallel gateway asks no condition."""
        return list(self.flows)


class LateJoin(FlowNode):
    """A gateway that fires when it knows that nothing more can reach it."""

    reached_by: dict[str, frozenset[str]]

    def prepare(self) -> None:
        """Find out, once, from which nodes a token could come in by each flow."""
        self.reached_by = self._wf_spec.reaching(self)

    def join_late(self, scope: Scope) -> bool:
        """Fire if the time has come; return whether it had."""
        raise NotImplementedError

    def more_may_come(self, scope: Scope, filled: set[str]) -> bool:
        """Return whether some token can still come in by a flow that has none.

        As the standard puts it: a token counts when it can reach an empty way in without passing
        the gateway and cannot in the same manner reach one that has a token already.
        """
        empty = [flow for flow in self.incoming if flow not in filled]
        for token in scope.tasks.values():
            name = token.task_spec.name
            if (
                name != self.name
                and token.body is None
                and any(name in self.reached_by[flow] for flow in empty)
                and not any(name in self.reached_by[flow] for flow in filled)
            ):
                return True
        return False


class InclusiveGateway(LateJoin):
    """Waits for all tokens that can still come, then takes every way out that is true."""

    def _update_hook(self, my_task: Token) -> bool:
        if len(self.incoming) < 2:
            return True
        my_task._state = WAITING
        return False

    def join_late(self, scope: Scope) -> bool:
        """Fire if a token waits and no further one can come."""
        first = first_by_flow(scope, self)
        if not first or self.more_may_come(scope, set(first)):
            return False
        keeper, *others = first.values()
        for token in others:
            scope.remove(token)
        keeper._ready()
        return True


class ComplexGateway(LateJoin):
    """Fires when its activation condition is true, swallows latecomers, then starts afresh.

    The token that stays behind after firing remembers by which flows tokens have come.
    """

    activation: Expression | None = None

    def _update_hook(self, my_task: Token) -> bool:
        if len(self.incoming) < 2:
            return True
        scope = my_task.workflow
        my_task._state = WAITING
        if self._memory(scope) is not None:
            return False
        first = first_by_flow(scope, self)
        if not self._activated(my_task, len(first)):
            return False
        for token in first.values():
            if token is not my_task:
                scope.remove(token)
        my_task.internal_data["came"] = sorted(first)
        return True

    def _activated(self, token: Token, count: int) -> bool:
        if self.activation is None:
            return count == len(self.incoming)
        case = token.workflow.top_workflow
        extra = {"activationCount": count}
        return value_of(self.activation, token.frame, case, self, extra) is True

    def _memory(self, scope: Scope) -> Token | None:
        found = (
            t for t in scope.tasks.values() if t.task_spec is self and "came" in t.internal_data
        )
        return next(found, None)

    def leave(self, token: Token) -> None:
        """Send tokens on and, at a join, leave a memory of the ways that have been used."""
        came = token.internal_data.pop("came", None)
        if came is not None and len(came) < len(self.incoming):
            from engine.bpmn.tokens import Token as NewToken

            memory = NewToken(token.workflow, self)
            memory._state = WAITING
            memory.internal_data["came"] = came
        super().leave(token)

    def join_late(self, scope: Scope) -> bool:
        """Start afresh when all ways have been used or no more token can come by the others."""
        memory = self._memory(scope)
        if memory is None:
            return False
        late = first_by_flow(scope, self)
        came = {*memory.internal_data["came"], *late}
        if self.more_may_come(scope, came):
            memory.internal_data["came"] = sorted(came)
            for token in late.values():
                scope.remove(token)
            return bool(late)
        for token in (*late.values(), memory):
            scope.remove(token)
        scope.settle()
        return True


class EventBasedGateway(FlowNode):
    """Waits for the first of the events behind it; the others then happen no more."""

    def _update_hook(self, my_task: Token) -> bool:
        my_task._state = WAITING
        for flow in self.flows:
            target: Any = flow.target
            my_task.waits += target.subscriptions(my_task.workflow, my_task.frame)
        return False


def first_by_flow(scope: Scope, node: FlowNode) -> dict[str, Token]:
    """Return, for each way in that has tokens waiting at a node, the one that came first."""
    found: dict[str, Token] = {}
    for token in scope.tasks.values():
        if token.task_spec is node and token.flow is not None and token._state == WAITING:
            found.setdefault(token.flow, token)
    return found
