"""Each hazard of SpiffWorkflow as it is (H1 to H14 of its study), as what must not happen."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import pytest

from engine.bpmn import Run, compile_process
from engine.errors import Refused
from tests.bpmn.diagrams import Box, process
from tests.bpmn.runs import again, do, names, start
from tests.bpmn.worlds import SmallWorld


def rework() -> Box:
    """Three parallel reviews that can be sent back as often as one likes."""
    box = Box().node("startEvent", "s").node("exclusiveGateway", "m").node("parallelGateway", "f")
    box.node("parallelGateway", "j").node("userTask", "decide").node("endEvent", "e")
    box.node("exclusiveGateway", "g", default="out").chain("s", "m", "f")
    for name in ("a", "b", "c"):
        box.node("userTask", name).chain("f", name, "j")
    return box.chain("j", "decide", "g").flow("g", "m", "again = true").flow("g", "e", id="out")


def gateway_loop() -> Box:
    box = Box().node("startEvent", "s").node("exclusiveGateway", "m").node("userTask", "u")
    box.node("exclusiveGateway", "g", default="out").node("endEvent", "e")
    return box.chain("s", "m", "u", "g").flow("g", "m", "n < 400").flow("g", "e", id="out")


def test_a_case_of_many_rounds_neither_stops_nor_ends_by_itself() -> None:
    run = start(gateway_loop(), n=0)
    for n in range(1, 401):
        assert names(run) == ["u"]
        do(run, "u", n=n)
    assert run.ended


def test_a_join_in_a_loop_waits_for_all_branches_each_time() -> None:
    run = start(rework())
    for order in ("abc", "cab", "bca"):
        for name in order[:2]:
            do(run, name)
            assert "decide" not in names(run)
            run = again(run)
        do(run, order[2])
        assert names(run) == ["decide"]
        do(run, "decide", again=True)


def test_an_inclusive_join_in_a_loop_waits_for_all_that_can_come() -> None:
    box = Box().node("startEvent", "s").node("exclusiveGateway", "m").node("inclusiveGateway", "f")
    box.node("inclusiveGateway", "j").node("userTask", "decide").node("endEvent", "e")
    box.node("exclusiveGateway", "g", default="out").chain("s", "m", "f")
    for name in ("a", "b", "c"):
        box.node("userTask", name).flow("f", name, f'contains(ways, "{name}")').flow(name, "j")
    box.chain("j", "decide", "g").flow("g", "m", "again = true").flow("g", "e", id="out")
    run = start(box, ways="abc")
    for ways, following in (("abc", "ac"), ("ac", "b"), ("b", "bc")):
        for name in reversed(ways):
            assert "decide" not in names(run)
            do(run, name)
            run = again(run)
        assert names(run) == ["decide"]
        do(run, "decide", again=True, ways=following)


def test_the_branch_that_ends_last_does_not_bring_old_values_back() -> None:
    run = start(rework(), status="old")
    do(run, "a", status="new")
    do(run, "b")
    do(run, "c")
    assert run.steps[0].data["status"] == "new"


def test_a_list_is_replaced_by_what_was_sent() -> None:
    run = start(rework(), people=["x", "y", "y"])
    do(run, "a", people=["y", "z"])
    assert run.data["people"] == ["y", "z"]
    do(run, "b", people=["y"])
    assert run.data["people"] == ["y"]


def test_a_deleted_entry_of_a_value_does_not_come_back() -> None:
    run = start(rework(), place={"name": "N", "floor": 3})
    do(run, "a", place={"name": "N"})
    do(run, "b")
    do(run, "c")
    assert run.data["place"] == {"name": "N"}


def test_cases_and_branches_do_not_share_values_that_someone_changes() -> None:
    first = {"list": [1]}
    definition = compile_process(process(rework()))
    one = Run.start(definition, SmallWorld(), first)
    first["other"] = [2]
    seen = one.data
    seen["list"] = "changed"
    assert one.data == {"list": [1]}


def test_form_data_may_hold_any_key() -> None:
    data = {"typename": "uuid", "__builtins__": 1, "data_objects": {}, "len": 2, "Start": 3}
    run = start(rework(), **data)
    assert again(run).data == data


def test_a_state_does_not_depend_on_the_order_of_keys() -> None:
    run = start(rework(), b=1, a=2)
    assert again(again(run)).data == {"a": 2, "b": 1}


def test_a_shared_definition_stays_as_it_was() -> None:
    handler = Box().node("startEvent", "h_s", '<bpmn:messageEventDefinition messageRef="m"/>')
    handler.node("userTask", "h_u").node("endEvent", "h_e").chain("h_s", "h_u", "h_e")
    box = Box().node("startEvent", "s").node("userTask", "u").node("endEvent", "e")
    box.node("subProcess", "h", handler.xml(), triggeredByEvent="true").chain("s", "u", "e")
    definition = compile_process(process(box, '<bpmn:message id="m" name="msg"/>'))
    interrupted = Run.start(definition, SmallWorld(), {})
    interrupted.receive(interrupted.waits[0].id, {})
    assert names(interrupted) == ["h_u"]
    other = Run.start(definition, SmallWorld(), {})
    assert names(other) == ["u"]
    do(other, "u")
    assert other.ended


def test_a_deep_case_does_not_reach_pythons_limit() -> None:
    box = Box().node("startEvent", "s").node("endEvent", "e")
    tasks = [f"t{n}" for n in range(sys.getrecursionlimit() + 200)]
    for name in tasks:
        box.node("task", name)
    assert start(box.chain("s", *tasks, "e")).ended


def test_ids_of_the_library_may_be_used() -> None:
    box = Box().node("startEvent", "Start").node("userTask", "Root").node("endEvent", "End")
    run = start(box.chain("Start", "Root", "End"))
    do(run, "Root")
    assert run.ends == ["End"]


def test_times_in_the_data_keep_their_zone_and_precision() -> None:
    moment = datetime(2026, 3, 4, 5, 6, 7, 890123, tzinfo=UTC)
    assert again(start(rework(), at=moment)).data["at"] == moment


def test_the_cost_of_a_parallel_loop_does_not_grow() -> None:
    run = start(rework(), text="一" * 200)
    sizes = []
    for _ in range(60):
        for name in "abc":
            do(run, name)
        do(run, "decide", again=True)
        run = again(run)
        sizes.append(len(run.dump()))
    assert sizes[-1] <= sizes[5] * 1.1


def test_an_interrupted_multi_instance_leaves_no_orphan() -> None:
    loop = '<bpmn:multiInstanceLoopCharacteristics gucheng:collection="[1, 2, 3]"/>'
    inside = Box().node("startEvent", "a").node("userTask", "u").node("endEvent", "z")
    box = Box().node("startEvent", "s").node("endEvent", "e").node("userTask", "late")
    box.node("subProcess", "sub", loop + inside.chain("a", "u", "z").xml()).chain("s", "sub", "e")
    signal = '<bpmn:signalEventDefinition signalRef="sig"/>'
    box.node("boundaryEvent", "b", signal, attachedToRef="sub").node("endEvent", "f")
    run = start(box.chain("b", "late", "f"), '<bpmn:signal id="sig" name="alarm"/>')
    run.receive(run.waits[0].id, {})
    run = again(run)
    assert (names(run), list(run.tokens)) == (["late"], ["late"])
    do(run, "late")
    assert run.ended


def test_what_is_done_cannot_be_done_again() -> None:
    run = start(rework())
    first = run.steps[0]
    run.complete(first.id, {})
    before = run.dump()
    for number in (first.id, 999):
        with pytest.raises(Refused):
            run.complete(number, {"x": 1})
    assert run.dump() == before


def test_an_error_that_nobody_handles_stops_the_case() -> None:
    inside = Box().node("startEvent", "a").node("userTask", "u").chain("a", "u", "z")
    inside.node("endEvent", "z", '<bpmn:errorEventDefinition errorRef="err"/>')
    box = Box().node("startEvent", "s").node("subProcess", "sub", inside.xml())
    box.node("userTask", "after").node("endEvent", "e").chain("s", "sub", "after", "e")
    run = start(box, '<bpmn:error id="err" errorCode="E1"/>')
    do(run, "u")
    run = again(run)
    assert ([(one.element, one.code) for one in run.stopped], names(run)) == ([("z", "E1")], [])
    assert not run.ended


def test_the_instant_of_a_step_decides_nothing() -> None:
    world = SmallWorld()
    run = start(rework(), world=world, status="old")
    do(run, "a", status="new")
    world.pass_time(days=-1)
    do(again(run, world), "b")
    run = again(run, world)
    do(run, "b")
    do(run, "c")
    assert run.steps[0].data["status"] == "new"
