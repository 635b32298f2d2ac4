"""How people choose among the activities of an ad-hoc sub-process."""

from __future__ import annotations

import pytest

from engine.bpmn import Run, RunFailed
from engine.errors import Refused
from tests.bpmn.diagrams import Box, timer
from tests.bpmn.runs import again, do, names, start
from tests.bpmn.worlds import SmallWorld

FEEL = 'xsi:type="bpmn:tFormalExpression"'


def until(condition: str) -> str:
    return f"<bpmn:completionCondition {FEEL}>{condition}</bpmn:completionCondition>"


def adhoc(inside: Box, condition: str | None = None, **attributes: str) -> Box:
    box = Box().node("startEvent", "s").node("userTask", "after").node("endEvent", "e")
    last = "" if condition is None else until(condition)
    box.node("adHocSubProcess", "checks", inside.xml() + last, **attributes)
    return box.chain("s", "checks", "after", "e")


def visits() -> Box:
    """Three visits; one consists of two steps."""
    box = Box().node("userTask", "fire").node("userTask", "food").node("userTask", "noise")
    return box.node("userTask", "report").chain("noise", "report")


def nested() -> Box:
    inside = (
        Box()
        .node("userTask", "look")
        .node("boundaryEvent", "late", timer("P1D"), attachedToRef="look")
    )
    inside.node("userTask", "urge").chain("late", "urge")
    return Box().node("subProcess", "house", inside.xml()).node("userTask", "call")


def test_without_a_condition_each_is_done_once_in_any_order() -> None:
    run = start(adhoc(visits()))
    assert names(run) == ["fire", "food", "noise"]
    assert all(step.optional for step in run.steps)
    for name in ("noise", "fire", "report"):
        run = again(run)
        do(run, name)
        assert name not in names(run)
    do(again_of := again(run), "food")
    assert names(again_of) == ["after"]


def test_with_a_condition_each_can_be_done_again_until_it_is_true() -> None:
    run = start(adhoc(visits(), "enough"))
    for _ in range(3):
        do(run, "fire", enough=False)
        run = again(run)
        assert sorted(names(run)) == ["fire", "food", "noise"]
    do(run, "noise", enough=False)
    do(run, "food", enough=True)
    assert names(run) == ["after"]  # the report that was under way is cancelled
    assert not run.tokens.keys() & {"report", "fire", "food", "noise"}


def test_what_is_under_way_may_be_left_to_end() -> None:
    run = start(adhoc(visits(), "enough", cancelRemainingInstances="false"))
    do(run, "noise", enough=False)
    do(run, "food", enough=True)
    run = again(run)
    assert names(run) == ["report"]
    do(run, "report")
    assert names(run) == ["after"]


def test_in_sequence_nothing_else_is_offered_while_one_is_under_way() -> None:
    run = start(adhoc(visits(), ordering="Sequential"))
    do(run, "noise")
    run = again(run)
    assert names(run) == ["report"]
    do(run, "report")
    assert names(run) == ["fire", "food"]


def test_a_sub_process_begins_when_it_is_chosen_and_so_do_the_events_at_its_border() -> None:
    world = SmallWorld()
    run = start(adhoc(nested()), world=world)
    assert (names(run), run.waits) == (["house", "call"], [])
    do(run, "house")
    run = again(run, world)
    assert sorted(names(run)) == ["call", "look"]
    assert [wait.element for wait in run.waits] == ["late"]
    do(run, "look")
    do(run, "call")
    assert names(run) == ["after"]


def test_what_has_been_chosen_cannot_be_chosen_again() -> None:
    run = start(adhoc(nested()))
    house = run.steps[0]
    run.complete(house.id, {})
    with pytest.raises(Refused):
        run.complete(house.id, {})


def test_what_the_machine_does_begins_by_itself_in_the_order_drawn() -> None:
    inside = Box().script("one", "{x: 1}").script("two", "{y: x + 1}")
    for ordering in ("Parallel", "Sequential"):
        run = start(adhoc(inside, ordering=ordering))
        assert (names(run), run.data) == (["after"], {"x": 1, "y": 2})


def test_an_ad_hoc_sub_process_that_cannot_end_fails() -> None:
    with pytest.raises(RunFailed) as failed:
        start(adhoc(Box().script("one", "{x: 1}"), "x = 2"))
    assert failed.value.element == "checks"


def test_the_condition_is_not_asked_before_something_was_done() -> None:
    run: Run = start(adhoc(visits(), "true"))
    assert names(run) == ["fire", "food", "noise"]
    do(run, "food")
    assert names(run) == ["after"]


def test_an_interrupting_event_takes_the_choices_away() -> None:
    inside = visits()
    handler = (
        Box().node("startEvent", "hs", timer("P1D")).node("userTask", "stop").chain("hs", "stop")
    )
    inside.node(
        "subProcess",
        "h",
        handler.node("endEvent", "he").chain("stop", "he").xml(),
        triggeredByEvent="true",
    )
    world = SmallWorld()
    run = start(adhoc(inside, "false"), world=world)
    world.pass_time(days=1)
    run.fire(run.waits[0].id)
    run = again(run, world)
    assert names(run) == ["stop"]
    do(run, "stop")
    assert names(run) == ["after"]
