"""How an activity is done once for each item, in a row or side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.bpmn.expressions import value_of
from engine.bpmn.specs.definitions import EventDefinition
from engine.bpmn.specs.loops import COUNTER, Loop, finish_loop
from engine.bpmn.tokens import STARTED, Token
from engine.bpmn.workflow import failure
from engine.feel import Expression
from engine.text import Text

if TYPE_CHECKING:
    from engine.bpmn.specs.activities import Activity

MAX_INSTANCES = 1_000


@dataclass(frozen=True)
class Telling:
    """What a finished instance tells the activity's border, and when.

    `first` ones are told once, by the first instance. One with a condition also ends the
    activity: that is what BPMN's complex behavior means.
    """

    event: EventDefinition
    first: bool = False
    condition: Expression | None = None


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
        tellings: tuple[Telling, ...] = (),
    ) -> None:
        self.sequential, self.cardinality, self.collection = sequential, cardinality, collection
        self.item, self.result, self.until = item, result, until
        self.tellings = tellings
        self.keeps = bool(result or until or any(t.condition for t in tellings))

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
        if self.keeps:
            state["results"].append([index, own])
            state["results"].sort(key=lambda entry: entry[0])
        told_to_end = self._tell(node, body)
        if told_to_end or self._complete(node, body):
            self._end(node, body)
        elif self.sequential:
            items = state.get("items")
            item = items[state["done"]] if items is not None else None
            self._instance(node, body, state["done"] + 1, self._own(item, state["done"]))

    def _tell(self, node: Activity, body: Token) -> bool:
        """Tell the border what a finished instance has to; return whether that ends the activity.

        The instance that tells is over, so that an interrupting border has nothing to interrupt.
        """
        ends = False
        for telling in self.tellings:
            if telling.condition is not None:
                if not self._true(telling.condition, node, body):
                    continue
                ends = True
            elif telling.first and body.internal_data["done"] > 1:
                continue
            node.tell_border(body, telling.event)
        return ends

    def _complete(self, node: Activity, body: Token) -> bool:
        state = body.internal_data
        if state["done"] >= state["total"]:
            return True
        return self.until is not None and self._true(self.until, node, body)

    def _true(self, condition: Expression, node: Activity, body: Token) -> bool:
        state = body.internal_data
        extra = {"results": self._results(body), "done": state["done"], "total": state["total"]}
        return value_of(condition, body.frame, body.workflow.top_workflow, node, extra) is True

    def _results(self, body: Token) -> list[Any]:
        return [entry[1] for entry in body.internal_data["results"]]

    def _end(self, node: Activity, body: Token) -> None:
        for instance in body.workflow.instances(body):
            body.workflow.remove(instance)
        if self.result is not None:
            body.frame.write({self.result: self._results(body)})
        finish_loop(body)
