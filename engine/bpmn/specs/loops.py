"""How an activity is repeated: what all ways have in common, and while a condition holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.bpmn.expressions import value_of
from engine.bpmn.tokens import STARTED, WAITING, Token
from engine.feel import Expression

if TYPE_CHECKING:
    from engine.bpmn.specs.activities import Activity

COUNTER = "loopCounter"


class Loop:
    """A way of repetition; the token at the activity is the body, each time is an instance."""

    def begin(self, node: Activity, body: Token) -> bool:
        """Start; return whether there is nothing to repeat and the activity is over at once."""
        raise NotImplementedError

    def instance_done(self, node: Activity, instance: Token) -> None:
        """Go on after one instance."""
        raise NotImplementedError

    def item_of(self, token: Token) -> Any:
        """Return the item an instance is about."""
        return None

    def _instance(
        self, node: Activity, body: Token, index: int, own: dict[str, Any] | None
    ) -> None:
        token = Token(body.workflow, node)
        token.body = body.id
        token.internal_data["index"] = index
        if own is not None:
            token.see(own)
        if node.begin(token):
            token._ready()


class StandardLoop(Loop):
    """Repeats while a condition holds, at most so many times; all write the same data."""

    def __init__(self, condition: Expression | None, maximum: int | None, before: bool) -> None:
        self.condition, self.maximum, self.before = condition, maximum, before

    def begin(self, node: Activity, body: Token) -> bool:
        """Start the first time, unless the test comes first and fails."""
        body.internal_data.update(total=None, done=0)
        if (self.before or self.maximum == 0) and not self._goes_on(node, body):
            finish_loop(body)
            return False
        body._state = STARTED
        self._instance(node, body, 1, None)
        return False

    def _goes_on(self, node: Activity, body: Token) -> bool:
        done = body.internal_data["done"]
        if self.maximum is not None and done >= self.maximum:
            return False
        if self.condition is None:
            return True
        case, extra = body.workflow.top_workflow, {COUNTER: done}
        return value_of(self.condition, body.frame, case, node, extra) is True

    def instance_done(self, node: Activity, instance: Token) -> None:
        """Start the next time or end."""
        scope = instance.workflow
        body = scope.tasks[instance.body] if instance.body is not None else instance
        scope.remove(instance)
        body.internal_data["done"] += 1
        if self._goes_on(node, body):
            self._instance(node, body, body.internal_data["done"] + 1, None)
        else:
            finish_loop(body)


def finish_loop(body: Token) -> None:
    """End the repetition: the activity is done."""
    body.waits = []
    for key in ("total", "done", "results", "items"):
        body.internal_data.pop(key, None)
    body._state = WAITING
    body.complete()
