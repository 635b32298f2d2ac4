"""That SpiffWorkflow as it is has each hazard; when one is cured upstream, its test says so."""

from __future__ import annotations

import json
from typing import Any

import pytest
from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.specs.event_definitions import (
    MessageEventDefinition,
    SignalEventDefinition,
)
from SpiffWorkflow.bpmn.util import BpmnEvent
from SpiffWorkflow.exceptions import TaskNotFoundException
from SpiffWorkflow.task import Task, TaskState
from SpiffWorkflow.util.deep_merge import DeepMerge

from tests.bpmn import test_hazards
from tests.bpmn.diagrams import Box, process
from tests.bpmn.test_activities import around, ending
from tests.bpmn.test_hazards import gateway_loop, rework

ROOTS = '<bpmn:error id="err" errorCode="E1"/><bpmn:signal id="sig" name="alarm"/>'
AS_PYTHON = {"n &lt; 400": "n &lt; 400", "again = true": "again"}


def specs(box: Box) -> tuple[Any, Any]:
    parser = BpmnParser()
    xml = process(box, ROOTS + '<bpmn:message id="m" name="msg"/>').decode()
    for feel, python in AS_PYTHON.items():
        xml = xml.replace(feel, python)
    parser.add_bpmn_xml(etree.fromstring(xml.encode()))
    return parser.get_spec("proc"), parser.get_subprocess_specs("proc")


def begun(box: Box, **data: Any) -> BpmnWorkflow:
    return opened(specs(box), **data)


def opened(compiled: tuple[Any, Any], **data: Any) -> BpmnWorkflow:
    workflow = BpmnWorkflow(*compiled)
    workflow.task_tree.data.update(data)
    workflow.do_engine_steps()
    return workflow


def ready(workflow: BpmnWorkflow) -> list[str]:
    return [t.task_spec.name for t in workflow.get_tasks(state=TaskState.READY, manual=True)]


def do(workflow: BpmnWorkflow, name: str, **data: Any) -> Task:
    task = next(
        t
        for t in workflow.get_tasks(state=TaskState.READY, manual=True)
        if t.task_spec.name == name
    )
    task.data.update(data)
    task.run()
    workflow.do_engine_steps()
    return task


def stored(workflow: BpmnWorkflow) -> dict[str, Any]:
    state: dict[str, Any] = BpmnWorkflowSerializer().to_dict(workflow)
    return state


def long_loop() -> Box:
    """A loop that goes round 400 times, long enough to see the library's end of it soon."""
    box, fillers = gateway_loop(), [f"t{n}" for n in range(30)]
    for name in fillers:
        box.script(name, "{}")
    box.parts = [part for part in box.parts if 'sourceRef="m"' not in part]
    return box.chain("m", *fillers, "u")


def test_h1_a_long_case_stops_and_says_that_it_has_ended() -> None:
    workflow, n = begun(long_loop(), n=0), 0
    while ready(workflow) and n < 399:
        n += 1
        do(workflow, "u", n=n)
    assert (workflow.is_completed(), n < 399) == (True, True)


def test_h2_a_join_in_a_loop_fires_early() -> None:
    workflow = begun(rework())
    for name in "abc":
        do(workflow, name)
    do(workflow, "decide", again=True)
    do(workflow, "c")
    assert "decide" in ready(workflow)


def test_h3_and_h14_the_branch_that_ends_last_brings_old_values_back() -> None:
    workflow = begun(rework(), status="old")
    do(workflow, "a", status="new")
    do(workflow, "b")
    do(workflow, "c")
    [decide] = workflow.get_tasks(state=TaskState.READY, manual=True)
    assert decide.data["status"] == "old"


def test_h4_lists_are_merged_and_cut() -> None:
    assert DeepMerge.merge({"people": ["x", "y"]}, {"people": ["y", "z"]}) != {"people": ["y", "z"]}


def test_h5_branches_share_their_values() -> None:
    workflow = begun(rework(), places=[{"floor": 1}])
    tasks = workflow.get_tasks(state=TaskState.READY, manual=True)
    tasks[0].data["places"][0]["floor"] = 2
    assert tasks[1].data["places"][0]["floor"] == 2


def test_h6_a_state_with_sorted_keys_cannot_be_read() -> None:
    workflow = begun(rework(), b=1, a=2)
    do(workflow, "a", x=1)
    text = json.dumps(stored(workflow), sort_keys=True, default=str)
    try:
        back = BpmnWorkflowSerializer().from_dict(json.loads(text))
        same = [t.data for t in back.get_tasks()] == [t.data for t in workflow.get_tasks()]
    except Exception:  # noqa: BLE001 - it may fail in any way, only not succeed
        same = False
    assert not same


