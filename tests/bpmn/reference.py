"""How a tree of blocks has to run: a small model of its own that knows no token and no diagram.

Each block is entered with what comes after it. What waits lies in a list, in the order in which it
began to wait; a scope that is interrupted is forgotten with everything that waits in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.bpmn.blocks import Block, Chain

HOUR = timedelta(hours=1)
Next = Callable[[], None]


@dataclass
class Data:
    """Values, those of the surroundings behind them."""

    own: dict[str, Any]
    outer: Data | None = None

    def view(self) -> dict[str, Any]:
        return {**(self.outer.view() if self.outer else {}), **self.own}


@dataclass
class Place:
    """A scope that runs: its data, how many threads are in it, and what follows it."""

    data: Data
    after: Next
    outer: Place | None = None
    threads: int = 1
    gone: bool = False

    @property
    def over(self) -> bool:
        return self.gone or (self.outer is not None and self.outer.over)

    def leave(self) -> None:
        """End one thread; with the last one the scope is over."""
        self.threads -= 1
        if not self.threads:
            self.gone = True
            self.after()


@dataclass
class Waiting:
    """Something that waits for a person, a message or the time."""

    kind: str
    element: str
    place: Place
    go: Next
    data: Data
    due: datetime | None = None
    until: list[bool] = field(default_factory=list)  # not empty: it waits no more

    @property
    def open(self) -> bool:
        return not self.until and not self.place.over


class Reference:
    """A case of a tree of blocks."""

    def __init__(self, chain: Chain, now: datetime, data: dict[str, Any]) -> None:
        self.now, self.ended = now, False
        self.waiting: list[Waiting] = []
        self.top = Place(Data(data), self._end)
        self.run(chain, self.top, self.top.leave)

    def _end(self) -> None:
        self.ended = True

    # -- what is seen ------------------------------------------------------------------------

    def steps(self) -> list[tuple[str, dict[str, Any]]]:
        """Return the steps for people, those of one element in the order they came up."""
        return [(w.element, w.data.view()) for w in self._open("step")]

    def waits(self) -> list[tuple[str, datetime | None]]:
        return [(w.element, w.due) for w in self.waiting if w.open and w.kind != "step"]

    def _open(self, kind: str) -> list[Waiting]:
        return [w for w in self.waiting if w.open and w.kind == kind]

    # -- what is done ------------------------------------------------------------------------

    def complete(self, element: str, place: int, data: Mapping[str, Any]) -> None:
        """Finish the step at an element, the how manyth of them, with what it brings."""
        step = [w for w in self._open("step") if w.element == element][place]
        step.data.own.update(data)
        self._go(step)

    def happen(self, element: str, place: int) -> None:
        """Let a message arrive or a timer go off."""
        found = [w for w in self.waiting if w.open and w.kind != "step" and w.element == element]
        self._go(found[place])

    def _go(self, waiting: Waiting) -> None:
        waiting.go()
        self.waiting = [w for w in self.waiting if w.open]

    def _wait(
        self, kind: str, element: str, place: Place, go: Next, data: Data, due: bool = False
    ) -> Waiting:
        made = Waiting(kind, element, place, go, data, self.now + HOUR if due else None)
        self.waiting.append(made)
        return made

    def _step(self, element: str, place: Place, after: Next, data: Data | None = None) -> None:
        def done() -> None:
            step.until.append(True)
            after()

        step = self._wait("step", element, place, done, data or place.data)

    # -- the blocks --------------------------------------------------------------------------

    def run(self, chain: Chain, place: Place, after: Next) -> None:
        """Enter the blocks of a chain one after another."""
        if not chain:
            after()
            return
        first, rest = chain[0], chain[1:]
        enter = getattr(self, f"_{first.kind}")
        enter(first, place, lambda: self.run(rest, place, after))

    def _task(self, block: Block, place: Place, after: Next) -> None:
        self._step(block.id, place, after)

    def _script(self, block: Block, place: Place, after: Next) -> None:
        place.data.own[block.id] = place.data.view()["n"]
        after()

    def _together(self, ways: list[Chain], place: Place, after: Next) -> None:
        left = len(ways)

        def joined() -> None:
            nonlocal left
            left -= 1
            if not left:
                after()

        for way in ways:
            self.run(way, place, joined)

    def _true_ways(self, block: Block, place: Place) -> list[Chain]:
        n = place.data.view()["n"]
        found = [part for way, part in enumerate(block.parts) if way and n % (way + 2) == 0]
        return found or [block.parts[0]]

    def _parallel(self, block: Block, place: Place, after: Next) -> None:
        self._together(list(block.parts), place, after)

    def _exclusive(self, block: Block, place: Place, after: Next) -> None:
        self._together(self._true_ways(block, place)[:1], place, after)

    def _inclusive(self, block: Block, place: Place, after: Next) -> None:
        self._together(self._true_ways(block, place), place, after)

    def _loop(self, block: Block, place: Place, after: Next) -> None:
        def turned() -> None:
            if place.data.view()["n"] % 3 == 1:
                self._loop(block, place, after)
            else:
                after()

        self._step(block.id, place, lambda: self.run(block.parts[0], place, turned))

    def _sub(self, block: Block, place: Place, after: Next, data: Data | None = None) -> Place:
        inner = Place(data or place.data, after, place)
        self.run(block.parts[0], inner, inner.leave)
        return inner

    def _times(self, block: Block, place: Place, after: Next, enter: Callable[..., Any]) -> None:
        found: dict[int, dict[str, Any]] = {}

        def begin(index: int) -> None:
            data = Data({"loopCounter": index + 1, "item": index}, place.data)
            enter(data, lambda: done(index, data))

        def done(index: int, data: Data) -> None:
            found[index] = {k: v for k, v in data.own.items() if k != "loopCounter"}
            if len(found) == block.count:
                place.data.own[block.id] = [found[one] for one in sorted(found)]
                after()
            elif block.flag:
                begin(index + 1)

        for index in range(1 if block.flag else block.count):
            begin(index)

    def _many(self, block: Block, place: Place, after: Next) -> None:
        def enter(data: Data, then: Next) -> None:
            self._step(block.id, place, then, data)

        self._times(block, place, after, enter)

    def _many_subs(self, block: Block, place: Place, after: Next) -> None:
        def enter(data: Data, then: Next) -> None:
            self._sub(block, place, then, data)

        self._times(block, place, after, enter)

    def _watched(self, block: Block, place: Place, after: Next) -> None:
        late = f"{block.id}_l"

        def rung() -> None:
            border.until.append(True)
            if block.flag:
                inner.gone = True
                self._step(late, place, after)
            else:
                place.threads += 1
                self._step(late, place, place.leave)

        def done() -> None:
            border.until.append(True)
            after()

        border = self._wait("timer", f"{block.id}_b", place, rung, place.data, due=True)
        inner = Place(place.data, done, place)
        self.run(block.parts[0], inner, inner.leave)

    def _guarded(self, block: Block, place: Place, after: Next) -> None:
        inner = Place(place.data, after, place)
        name = f"{block.id}_h"

        def heard() -> None:
            if not block.flag:
                inner.threads += 1
                self._step(f"{name}_u", inner, inner.leave)
                return
            inner.gone = True
            taken_over = Place(place.data, after, place)
            self._step(f"{name}_u", taken_over, taken_over.leave)

        self._wait("message", name, inner, heard, inner.data)
        self.run(block.parts[0], inner, inner.leave)

    def _first_of_two(self, block: Block, place: Place, after: Next) -> None:
        def happened() -> None:
            for wait in both:
                wait.until.append(True)
            after()

        names = (f"{block.id}_by_message", f"{block.id}_by_time")
        both = [
            self._wait("message", names[0], place, happened, place.data),
            self._wait("timer", names[1], place, happened, place.data, due=True),
        ]
