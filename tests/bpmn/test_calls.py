"""How a case waits for another that it has called."""

from __future__ import annotations

import pytest

from engine.bpmn import Run, RunFailed
from engine.errors import Refused
from tests.bpmn.diagrams import Box, extensions, mapping, timer
from tests.bpmn.runs import again, do, names, start
from tests.bpmn.worlds import SmallWorld

ROOTS = (
    '<bpmn:error id="err" errorCode="E1"/><bpmn:escalation id="esc" escalationCode="UP"/>'
    '<bpmn:error id="other" errorCode="E2"/>'
)
MAPS = extensions(mapping("input", asked="n * 2"), mapping("output", answer="found"))


def calling(inner: str = "", **attributes: str) -> Box:
    box = Box().node("startEvent", "s")
    box.node("callActivity", "c", inner, calledElement="helper", gucheng_role="grp_a", **attributes)
    return box.node("userTask", "after").node("endEvent", "e").chain("s", "c", "after", "e")


def bordered(definition: str, **attributes: str) -> Box:
    box = calling().node("boundaryEvent", "b", definition, attachedToRef="c", **attributes)
    return box.node("userTask", "instead").node("endEvent", "f").chain("b", "instead", "f")


def called(run: Run, world: SmallWorld | None = None) -> tuple[Run, int]:
    """Make the one call that is to be made; return the run taken up again, and its number."""
    [call] = run.new_calls()
    assert run.new_calls() == []
    return again(run, world), call.id


def test_nothing_can_come_back_before_the_case_has_been_opened() -> None:
    run = start(calling())
    with pytest.raises(Refused):
        run.call_returned(run.calls[0], {})


def test_a_call_gives_what_is_mapped_and_takes_what_is_mapped() -> None:
    run = start(calling(MAPS, gucheng_binding="version:3"), n=4, secret=1)
    [call] = run.new_calls()
    assert (call.procedure, call.version, call.data) == ("helper", 3, {"asked": 8})
    run = again(run)
    assert (run.calls, run.new_calls(), run.tokens) == ([call.id], [], {"c": "waiting"})
    run.call_returned(call.id, {"found": 5, "noise": 6})
    assert (names(run), run.data) == (["after"], {"n": 4, "secret": 1, "answer": 5})


def test_a_call_without_a_map_gives_and_takes_all() -> None:
    run = start(calling(), n=4)
    assert run.new_calls()[0].data == {"n": 4}
    run.call_returned(run.calls[0], {"n": 5, "m": 6})
    assert run.data == {"n": 5, "m": 6}


def test_what_came_back_once_does_not_come_back_again() -> None:
    run, number = called(start(calling()))
    run.call_returned(number, {})
    with pytest.raises(Refused):
        run.call_returned(number, {})


def test_an_error_of_the_called_case_takes_the_way_out_of_its_code() -> None:
    run, number = called(start(bordered('<bpmn:errorEventDefinition errorRef="err"/>'), ROOTS))
    run.call_failed(number, "E1")
    assert (names(run), run.calls) == (["instead"], [])


def test_an_error_that_nobody_handles_stops_the_caller() -> None:
    run, number = called(start(bordered('<bpmn:errorEventDefinition errorRef="other"/>'), ROOTS))
    with pytest.raises(RunFailed) as failed:
        run.call_failed(number, "E1")
    assert (failed.value.element, failed.value.code) == ("c", "E1")


def test_an_escalation_leaves_the_call_waiting_unless_it_interrupts() -> None:
    escalation = '<bpmn:escalationEventDefinition escalationRef="esc"/>'
    for interrupts, left in (("false", 1), ("true", 0)):
        box = bordered(escalation, cancelActivity=interrupts)
        run, number = called(start(box, ROOTS))
        run.call_escalated(number, "UP")
        assert (names(run), len(run.calls)) == (["instead"], left)


def test_a_timer_at_its_border_ends_the_call() -> None:
    world = SmallWorld()
    run, number = called(start(bordered(timer("P1D")), ROOTS, world), world)
    world.pass_time(days=1)
    run.fire(run.waits[0].id)
    assert (names(run), run.calls) == (["instead"], [])
    with pytest.raises(Refused):
        run.call_returned(number, {})


def test_where_the_procedure_is_off_a_person_does_it() -> None:
    world = SmallWorld()
    world.off = {"helper"}
    run = again(start(calling(MAPS), world=world, n=4), world)
    [step] = run.steps
    assert (step.element, step.roles, run.calls) == ("c", ("grp_a",), [])
    do(run, "c", answer="by hand")
    assert (names(run), run.data) == (["after"], {"n": 4, "answer": "by hand"})


def test_a_called_case_hands_on_what_it_does_not_handle() -> None:
    box = Box().node("startEvent", "s").node("userTask", "u")
    box.node("intermediateThrowEvent", "t", '<bpmn:escalationEventDefinition escalationRef="esc"/>')
    box.node("userTask", "v").node("userTask", "beside").node("parallelGateway", "f")
    box.node("endEvent", "x", '<bpmn:errorEventDefinition errorRef="err"/>').node("endEvent", "e")
    box.chain("s", "f", "u", "t", "v", "x").chain("f", "beside", "e")
    world = SmallWorld()
    world.called = True
    run = start(box, ROOTS, world)
    do(run, "u")
    assert (world.handed, sorted(names(run))) == ([("escalation", "UP")], ["beside", "v"])
    do(run, "v")
    assert (world.handed[1:], run.ended, names(run)) == ([("error", "E1")], True, [])


def test_each_item_can_have_a_called_case_of_its_own() -> None:
    loop = '<bpmn:multiInstanceLoopCharacteristics gucheng:collection="[1, 2]" gucheng:item="n"'
    run = start(calling(MAPS + loop + ' gucheng:result="answers"/>'))
    first, second = run.new_calls()
    assert (first.data, second.data) == ({"asked": 2}, {"asked": 4})
    run = again(run)
    run.call_returned(second.id, {"found": "b"})
    run.call_returned(first.id, {"found": "a"})
    assert run.data["answers"] == [{"n": 1, "answer": "a"}, {"n": 2, "answer": "b"}]
