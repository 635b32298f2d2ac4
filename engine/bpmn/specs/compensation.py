"""How what has been done is undone: compensation and the cancelling of a transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.bpmn.specs.base import FlowNode
from engine.bpmn.tokens import STARTED, Token
from engine.bpmn.workflow import InnerScope, Scope

if TYPE_CHECKING:
    from engine.bpmn.specs.base import Flow


def undo(thrower: Token, activity: str | None) -> bool:
    """Begin to undo, last first; return whether there was nothing to undo.

    `thrower` waits and holds the list of what is still to be undone.
    """
    scope = _scope_of(thrower)
    chosen = [entry for entry in scope.undone if activity in (None, entry[0])]
    scope.undone = [entry for entry in scope.undone if activity not in (None, entry[0])]
    thrower.internal_data["undo"] = chosen
    thrower._state = STARTED
    return not _undo_next(thrower)


def undone_one(handler: Token, thrower_id: int) -> None:
    """Go on after one handler has run."""
    scope = handler.workflow
    thrower = scope.top_workflow.token(thrower_id)
    if thrower is None:
        scope.settle()
    elif not _undo_next(thrower):
        thrower.complete()


def _scope_of(thrower: Token) -> Scope:
    """Return the scope whose work is undone: of an event sub-process, the one around it."""
    host = thrower.workflow.host
    inside = host is not None and host.task_spec.is_event_sub_process
    return host.workflow if host is not None and inside else thrower.workflow


def _undo_next(thrower: Token) -> bool:
    entries, scope = thrower.internal_data["undo"], _scope_of(thrower)
    while entries:
        name, inner = entries.pop()
        node: Any = scope.spec.task_specs[name]
        if node.compensation is not None:
            token = Token(scope, node.compensation)
            token.internal_data["undoing"] = thrower.id
            node.compensation._update(token)
            return True
        if _undo_inside(node, inner, scope, thrower):
            return True
    del thrower.internal_data["undo"]
    return False


def _undo_inside(node: Any, inner: list[Any], scope: Scope, thrower: Token) -> bool:
    """Open a finished sub-process again, to undo what was done in it."""
    host = Token(scope, node)
    host._state = STARTED
    host.internal_data["undoing"] = thrower.id
    inside = InnerScope(node.inside, host, scope.frame)
    if node.inside.undo_start is not None:
        inside.undone = inner
        node.inside.undo_start.run_in(inside)
        return True
    helper = Token(inside, node.inside.undoer)
    helper._state = STARTED
    helper.internal_data["undo"] = inner
    if _undo_next(helper):
        return True
    scope.remove(host)
    return False


class Undoer(FlowNode):
    """Stands in a sub-process that is open again, while what was done in it is undone."""

    def taken(self, token: Token) -> list[Flow]:
        """Return nothing: when all is undone, the sub-process is over again."""
        return []
