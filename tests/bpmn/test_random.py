"""That a case runs as a model of its own says, and that storing it at every step changes nothing.

The processes are made up by chance: tasks, scripts, parallel, exclusive and inclusive splits,
loops, sub-processes, many instances, timers at borders, event sub-processes, event gateways.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from engine.bpmn import Definition, Run, Wait, compile_process
from tests.bpmn.blocks import Drawer, Maker
from tests.bpmn.reference import Reference
from tests.bpmn.worlds import SmallWorld

MOST_DEEDS = 40
EACH = 40  # processes a test
LONG = 6  # the deed that lets an hour pass


class Three:
    """One case three times: in memory, stored after every deed, and by the reference."""

    def __init__(self, choices: list[int]) -> None:
        chain = Maker(choices).chain(3)
        self.definition: Definition = compile_process(Drawer().whole(chain))
        self.world = SmallWorld()
        self.whole = Run.start(self.definition, self.world, {"n": 0})
        self.stored = Run.start(self.definition, self.world, {"n": 0})
        self.reference = Reference(chain, self.world.now(), {"n": 0})
        self.agree()

    def agree(self) -> None:
        """Check that all three stand at the same place with the same data."""
        self.stored = Run.restore(self.definition, self.stored.dump(), self.world)
        assert seen(self.whole) == seen(self.stored)
        run, model = self.whole, self.reference
        assert by_element((s.element, s.data) for s in run.steps) == by_element(model.steps())
        assert by_element((w.element, w.due) for w in waits(run)) == by_element(model.waits())
        assert (run.ended, run.data) == (model.ended, model.top.data.own)

    def complete(self, which: int, n: int) -> None:
        """Do one of the steps that wait."""
        steps = self.whole.steps
        element = steps[which % len(steps)].element
        place = sum(step.element == element for step in steps[: which % len(steps)])
        data = {"n": n, f"said_{element}": n}
        for run in (self.whole, self.stored):
            run.complete([s for s in run.steps if s.element == element][place].id, data)
        self.reference.complete(element, place, data)
        self.agree()

    def receive(self, which: int) -> None:
        """Let one of the messages arrive that are waited for."""
        heard = [wait for wait in self.whole.waits if wait.kind == "message"]
        element = heard[which % len(heard)].element
        for run in (self.whole, self.stored):
            run.receive(next(w for w in waits(run) if w.element == element).id, {})
        self.reference.happen(element, 0)
        self.agree()

    def pass_time(self, minutes: int) -> None:
        """Let time pass and ring what is due, the earliest first."""
        self.world.moment += timedelta(minutes=minutes)
        self.reference.now = self.world.moment
        while due := [(w.due, w.element) for w in self.whole.waits if self._is_due(w)]:
            _, element = min(due)
            for run in (self.whole, self.stored):
                run.fire(next(w for w in waits(run) if w.element == element).id)
            self.reference.happen(element, 0)
            self.agree()

    def _is_due(self, wait: Any) -> bool:
        return wait.due is not None and wait.due <= self.world.moment


def seen(run: Run) -> tuple[object, ...]:
    """Return all that one can see of a run."""
    return (run.steps, run.waits, run.tokens, run.data, run.ends, run.ended)


def waits(run: Run) -> list[Wait]:
    """Return what a case waits for, in the order in which it began to."""
    return sorted(run.waits, key=lambda wait: wait.id)


def by_element(found: Any) -> list[tuple[str, list[Any]]]:
    """Return what stands at each element, in its order."""
    groups: dict[str, list[Any]] = {}
    for element, value in found:
        groups.setdefault(element, []).append(value)
    return sorted(groups.items(), key=lambda group: group[0])


def run_one(seed: int) -> None:
    """Make up a process and a course of events, and follow them to the end."""
    chance = random.Random(seed)
    three = Three(choices_of(chance))
    for _ in range(MOST_DEEDS):
        if three.whole.ended:
            return
        assert three.whole.steps or three.whole.waits, "a block-structured process is never stuck"
        which, n = chance.randrange(10), chance.randrange(LONG + 1)
        three.pass_time(60 if n == LONG else 1)
        messages = any(wait.kind == "message" for wait in three.whole.waits)
        if messages and (n == 1 or not three.whole.steps):
            three.receive(which)
        elif three.whole.steps:
            three.complete(which, n)


def choices_of(chance: random.Random) -> list[int]:
    return [chance.randrange(72) for _ in range(chance.randrange(10, 60))]


@pytest.mark.parametrize("block", range(12))
def test_a_case_runs_as_the_reference_does_stored_or_not(block: int) -> None:
    for seed in range(block * EACH, (block + 1) * EACH):
        try:
            run_one(seed)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}") from error


def test_chance_draws_every_kind_of_block() -> None:
    """So that the test above cannot quietly leave one out."""
    drawn: Counter[str] = Counter()
    for seed in range(12 * EACH):
        level = list(Maker(choices_of(random.Random(seed))).chain(3))
        while level:
            block = level.pop()
            drawn[block.kind] += 1
            level += [inner for part in block.parts for inner in part]
    assert set(drawn) == set(Maker([]).kinds)
    assert min(drawn.values()) > EACH
