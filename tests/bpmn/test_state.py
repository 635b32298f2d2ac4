"""How a case is stored: compact, of one size however long it runs, with its types."""

from __future__ import annotations

import time as clock
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from engine.bpmn import Run, UnknownState, compile_process
from engine.feel import evaluate
from tests.bpmn.diagrams import Box, process
from tests.bpmn.runs import again, do, start
from tests.bpmn.test_hazards import gateway_loop
from tests.bpmn.worlds import SmallWorld


def sequence(length: int) -> Box:
    box = Box().node("startEvent", "s").node("endEvent", "e")
    tasks = [f"u{n}" for n in range(length)]
    for name in tasks:
        box.node("userTask", name)
    return box.chain("s", *tasks, "e")


def five_kilobytes() -> dict[str, object]:
    opinion = {"by": "user12", "text": "经现场核实，情况属实，建议转由综合执法队处理。" * 2}
    return {f"field{n}": {"title": f"项目{n}", "opinions": [opinion]} for n in range(24)}


def test_bytes_of_another_version_are_refused() -> None:
    run = start(sequence(1))
    for state in (b"", b"\x00" + run.dump()[1:], b"\x63abc"):
        with pytest.raises(UnknownState):
            Run.restore(run.definition, state, SmallWorld())


def test_a_state_of_an_unknown_version_says_which_one() -> None:
    run = start(sequence(1))
    with pytest.raises(UnknownState, match="version 99; this release reads 1, 2, 3, 4"):
        Run.restore(run.definition, b"\x63" + run.dump()[1:], SmallWorld())


def test_a_state_does_not_open_on_a_diagram_that_lacks_its_element() -> None:
    run = start(sequence(2))
    do(run, "u0")
    with pytest.raises(UnknownState, match="u1"):
        Run.restore(compile_process(process(sequence(1))), run.dump(), SmallWorld())


def test_a_case_cannot_keep_what_no_form_brings() -> None:
    run = start(sequence(1), thing=object())
    with pytest.raises(TypeError):
        run.dump()


def test_values_keep_their_type() -> None:
    data = {
        "money": Decimal("12.50"),
        "day": date(2026, 3, 4),
        "moment": datetime(2026, 3, 4, 8, 0, tzinfo=UTC),
        "hour": time(9, 30),
        "span": timedelta(hours=3),
        "days": evaluate('duration("P3DT4H")', {}),
        "months": evaluate('duration("P1Y2M")', {}),
        "big": 2**80,
        "text": "居民",
        "none": None,
        "yes": True,
        "list": [1, [Decimal("0.1")], {"k": date(2026, 1, 1)}],
    }
    kept = again(start(sequence(1), **data)).data
    assert kept == data
    assert {name: type(value) for name, value in kept.items()} == {
        name: type(value) for name, value in data.items()
    }


def test_the_version_stands_first() -> None:
    assert start(sequence(1)).dump()[0] == 1


def test_an_ended_case_keeps_its_data_and_ends() -> None:
    run = start(sequence(1), x=1)
    do(run, "u0", y=2)
    kept = again(run)
    assert (kept.ended, kept.data, kept.ends, kept.steps, kept.waits) == (
        True,
        {"x": 1, "y": 2},
        ["e"],
        [],
        [],
    )


def test_size_and_cost_are_flat_in_the_number_of_steps() -> None:
    definition = compile_process(process(gateway_loop()))
    world = SmallWorld()
    state = Run.start(definition, world, {"n": 0, **five_kilobytes()}).dump()
    sizes, costs = [], []
    for n in range(1, 311):
        began = clock.process_time()
        run = Run.restore(definition, state, world)
        run.complete(run.steps[0].id, {"n": n})
        state = run.dump()
        costs.append(clock.process_time() - began)
        sizes.append(len(state))
    assert sizes[299] <= sizes[9] * 1.1
    assert sorted(costs[-40:])[20] <= sorted(costs[5:45])[20] * 2


def test_a_step_of_a_case_costs_little() -> None:
    """Restore, complete and store; the design's bound of 0.3 ms with room for a busy machine."""
    definition = compile_process(process(sequence(20)))
    world = SmallWorld()
    state = Run.start(definition, world, five_kilobytes()).dump()
    costs = []
    for _ in range(20):
        began = clock.process_time()
        run = Run.restore(definition, state, world)
        run.complete(run.steps[0].id, {"opinion": "同意"})
        state = run.dump()
        costs.append(clock.process_time() - began)
    assert sorted(costs)[10] < 0.002
    assert run.ended