def test_h7_form_data_can_make_a_case_unreadable() -> None:
    state = json.loads(json.dumps(stored(begun(rework(), sent={"typename": "uuid"})), default=str))
    with pytest.raises(Exception):  # noqa: B017 - which one is the library's affair
        BpmnWorkflowSerializer().from_dict(state)


def test_h8_one_case_spoils_the_definition_for_the_next() -> None:
    handler = Box().node("startEvent", "h_s", '<bpmn:messageEventDefinition messageRef="m"/>')
    handler.node("userTask", "h_u").node("endEvent", "h_e").chain("h_s", "h_u", "h_e")
    box = Box().node("startEvent", "s").node("userTask", "u").node("endEvent", "e")
    box.node("subProcess", "h", handler.xml(), triggeredByEvent="true").chain("s", "u", "e")
    compiled = specs(box)
    first = opened(compiled)
    before = len(compiled[0].start.outputs)
    first.catch(BpmnEvent(MessageEventDefinition("msg"), {}))
    first.do_engine_steps()
    assert len(compiled[0].start.outputs) > before


def test_h9_an_interrupted_multi_instance_bricks_the_case() -> None:
    loop = "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality"
    loop += ' xsi:type="bpmn:tFormalExpression">3</bpmn:loopCardinality>'
    loop += "</bpmn:multiInstanceLoopCharacteristics>"
    box = around(Box(), b='<bpmn:signalEventDefinition signalRef="sig"/>')
    box.parts[1] = box.parts[1].replace(
        "></bpmn:subProcess>", f">{loop}{ending().xml()}</bpmn:subProcess>"
    )
    workflow = begun(box)
    workflow.catch(BpmnEvent(SignalEventDefinition("alarm")))
    with pytest.raises(TaskNotFoundException):
        workflow.do_engine_steps()


def test_h10_what_is_done_can_be_done_again() -> None:
    workflow = begun(rework())
    task = do(workflow, "a")
    assert task.state == TaskState.COMPLETED
    task.run()


def test_h11_a_loop_grows_with_every_round() -> None:
    workflow, sizes = begun(rework()), []
    for _ in range(10):
        for name in (*"abc", "decide"):
            if name in ready(workflow):
                do(workflow, name, again=True)
        sizes.append(len(json.dumps(stored(workflow), default=str)))
    assert sizes[-1] > sizes[0] * 2


def test_h12_an_error_that_nobody_handles_does_not_stop_the_case() -> None:
    workflow = begun(around(ending('<bpmn:errorEventDefinition errorRef="err"/>')))
    do(workflow, "in_u")
    assert ready(workflow) == ["after"]


def test_h13_a_long_procedure_reaches_pythons_limit() -> None:
    box = Box().node("startEvent", "s").node("endEvent", "e")
    tasks = [f"t{n}" for n in range(1200)]
    for name in tasks:
        box.node("task", name)
    with pytest.raises(ValidationException, match="RecursionError"):
        begun(box.chain("s", *tasks, "e"))


OURS = {
    "H1": "test_a_case_of_many_rounds_neither_stops_nor_ends_by_itself",
    "H2": "test_a_join_in_a_loop_waits_for_all_branches_each_time",
    "H3": "test_the_branch_that_ends_last_does_not_bring_old_values_back",
    "H4": "test_a_list_is_replaced_by_what_was_sent",
    "H5": "test_cases_and_branches_do_not_share_values_that_someone_changes",
    "H6": "test_a_state_does_not_depend_on_the_order_of_keys",
    "H7": "test_form_data_may_hold_any_key",
    "H8": "test_a_shared_definition_stays_as_it_was",
    "H9": "test_an_interrupted_multi_instance_leaves_no_orphan",
    "H10": "test_what_is_done_cannot_be_done_again",
    "H11": "test_the_cost_of_a_parallel_loop_does_not_grow",
    "H12": "test_an_error_that_nobody_handles_stops_the_case",
    "H13": "test_a_deep_case_does_not_reach_pythons_limit",
    "H14": "test_the_instant_of_a_step_decides_nothing",
}


@pytest.mark.parametrize("hazard", OURS)
def test_each_hazard_has_a_test_of_ours(hazard: str) -> None:
    assert callable(getattr(test_hazards, OURS[hazard]))
