"""How cases run: what waits, what is passed, what is known at the end."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from engine.bpmn import BpmnError, Due, Run, RunFailed, Waiting, compile_process
from engine.errors import Refused
from tests.bpmn.diagrams import Box, extensions, mapping, process, timer
from tests.bpmn.runs import again, do, names, start
from tests.bpmn.worlds import MORNING, SmallWorld

MESSAGES = '<bpmn:message id="m" name="msg.ask"/><bpmn:message id="n" name="msg.answer"/>'
SIGNAL = '<bpmn:signal id="sig" name="alarm"/>'
ERROR = '<bpmn:error id="err" errorCode="E1"/><bpmn:error id="other" errorCode="E2"/>'
ESCALATION = '<bpmn:escalation id="esc" escalationCode="UP"/>'


def simple() -> Box:
    box = Box().node("startEvent", "s").node("userTask", "u").node("endEvent", "e")
    return box.chain("s", "u", "e")


def test_a_step_that_is_done_cannot_be_done_again() -> None:
    run = start(simple())
    step = run.steps[0].id
    run.complete(step, {})
    with pytest.raises(Refused):
        run.complete(step, {})


def test_no_step_is_completed_by_a_number_that_never_was() -> None:
    with pytest.raises(Refused):
        start(simple()).complete(4711, {})


def test_a_gateway_without_an_open_way_out_fails_with_its_element() -> None:
    box = Box().node("startEvent", "s").node("exclusiveGateway", "g", name="哪条路")
    box.node("endEvent", "a").node("endEvent", "b").chain("s", "g")
    box.flow("g", "a", "x = 1").flow("g", "b", "x = 2")
    with pytest.raises(RunFailed) as failed:
        start(box, x=3)
    assert (failed.value.element, failed.value.name) == ("g", "哪条路")


def test_a_condition_that_is_not_true_is_false() -> None:
    box = Box().node("startEvent", "s").node("exclusiveGateway", "g", default="else")
    box.node("endEvent", "yes").node("endEvent", "no").chain("s", "g")
    box.flow("g", "yes", "unknown > 1").flow("g", "no", id="else")
    assert start(box).ends == ["no"]
    assert start(box, unknown="text").ends == ["no"]


def test_an_uncaught_error_stands_still_instead_of_going_on() -> None:
    inside = (
        Box()
        .node("startEvent", "ss")
        .node("endEvent", "se", '<bpmn:errorEventDefinition errorRef="err"/>')
    )
    inside.chain("ss", "se")
    box = Box().node("startEvent", "s").node("subProcess", "sub", inside.xml())
    box.node("userTask", "u").node("endEvent", "e").chain("s", "sub", "u", "e")
    run = start(box, ERROR)
    assert [(one.element, one.code) for one in run.stopped] == [("se", "E1")]
    assert not run.ended
    assert not run.steps


def test_a_loop_of_the_machine_that_never_rests_is_stopped() -> None:
    box = Box().node("startEvent", "s").node("exclusiveGateway", "m").script("t", "{a: 1}")
    box.node("exclusiveGateway", "g", default="back").node("endEvent", "e")
    box.chain("s", "m", "t", "g").flow("g", "e", "a = 2").flow("g", "m", id="back")
    with pytest.raises(RunFailed):
        start(box)


def test_a_timer_fires_only_when_it_is_due() -> None:
    box = Box().node("startEvent", "s").node("intermediateCatchEvent", "t", timer("PT2H"))
    box.node("endEvent", "e").chain("s", "t", "e")
    world = SmallWorld()
    run = start(box, world=world)
    assert run.waits[0].due == MORNING + timedelta(hours=2)
    with pytest.raises(Refused):
        run.fire(run.waits[0].id)
    world.pass_time(hours=2)
    run.fire(run.waits[0].id)
    assert run.ended


def test_a_case_runs_to_its_end_and_tells_what_it_passed() -> None:
    run = start(simple(), x=1)
    assert names(run) == ["u"]
    assert run.tokens == {"u": "ready"}
    do(run, "u", y=2)
    assert run.ended
    assert run.data == {"x": 1, "y": 2}
    assert run.ends == ["e"]
    assert [element for element, kind in run.passed if kind != "sequenceFlow"] == ["s", "u", "e"]


def test_a_step_says_who_does_it_by_which_form_until_when() -> None:
    lanes = (
        '<bpmn:laneSet id="ls"><bpmn:lane id="outer" name="街道" gucheng:role="grp_a" '
        'gucheng:scope="case.community"><bpmn:childLaneSet id="cl">'
        '<bpmn:lane id="inner" name="社区"><bpmn:flowNodeRef>u</bpmn:flowNodeRef></bpmn:lane>'
        "</bpmn:childLaneSet></bpmn:lane></bpmn:laneSet>"
    )
    inner = "<bpmn:documentation>先联系居民</bpmn:documentation>" + extensions(
        '<gucheng:due limit="petition.opinion" from="accepted_at"/>',
        '<gucheng:field key="photo" access="read"/>',
    )
    box = (
        Box()
        .raw(lanes)
        .node("startEvent", "s")
        .node(
            "userTask",
            "u",
            inner,
            name="受理",
            gucheng_form="core.issue",
            gucheng_notAssignee="[x]",
        )
    )
    box.node("endEvent", "e").chain("s", "u", "e")
    step = start(box).steps[0]
    assert (step.name, step.lane, step.roles, step.scope) == (
        "受理",
        "社区",
        ("grp_a",),
        "case.community",
    )
    assert step.due == Due("petition.opinion", None, "accepted_at", None)
    assert (step.form, step.not_assignee) == ("core.issue", "[x]")
    assert (step.access, step.documentation) == ({"photo": "read"}, "先联系居民")


def test_rules_actions_and_scripts_write_the_data() -> None:
    world = SmallWorld(**{"core.count": lambda number: {"count": number + 1}})
    world.decisions["core.triage"] = lambda inputs: {"route": inputs["kind"] + "!"}
    box = Box().node("startEvent", "s").script("t", "{kind: place, double: 2 * n}")
    box.node("businessRuleTask", "r", gucheng_decision="core.triage", gucheng_result="triage")
    box.node(
        "serviceTask",
        "a",
        extensions(mapping("input", number="double"), mapping("output", total="count")),
        gucheng_action="core.count",
    )
    box.node("endEvent", "e").chain("s", "t", "r", "a", "e")
    run = start(box, world=world, place="C", n=4)
    assert run.data == {
        "place": "C",
        "n": 4,
        "kind": "C",
        "double": 8,
        "triage": {"route": "C!"},
        "total": 9,
    }


def test_expressions_see_the_worlds_names_before_the_data() -> None:
    box = Box().node("startEvent", "s").script("t", "{where: case.community}")
    box.node("endEvent", "e").chain("s", "t", "e")
    assert start(box, case={"community": "forged"}).data["where"] == "CM-07"


def test_a_filter_sees_the_data_around_it_and_its_elements_before_them() -> None:
    box = Box().node("startEvent", "s")
    box.script("t", "{kept: rows[list contains(chosen, code)].name, first: rows[code = 1].name}")
    box.node("endEvent", "e").chain("s", "t", "e")
    rows = [{"code": 1, "name": "one"}, {"code": 2, "name": "two"}]
    run = start(box, rows=rows, chosen=[2], code=9)
    assert (run.data["kept"], run.data["first"]) == (["two"], ["one"])


def test_an_action_outside_lets_the_case_wait_for_its_result() -> None:
    world = SmallWorld(send=lambda to: Waiting())
    box = Box().node("startEvent", "s")
    box.node("serviceTask", "a", extensions(mapping("input", to="phone")), gucheng_action="send")
    box.node("boundaryEvent", "b", '<bpmn:errorEventDefinition errorRef="err"/>', attachedToRef="a")
    box.node("endEvent", "e").node("endEvent", "f").chain("s", "a", "e").chain("b", "f")
    run = again(start(box, ERROR, world, phone="138"), world)
    [job] = run.jobs
    assert (job.action, job.arguments) == ("send", {"to": "138"})
    failing = again(run, world)
    run.act_done(job.id, {"sent": True})
    assert (run.data["sent"], run.ends) == (True, ["e"])
    failing.act_failed(job.id, "E1")
    assert failing.ends == ["f"]
    with pytest.raises(Refused):
        run.act_done(job.id, {})


def test_an_actions_error_is_caught_by_its_code_or_fails_the_run() -> None:
    def broken() -> None:
        raise BpmnError("E1")

    def build(code: str) -> Box:
        box = Box().node("startEvent", "s").node("serviceTask", "a", gucheng_action="broken")
        caught = f'<bpmn:errorEventDefinition errorRef="{code}"/>'
        box.node("boundaryEvent", "b", caught, attachedToRef="a")
        return box.node("endEvent", "e").node("endEvent", "f").chain("s", "a", "e").chain("b", "f")

    assert start(build("err"), ERROR, SmallWorld(broken=broken)).ends == ["f"]
    with pytest.raises(RunFailed):
        start(build("other"), ERROR, SmallWorld(broken=broken))


def test_messages_are_sent_with_address_subject_and_payload() -> None:
    world = SmallWorld()
    box = (
        Box()
        .node("startEvent", "s")
        .node(
            "intermediateThrowEvent",
            "t",
            extensions(mapping("output", title="upper case(name)"))
            + '<bpmn:messageEventDefinition messageRef="m"/>',
            gucheng_to='"core_issue"',
            gucheng_correlation="number",
        )
    )
    box.node("endEvent", "e").chain("s", "t", "e")
    start(box, MESSAGES, world, name="a", number=7)
    [sent] = world.sent
    assert (sent.name, sent.to, sent.correlation, sent.payload, sent.element) == (
        "msg.ask",
        "core_issue",
        7,
        {"title": "A"},
        "t",
    )


def test_a_message_is_received_by_its_mapping() -> None:
    box = (
        Box()
        .node("startEvent", "s")
        .node(
            "receiveTask",
            "r",
            extensions(mapping("input", outcome='if result = "ok" then 1 else 2')),
            messageRef="m",
            gucheng_correlation="number",
        )
    )
    box.node("endEvent", "e").chain("s", "r", "e")
    run = again(start(box, MESSAGES, number=7))
    [wait] = run.waits
    assert (wait.kind, wait.message, wait.correlation) == ("message", "msg.ask", 7)
    run.receive(wait.id, {"result": "ok"})
    assert run.data == {"number": 7, "outcome": 1}


def test_a_message_can_start_a_case() -> None:
    box = (
        Box()
        .node("startEvent", "s")
        .node("startEvent", "sm", '<bpmn:messageEventDefinition messageRef="m"/>')
    )
    box.node("endEvent", "e").node("endEvent", "em").chain("s", "e").chain("sm", "em")
    definition = compile_process(process(box, MESSAGES))
    assert definition.start_messages == ("msg.ask",)
    run = Run.start(definition, SmallWorld(), {"a": 1}, message="msg.ask")
    assert (run.ends, run.data) == (["em"], {"a": 1})
    assert Run.start(definition, SmallWorld(), {}, element="sm").ends == ["em"]
    assert Run.start(definition, SmallWorld(), {}).ends == ["e"]
    with pytest.raises(Refused):
        Run.start(definition, SmallWorld(), {}, message="msg.nothing")


def test_the_first_of_several_events_wins() -> None:
    box = Box().node("startEvent", "s").node("eventBasedGateway", "g")
    box.node("intermediateCatchEvent", "late", timer("P1D"))
    box.node("intermediateCatchEvent", "early", timer("PT1H"))
    box.node("intermediateCatchEvent", "told", '<bpmn:messageEventDefinition messageRef="m"/>')
    box.chain("s", "g")
    for event in ("late", "early", "told"):
        box.node("endEvent", f"{event}_end").chain("g", event, f"{event}_end")
    world = SmallWorld()
    run = again(start(box, MESSAGES, world), world)
    dues = {wait.element: wait.due for wait in run.waits}
    assert dues["early"] == MORNING + timedelta(hours=1)
    assert dues["late"] == MORNING + timedelta(days=1)
    world.pass_time(hours=1)
    run.fire(next(wait.id for wait in run.waits if wait.element == "early"))
    assert (run.ends, run.waits) == (["early_end"], [])


def boundary(interrupting: bool, definition: str) -> Box:
    box = Box().node("startEvent", "s").node("userTask", "u").node("userTask", "w")
    box.node(
        "boundaryEvent",
        "b",
        definition,
        attachedToRef="u",
        cancelActivity="true" if interrupting else "false",
    )
    box.node("endEvent", "e").node("endEvent", "f")
    return box.chain("s", "u", "e").chain("b", "w", "f")


def test_an_interrupting_timer_takes_the_step_away() -> None:
    world = SmallWorld()
    run = start(boundary(True, timer("P1D")), world=world)
    step = run.steps[0].id
    world.pass_time(days=1)
    run = again(run, world)
    run.fire(run.waits[0].id)
    assert names(run) == ["w"]
    assert run.waits == []
    with pytest.raises(Refused):
        run.complete(step, {})


def test_a_timer_that_does_not_interrupt_lets_the_step_stay() -> None:
    world = SmallWorld()
    run = start(boundary(False, timer("P1D")), world=world)
    world.pass_time(days=2)
    run.fire(run.waits[0].id)
    assert names(run) == ["u", "w"]
    assert run.waits == []
    do(run, "u")
    assert not run.ended
    do(run, "w")
    assert run.ended


def test_a_step_done_in_time_takes_its_timer_away() -> None:
    run = start(boundary(True, timer("P1D")))
    do(run, "u")
    assert (run.ended, run.waits) == (True, [])


def test_missed_periods_of_a_cycle_fire_once_and_go_on_in_the_future() -> None:
    world = SmallWorld()
    run = start(boundary(False, timer("R/PT1H", "timeCycle")), world=world)
    world.pass_time(hours=5, minutes=30)
    run.fire(run.waits[0].id)
    assert names(run) == ["u", "w"]
    assert run.waits[0].due == MORNING + timedelta(hours=6)


def test_a_cycle_fires_as_often_as_it_says() -> None:
    world = SmallWorld()
    run = start(boundary(False, timer("R2/PT1H", "timeCycle")), world=world)
    for _ in range(2):
        world.pass_time(hours=1)
        run = again(run, world)
        run.fire(run.waits[0].id)
    assert (names(run), run.waits) == (["u", "w", "w"], [])


def test_a_working_day_limit_is_asked_of_the_world() -> None:
    run = start(boundary(True, timer("5WD")))
    assert run.waits[0].due == MORNING + timedelta(days=7)


def test_a_timer_can_be_an_expression() -> None:
    run = start(boundary(True, timer("= duration(span)")), span="PT3H")
    assert run.waits[0].due == MORNING + timedelta(hours=3)
    with pytest.raises(RunFailed):
        start(boundary(True, timer("= missing")))


def test_a_signal_is_heard_by_all_who_wait_in_the_case() -> None:
    heard = '<bpmn:signalEventDefinition signalRef="sig"/>'
    box = Box().node("startEvent", "s").node("parallelGateway", "g")
    box.node("intermediateCatchEvent", "a", heard).node("intermediateCatchEvent", "b", heard)
    box.node("userTask", "u").node("intermediateThrowEvent", "t", heard)
    box.node("endEvent", "ea").node("endEvent", "eb").node("endEvent", "ec").chain("s", "g")
    box.chain("g", "a", "ea").chain("g", "b", "eb").chain("g", "u", "t", "ec")
    run = start(box, SIGNAL)
    do(run, "u")
    assert run.ended
    assert run.signals == ["alarm"]


def test_an_escalation_that_nobody_handles_changes_nothing() -> None:
    box = (
        Box()
        .node("startEvent", "s")
        .node(
            "intermediateThrowEvent", "t", '<bpmn:escalationEventDefinition escalationRef="esc"/>'
        )
    )
    box.node("endEvent", "e").chain("s", "t", "e")
    assert start(box, ESCALATION).ends == ["e"]


def test_terminate_ends_all_that_still_runs() -> None:
    box = Box().node("startEvent", "s").node("parallelGateway", "g").node("userTask", "u")
    box.node("userTask", "v").node("endEvent", "e")
    box.node("endEvent", "stop", "<bpmn:terminateEventDefinition/>")
    box.chain("s", "g").chain("g", "u", "e").chain("g", "v", "stop")
    run = start(box)
    do(run, "v", last=1)
    assert (run.ended, run.steps, run.ends, run.data) == (True, [], ["stop"], {"last": 1})


def test_ends_are_kept_across_saves() -> None:
    box = Box().node("startEvent", "s").node("parallelGateway", "g").node("userTask", "u")
    box.node("userTask", "v").node("endEvent", "e").node("endEvent", "f")
    box.chain("s", "g").chain("g", "u", "e").chain("g", "v", "f")
    run = start(box)
    do(run, "u")
    run = again(run)
    do(run, "v")
    assert again(run).ends == ["e", "f"]


def test_conditional_flows_on_a_task_open_as_many_ways_as_are_true() -> None:
    box = Box().node("startEvent", "s").node("userTask", "t", default="none")
    for way in ("a", "b", "c"):
        box.node("endEvent", way)
    box.chain("s", "t").flow("t", "a", "x > 1").flow("t", "b", "x > 2").flow("t", "c", id="none")
    for x, ends in ((3, ["a", "b"]), (2, ["a"]), (1, ["c"])):
        run = start(box)
        do(run, "t", x=x)
        assert run.ends == ends


def test_one_definition_serves_many_cases_in_many_threads() -> None:
    loop = (
        '<bpmn:multiInstanceLoopCharacteristics gucheng:collection="people" gucheng:item="p" '
        'gucheng:result="votes"/>'
    )
    box = Box().node("startEvent", "s").node("userTask", "u", loop).node("endEvent", "e")
    definition = compile_process(process(box.chain("s", "u", "e")))

    def whole(number: int) -> object:
        run = Run.start(definition, SmallWorld(), {"people": [number, number + 1]})
        while not run.ended:
            run = Run.restore(definition, run.dump(), SmallWorld())
            run.complete(run.steps[0].id, {"vote": run.steps[0].item})
        return run.data["votes"]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(whole, range(60)))
    assert answers == [[{"p": n, "vote": n}, {"p": n + 1, "vote": n + 1}] for n in range(60)]
