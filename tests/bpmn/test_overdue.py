"""An interrupting timer that is due has happened, also when nobody has rung it yet."""

from __future__ import annotations

import pytest

from engine.bpmn import Run
from engine.errors import Refused
from tests.bpmn.diagrams import Box, timer
from tests.bpmn.runs import again, do, names, start
from tests.bpmn.worlds import SmallWorld


def step(where: str, interrupts: str = "true") -> Box:
    """A task in a sub-process; a timer of a day stands where it is told to."""
    inside = Box().node("startEvent", "a").node("userTask", "u").node("endEvent", "z")
    inside.chain("a", "u", "z")
    box = Box().node("startEvent", "s").node("endEvent", "e").chain("s", "sub", "e")
    if where == "beside":
        handler = Box().node("startEvent", "hs", timer("P1D"), isInterrupting=interrupts)
        handler.node("userTask", "late").node("endEvent", "he").chain("hs", "late", "he")
        inside.node("subProcess", "h", handler.xml(), triggeredByEvent="true")
        return box.node("subProcess", "sub", inside.xml())
    border = inside if where == "u" else box
    border.node("boundaryEvent", "b", timer("P1D"), attachedToRef=where, cancelActivity=interrupts)
    border.node("userTask", "late").node("endEvent", "f").chain("b", "late", "f")
    return box.node("subProcess", "sub", inside.xml())


def late(where: str, interrupts: str = "true") -> tuple[Run, SmallWorld]:
    world = SmallWorld()
    run = start(step(where, interrupts), world=world)
    world.pass_time(days=1)
    return again(run, world), world


@pytest.mark.parametrize("where", ["u", "sub", "beside"])
def test_a_person_who_comes_at_the_very_instant_is_too_late(where: str) -> None:
    run, world = late(where)
    before = run.dump()
    with pytest.raises(Refused):
        do(run, "u")
    assert run.dump() == before
    run.fire(run.waits[0].id)
    assert names(again(run, world)) == ["late"]


@pytest.mark.parametrize("where", ["u", "sub", "beside"])
def test_a_person_who_comes_before_it_is_in_time(where: str) -> None:
    run, world = late(where)
    world.pass_time(seconds=-1)
    do(run, "u")
    assert run.ended


@pytest.mark.parametrize("where", ["u", "sub", "beside"])
def test_a_reminder_that_is_due_stops_nobody(where: str) -> None:
    run, _ = late(where, "false")
    do(run, "u")
    assert "u" not in names(run)


def test_each_of_many_instances_is_too_late() -> None:
    loop = '<bpmn:multiInstanceLoopCharacteristics gucheng:collection="[1, 2]"/>'
    box = Box().node("startEvent", "s").node("userTask", "u", loop).node("endEvent", "e")
    box.chain("s", "u", "e").node("boundaryEvent", "b", timer("P1D"), attachedToRef="u")
    world = SmallWorld()
    run = start(box.node("endEvent", "f").chain("b", "f"), world=world)
    do(run, "u")
    world.pass_time(days=1)
    with pytest.raises(Refused):
        do(again(run, world), "u")
