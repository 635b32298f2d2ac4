"""How an activity is done many times: in a row, side by side, or while a condition holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.bpmn.expressions import value_of
from engine.bpmn.tokens import STARTED, WAITING, Token
from engine.bpmn.workflow import failure
from engine.feel import Expression
from engine.text import Text

if TYPE_CHECKING:
    from engine.bpmn.specs.activities import Activity

COUNTER = "loopCounter"
MAX_INSTANCES = 1_000


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


class MultiInstance(Loop):
    """Once for each item or so many times, each with data of its own until it is done.

    A finished instance's own data become an entry of the list `result`; without one they are
    written into the data around. The completion condition sees `results`, `done` and `total`.
    """

    def __init__(
        self,
        sequential: bool,
        cardinality: Expression | None = None,
        collection: Expression | None = None,
        item: str | None = None,
        result: str | None = None,
        until: Expression | None = None,
    ) -> None:
        self.sequential, self.cardinality, self.collection = sequential, cardinality, collection
        self.item, self.result, self.until = item, result, until

    def begin(self, node: Activity, body: Token) -> bool:
        """Start the first instance or all of them."""
        items = self._items(node, body)
        total = len(items)
        body.internal_data.update(total=total, done=0, results=[])
        if self.sequential and self.collection is not None:
            body.internal_data["items"] = items
        if not total:
            self._end(node, body)
            return False
        body._state = STARTED
        for index in range(1 if self.sequential else total):
            self._instance(node, body, index + 1, self._own(items[index], index))
        return False

    def _items(self, node: Activity, body: Token) -> list[Any]:
        case = body.workflow.top_workflow
        if self.collection is not None:
            items = value_of(self.collection, body.frame, case, node)
            if items is None:
                items = []
            if not isinstance(items, list):
                items = [items]
        else:
            count = value_of(self.cardinality, body.frame, case, node) if self.cardinality else None
            if not isinstance(count, int) or isinstance(count, bool) or count < 0:
                raise failure(
                    node,
                    Text(
                        "多实例的次数不是非负整数：{count}",
                        "The number of instances is not a whole number from 0: {count}",
                        count=str(count),
                    ),
                )
            items = [None] * min(count, MAX_INSTANCES + 1)
        if len(items) > MAX_INSTANCES:
            raise failure(
                node,
                Text(
                    "多实例超过 {limit} 个。", "More than {limit} instances.", limit=MAX_INSTANCES
                ),
            )
        return items

    def _own(self, item: Any, index: int) -> dict[str, Any]:
        own: dict[str, Any] = {COUNTER: index + 1}
        if self.item is not None and self.collection is not None:
            own[self.item] = item
        return own

    def item_of(self, token: Token) -> Any:
        """Return the item an instance is about."""
        return token.frame.get(self.item) if self.item is not None and token.own else None

    def instance_done(self, node: Activity, instance: Token) -> None:
        """Keep what the instance brought; start the next one or end."""
        scope = instance.workflow
        body = scope.tasks[instance.body] if instance.body is not None else instance
        state, index = body.internal_data, instance.internal_data["index"]
        own = {name: value for name, value in instance.frame.values.items() if name != COUNTER}
        scope.remove(instance)
        state["done"] += 1
        if self.result is None:
            body.frame.write({name: v for name, v in own.items() if name != self.item})
        if self.result is not None or self.until is not None:
            state["results"].append([index, own])
            state["results"].sort(key=lambda entry: entry[0])
        if self._complete(node, body):
            self._end(node, body)
        elif self.sequential:
            items = state.get("items")
            item = items[state["done"]] if items is not None else None
            self._instance(node, body, state["done"] + 1, self._own(item, state["done"]))

    def _complete(self, node: Activity, body: Token) -> bool:
        state = body.internal_data
        if state["done"] >= state["total"]:
            return True
        if self.until is None:
            return False
        extra = {
            "results": self._results(body),
            "done": state["done"],
            "total": state["total"],
        }
        return value_of(self.until, body.frame, body.workflow.top_workflow, node, extra) is True

    def _results(self, body: Token) -> list[Any]:
        return [entry[1] for entry in body.internal_data["results"]]

    def _end(self, node: Activity, body: Token) -> None:
        for instance in body.workflow.instances(body):
            body.workflow.remove(instance)
        if self.result is not None:
            body.frame.write({self.result: self._results(body)})
        finish_loop(body)


def finish_loop(body: Token) -> None:
    """End the repetition: the activity is done."""
    body.waits = []
    for key in ("total", "done", "results", "items"):
        body.internal_data.pop(key, None)
    body._state = WAITING
    body.complete()
