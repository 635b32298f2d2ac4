"""That storing a case after every step changes nothing, on processes made up by chance."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.bpmn import Run, compile_process
from tests.bpmn.diagrams import Box, process, timer
from tests.bpmn.worlds import SmallWorld

MOST_DEEDS = 40
FIRE = 6


class Maker:
    """Builds block-structured processes from a list of choices."""

    def __init__(self, choices: list[int]) -> None:
        self.choices = choices
        self.used = 0
        self.made = 0

    def choose(self, most: int) -> int:
        """Return the next choice below a number; 0 when the choices are used up."""
        if self.used >= len(self.choices):
            return 0
        self.used += 1
        return self.choices[self.used - 1] % most

    def id(self, kind: str) -> str:
        self.made += 1
        return f"{kind}{self.made}"

    def block(self, box: Box, depth: int) -> tuple[str, str]:
        """Add a block to a box; return its first and last node."""
        kinds: list[Callable[[Box, int], tuple[str, str]]] = [
            self.task,
            self.script,
            self.parallel,
            self.exclusive,
            self.inclusive,
            self.loop,
            self.sub_process,
            self.many,
            self.watched,
        ]
        return kinds[self.choose(len(kinds)) if depth else self.choose(2)](box, depth)

    def task(self, box: Box, depth: int) -> tuple[str, str]:
        name = self.id("task")
        box.node("userTask", name)
        return name, name

    def script(self, box: Box, depth: int) -> tuple[str, str]:
        name = self.id("script")
        box.script(name, f"{{n: n + {self.choose(3)}}}")
        return name, name

    def many(self, box: Box, depth: int) -> tuple[str, str]:
        name, count = self.id("many"), self.choose(3) + 1
        row = "true" if self.choose(2) else "false"
        box.node(
            "userTask",
            name,
            f'<bpmn:multiInstanceLoopCharacteristics isSequential="{row}" '
            f'gucheng:collection="{list(range(count))}" gucheng:item="item" '
            f'gucheng:result="{name}"/>',
        )
        return name, name

    def sub_process(self, box: Box, depth: int) -> tuple[str, str]:
        name, inside = self.id("sub"), Box()
        first, last = self.chain(inside, depth - 1)
        inside.node("startEvent", f"{name}_s").node("endEvent", f"{name}_e")
        inside.chain(f"{name}_s", first).chain(last, f"{name}_e")
        box.node("subProcess", name, inside.xml())
        return name, name

    def watched(self, box: Box, depth: int) -> tuple[str, str]:
        """A sub-process that a timer may interrupt, or send a token besides."""
        first, _ = self.sub_process(box, depth)
        merge, border, late = self.id("merge"), self.id("border"), self.id("late")
        leaves = self.choose(2) == 0
        box.node(
            "boundaryEvent",
            border,
            timer("PT1H"),
            attachedToRef=first,
            cancelActivity="true" if leaves else "false",
        )
        box.node("userTask", late).chain(border, late)
        if not leaves:
            end = self.id("end")
            box.node("endEvent", end).chain(late, end)
            return first, first
        box.node("exclusiveGateway", merge).chain(first, merge).chain(late, merge)
        out = self.id("out")
        box.node("task", out).chain(merge, out)
        return first, out

    def _split(self, box: Box, depth: int, kind: str, conditions: bool) -> tuple[str, str]:
        split, join = self.id("split"), self.id("join")
        ways = self.choose(2) + 2
        default = f"{split}_default"
        box.node(kind, split, **({"default": default} if conditions else {})).node(kind, join)
        for way in range(ways):
            first, last = self.chain(box, depth - 1)
            if not conditions:
                box.chain(split, first)
            elif way:
                box.flow(split, first, f"modulo(n, {way + 2}) = 0")
            else:
                box.flow(split, first, id=default)
            box.chain(last, join)
        return split, join

    def parallel(self, box: Box, depth: int) -> tuple[str, str]:
        return self._split(box, depth, "parallelGateway", False)

    def exclusive(self, box: Box, depth: int) -> tuple[str, str]:
        return self._split(box, depth, "exclusiveGateway", True)

    def inclusive(self, box: Box, depth: int) -> tuple[str, str]:
        return self._split(box, depth, "inclusiveGateway", True)

    def loop(self, box: Box, depth: int) -> tuple[str, str]:
        merge, turn = self.id("merge"), self.id("turn")
        box.node("exclusiveGateway", merge).node("exclusiveGateway", turn, default=f"{turn}_out")
        out, person = self.id("out"), self.id("person")
        box.node("task", out).node("userTask", person)
        first, last = self.chain(box, depth - 1)
        box.chain(merge, person, first).chain(last, turn)
        box.flow(turn, merge, "modulo(n, 3) = 1").flow(turn, out, id=f"{turn}_out")
        return merge, out

    def chain(self, box: Box, depth: int) -> tuple[str, str]:
        first, last = self.block(box, depth)
        for _ in range(self.choose(2)):
            begin, end = self.block(box, depth)
            box.chain(last, begin)
            last = end
        return first, last

    def whole(self) -> bytes:
        box = Box()
        first, last = self.chain(box, 3)
        box.node("startEvent", "s").node("endEvent", "e").chain("s", first).chain(last, "e")
        return process(box)


def seen(run: Run) -> tuple[object, ...]:
    """Return all that one can see of a run."""
    return (run.steps, run.waits, run.tokens, run.data, run.ends, run.ended)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(
    st.lists(st.integers(0, 40), max_size=40),
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 6)), max_size=MOST_DEEDS),
)
def test_a_case_that_is_stored_after_each_step_runs_like_one_that_is_not(
    choices: list[int], deeds: list[tuple[int, int]]
) -> None:
    definition = compile_process(Maker(choices).whole())
    world = SmallWorld()
    whole = Run.start(definition, world, {"n": 0})
    stored = Run.restore(definition, Run.start(definition, world, {"n": 0}).dump(), world)
    assert seen(whole) == seen(stored)
    for which, n in deeds:
        if whole.ended:
            break
        steps = whole.steps
        assert steps, "a block-structured process never gets stuck"
        waits = whole.waits
        if waits and n == FIRE:
            world.pass_time(hours=1)
        for run in (whole, stored):
            if waits and n == FIRE:
                run.fire(waits[which % len(waits)].id)
            else:
                step = steps[which % len(steps)]
                run.complete(step.id, {"n": n, step.element: n})
        stored = Run.restore(definition, stored.dump(), world)
        assert seen(whole) == seen(stored)
