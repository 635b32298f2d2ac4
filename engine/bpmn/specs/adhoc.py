"""What an ad-hoc sub-process does: its activities are begun at choice, in no drawn order."""

from __future__ import annotations

from typing import Any

from engine.bpmn.expressions import value_of
from engine.bpmn.frames import Frame
from engine.bpmn.specs.activities import Activity, PersonTask
from engine.bpmn.specs.inner import SubProcess
from engine.bpmn.tokens import READY, STARTED, Token
from engine.bpmn.workflow import InnerScope, Scope, failure
from engine.feel import Expression
from engine.text import Text


class AdHocScope(InnerScope):
    """The inside of an ad-hoc sub-process: after each step it is asked what may come next."""

    def settle(self) -> None:
        """Offer what may be done now, or end."""
        node: Any = self._host.task_spec
        if "left" in self._host.internal_data and not self.completed:
            node.go_on(self)
        else:
            super().settle()


class AdHocSubProcess(SubProcess):
    """Activities that people choose among, and others that begin by themselves, once.

    With a completion condition a person may choose each as often as needed until it is true;
    without one each is done once, and the sub-process ends when all are. The token's `todo` are
    those that begin by themselves, `left` those that can still be chosen, `closing` that the
    condition has become true.
    """

    sequential = False
    until: Expression | None = None
    cancels = True

    def begin(self, token: Token) -> bool:
        """Open the scope, begin what begins by itself and offer the rest."""
        token._state = STARTED
        scope = self.opened(token, self.frame_for(token))
        scope.listen()
        chosen = [node.name for node in self.inside.starts if by_choice(node)]
        others = [node.name for node in self.inside.starts if not by_choice(node)]
        token.internal_data.update(todo=others, left=chosen)
        self._begin_next(scope)
        return False

    def opened(self, token: Token, frame: Frame) -> InnerScope:
        """Return a new scope for the inside."""
        return AdHocScope(self.inside, token, frame)

    def go_on(self, scope: InnerScope) -> None:
        """Look whether the end has come; if not, begin or offer what may be done now."""
        state = scope.host.internal_data
        if "closing" not in state and self._is_over(scope):
            self._close(scope)
        if not scope.completed:
            self._begin_next(scope)

    def _is_over(self, scope: InnerScope) -> bool:
        if self.until is None:
            return False
        return value_of(self.until, scope.frame, scope.top_workflow, self) is True

    def _close(self, scope: InnerScope) -> None:
        scope.host.internal_data.update(closing=True, todo=[], left=[])
        withdraw(scope)
        if self.cancels:
            scope.clear()

    def _begin_next(self, scope: InnerScope) -> None:
        state = scope.host.internal_data
        if self.sequential and _busy(scope):
            withdraw(scope)
            return
        while state["todo"] and not scope.interrupted:
            scope.arrive(scope.spec.task_specs[state["todo"].pop(0)])
            if self.sequential:
                return
        if scope.completed:
            return  # what has just begun was over at once, and the last
        self._offer(scope, [] if scope.interrupted else state["left"])
        if not scope.tasks:
            self._end(scope)

    def _offer(self, scope: InnerScope, names: list[str]) -> None:
        offered = {t.task_spec.name for t in scope.tasks.values() if "choice" in t.internal_data}
        for name in names:
            if name not in offered:
                token = Token(scope, scope.spec.task_specs[name])
                token.internal_data["choice"] = True
                token._state = READY

    def _end(self, scope: InnerScope) -> None:
        state = scope.host.internal_data
        if self.until is not None and "closing" not in state and not scope.interrupted:
            zh = "特别子流程里没有可做的了，而完成条件还不成立。"
            en = "Nothing is left to do in the ad-hoc sub-process and its condition is not true."
            raise failure(self, Text(zh, en))
        for key in ("todo", "left", "closing"):
            state.pop(key, None)
        scope.finish()

    def choose(self, token: Token, scope: Scope, state: dict[str, Any]) -> bool:
        """Take a person's choice; return whether the activity is done by that same deed."""
        node: Activity = token.task_spec
        del token.internal_data["choice"]
        if self.until is None:
            state["left"] = [name for name in state["left"] if name != node.name]
        if at_once(node):
            return True
        node._update(token)
        scope.settle()
        return False


def by_choice(node: Any) -> bool:
    """Return whether a person chooses to begin a node; what the machine does begins by itself."""
    return isinstance(node, PersonTask | SubProcess)


def at_once(node: Activity) -> bool:
    """Return whether choosing a node and doing it are one deed: nothing waits at its border."""
    plain = node.loop is None and not node.boundaries and node.start_quantity == 1
    return isinstance(node, PersonTask) and plain


def withdraw(scope: InnerScope) -> None:
    """Take back what is offered and not begun."""
    for token in list(scope.tasks.values()):
        if "choice" in token.internal_data:
            scope.remove(token)


def _busy(scope: InnerScope) -> bool:
    return any("choice" not in token.internal_data for token in scope.tasks.values())
