"""How activities repeat, contain others, call others and are undone."""

from __future__ import annotations

import pytest

from engine.bpmn import BadDiagram, RunFailed
from tests.bpmn.diagrams import Box, extensions, mapping, timer
from tests.bpmn.runs import again, do, names, start
from tests.bpmn.worlds import SmallWorld

ROOTS = (
    '<bpmn:error id="err" errorCode="E1"/><bpmn:error id="err2" errorCode="E2"/>'
    '<bpmn:escalation id="esc" escalationCode="UP"/><bpmn:signal id="sig" name="alarm"/>'
    '<bpmn:message id="m" name="msg.ask"/>'
)
FEEL = 'xsi:type="bpmn:tFormalExpression"'


def repeated(attributes: str, inner: str = "") -> Box:
    loop = f"<bpmn:multiInstanceLoopCharacteristics {attributes}>{inner}"
    box = Box().node("userTask", "vote", loop + "</bpmn:multiInstanceLoopCharacteristics>")
    box.node("startEvent", "s").node("userTask", "after").node("endEvent", "e")
    return box.chain("s", "vote", "after", "e")


def around(inside: Box, **boundaries: str) -> Box:
    """A sub-process with borders, each leading to a task named after it."""
    box = Box().node("startEvent", "s").node("subProcess", "sub", inside.xml())
    box.node("userTask", "after").node("endEvent", "e").chain("s", "sub", "after", "e")
    for name, definition in boundaries.items():
        box.node("boundaryEvent", name, definition, attachedToRef="sub")
        box.node("userTask", f"{name}_task").node("endEvent", f"{name}_end")
        box.chain(name, f"{name}_task", f"{name}_end")
    return box


def ending(definition: str = "", name: str = "in") -> Box:
    box = Box().node("startEvent", f"{name}_s").node("userTask", f"{name}_u")
    return box.node("endEvent", f"{name}_e", definition).chain(
        f"{name}_s", f"{name}_u", f"{name}_e"
    )


def test_a_number_of_instances_that_is_none_fails() -> None:
    box = repeated("", f"<bpmn:loopCardinality {FEEL}>n</bpmn:loopCardinality>")
    for n in ("three", -1, 2.5, None):
        with pytest.raises(RunFailed):
            start(box, n=n)


def test_no_instances_mean_that_the_activity_is_over() -> None:
    run = start(repeated('gucheng:collection="people" gucheng:result="votes"'), people=[])
    assert names(run) == ["after"]
    assert run.data["votes"] == []


def test_instances_side_by_side_keep_their_answers_apart() -> None:
    attributes = 'gucheng:collection="people" gucheng:item="person" gucheng:result="votes"'
    run = start(repeated(attributes), people=["a", "b", "c"])
    assert [step.item for step in run.steps] == ["a", "b", "c"]
    for place in (2, 0, 0):
        run = again(run)
        step = run.steps[place]
        run.complete(step.id, {"vote": f"of {step.item}"})
        assert "vote" not in run.data
    assert run.data["votes"] == [{"person": p, "vote": f"of {p}"} for p in ("a", "b", "c")]


def test_instances_in_a_row_come_one_after_another() -> None:
    attributes = 'isSequential="true" gucheng:collection="people" gucheng:item="person"'
    run = start(repeated(attributes), people=["a", "b"])
    assert [step.item for step in run.steps] == ["a"]
    run.complete(run.steps[0].id, {"vote": 1})
    run = again(run)
    assert [step.item for step in run.steps] == ["b"]
    run.complete(run.steps[0].id, {"vote": 2})
    assert (names(run), run.data["vote"]) == (["after"], 2)


def test_a_completion_condition_sees_results_done_and_total() -> None:
    until = (
        f"<bpmn:completionCondition {FEEL}>"
        "count(results[yes = true]) * 2 &gt; total and done &gt;= 2</bpmn:completionCondition>"
    )
    run = start(
        repeated('gucheng:collection="people" gucheng:result="votes"', until), people=[1, 2, 3]
    )
    for answer in (True, True):
        assert "after" not in names(run)
        run = again(run)
        run.complete(run.steps[0].id, {"yes": answer})
    assert names(run) == ["after"]
    assert run.data["votes"] == [{"yes": True}, {"yes": True}]


def test_a_standard_loop_repeats_while_its_condition_holds() -> None:
    loop = (
        '<bpmn:standardLoopCharacteristics testBefore="true">'
        f"<bpmn:loopCondition {FEEL}>n &lt; 3</bpmn:loopCondition>"
        "</bpmn:standardLoopCharacteristics>"
    )
    box = Box().node("startEvent", "s").node("userTask", "u", loop).node("endEvent", "e")
    box.chain("s", "u", "e")
    run = start(box, n=1)
    for n in (2, 3):
        run = again(run)
        do(run, "u", n=n)
    assert run.ended
    assert start(box, n=3).ended


def test_an_interrupted_multi_instance_leaves_nothing_behind() -> None:
    loop = f"<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality {FEEL}>3"
    loop += "</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>"
    box = around(Box(), b=timer("P1D"))
    box.parts[1] = box.parts[1].replace(
        "></bpmn:subProcess>", f">{loop}{ending().xml()}</bpmn:subProcess>"
    )
    world = SmallWorld()
    run = start(box, ROOTS, world)
    assert names(run) == ["in_u"] * 3
    world.pass_time(days=1)
    run = again(run, world)
    run.fire(run.waits[0].id)
    run = again(run, world)
    assert names(run) == ["b_task"]
    do(run, "b_task")
    assert run.ended


def test_an_error_finds_its_own_handler_before_one_for_all() -> None:
    def caught(code: str) -> list[str]:
        run = start(
            around(
                ending(f'<bpmn:errorEventDefinition errorRef="{code}"/>'),
                every="<bpmn:errorEventDefinition/>",
                one='<bpmn:errorEventDefinition errorRef="err"/>',
            ),
            ROOTS,
        )
        do(run, "in_u")
        return names(again(run))

    assert caught("err") == ["one_task"]
    assert caught("err2") == ["every_task"]


def test_an_error_sub_process_takes_over_its_scope() -> None:
    handler = Box().node("startEvent", "h_s", '<bpmn:errorEventDefinition errorRef="err"/>')
    handler.node("userTask", "h_u").node("endEvent", "h_e").chain("h_s", "h_u", "h_e")
    inside = ending('<bpmn:errorEventDefinition errorRef="err"/>')
    inside.node("subProcess", "h", handler.xml(), triggeredByEvent="true")
    run = start(around(inside), ROOTS)
    do(run, "in_u")
    run = again(run)
    assert names(run) == ["h_u"]
    do(run, "h_u")
    assert names(run) == ["after"]


def test_a_message_sub_process_runs_beside_its_scope_as_often_as_asked() -> None:
    handler = Box().node(
        "startEvent", "h_s", '<bpmn:messageEventDefinition messageRef="m"/>', isInterrupting="false"
    )
    handler.node("userTask", "h_u").node("endEvent", "h_e").chain("h_s", "h_u", "h_e")
    box = ending().node("subProcess", "h", handler.xml(), triggeredByEvent="true")
    run = start(box, ROOTS)
    for _ in range(2):
        run = again(run)
        run.receive(run.waits[0].id, {})
    assert names(run) == ["in_u", "h_u", "h_u"]
    do(run, "in_u")
    do(run, "h_u")
    assert not run.ended
    do(run, "h_u")
    assert (run.ended, run.waits) == (True, [])


def test_an_escalation_can_leave_its_scope_running() -> None:
    inside = (
        Box()
        .node("startEvent", "a")
        .node(
            "intermediateThrowEvent", "t", '<bpmn:escalationEventDefinition escalationRef="esc"/>'
        )
    )
    inside.node("userTask", "in_u").node("endEvent", "z").chain("a", "t", "in_u", "z")
    box = around(inside, b='<bpmn:escalationEventDefinition escalationRef="esc"/>')
    beside = [
        part.replace('attachedToRef="sub"', 'attachedToRef="sub" cancelActivity="false"')
        for part in box.parts
    ]
    assert names(start(box, ROOTS)) == ["b_task"]
    box.parts = beside
    assert names(start(box, ROOTS)) == ["in_u", "b_task"]


def test_a_conditional_border_reacts_when_the_data_change() -> None:
    condition = f"<bpmn:conditionalEventDefinition><bpmn:condition {FEEL}>level &gt; 2"
    condition += "</bpmn:condition></bpmn:conditionalEventDefinition>"
    inside = Box().node("startEvent", "a").node("userTask", "u1").node("userTask", "u2")
    inside.node("endEvent", "z").chain("a", "u1", "u2", "z")
    run = start(around(inside, b=condition), level=1)
    run = again(run)
    do(run, "u1", level=3)
    assert names(run) == ["b_task"]


def test_a_receive_task_can_be_one_of_several_events() -> None:
    box = Box().node("startEvent", "s").node("eventBasedGateway", "g").chain("s", "g")
    box.node("receiveTask", "r", messageRef="m").node("endEvent", "e")
    box.node("intermediateCatchEvent", "t", timer("PT1H")).node("endEvent", "late")
    run = again(start(box.chain("g", "r", "e").chain("g", "t", "late"), ROOTS))
    run.receive(next(w.id for w in run.waits if w.kind == "message"), {"a": 1})
    assert (run.ends, run.data) == (["e"], {"a": 1})


def test_instances_can_each_wait_for_a_message() -> None:
    loop = '<bpmn:multiInstanceLoopCharacteristics gucheng:collection="people" gucheng:item="p"'
    loop += ' gucheng:result="answers"/>'
    box = (
        Box()
        .node("startEvent", "s")
        .node("receiveTask", "r", loop, messageRef="m", gucheng_correlation="p")
    )
    run = again(start(box.node("endEvent", "e").chain("s", "r", "e"), ROOTS, people=["a", "b"]))
    assert [wait.correlation for wait in run.waits] == ["a", "b"]
    run.receive(run.waits[1].id, {"said": 2})
    run = again(run)
    run.receive(run.waits[0].id, {"said": 1})
    assert run.data["answers"] == [{"p": "a", "said": 1}, {"p": "b", "said": 2}]


def test_a_complex_gateway_swallows_latecomers_and_starts_afresh() -> None:
    box = Box().node("startEvent", "s").node("exclusiveGateway", "m").node("parallelGateway", "f")
    condition = f"<bpmn:activationCondition {FEEL}>activationCount &gt;= 2"
    box.node("complexGateway", "j", condition + "</bpmn:activationCondition>")
    box.node("userTask", "decide").node("exclusiveGateway", "g", default="out")
    box.node("endEvent", "e").chain("s", "m", "f").chain("j", "decide", "g")
    for name in ("a", "b", "c"):
        box.node("userTask", name).chain("f", name, "j")
    box.flow("g", "m", "more = true").flow("g", "e", id="out")
    run = start(box)
    for more in (True, True, False):
        do(run, "a")
        run = again(run)
        assert "decide" not in names(run)
        do(run, "c")
        assert "decide" in names(run)
        do(run, "b")
        run = again(run)
        assert names(run) == ["decide"]
        do(run, "decide", more=more)
    assert run.ended


def test_a_called_process_of_the_same_file_has_data_of_its_own() -> None:
    called = Box().node("startEvent", "in_s").node("userTask", "inner_task")
    called.script("t", "{answer: asked * 2}").node("endEvent", "in_e")
    called.chain("in_s", "inner_task", "t", "in_e")
    maps = extensions(mapping("input", asked="n"), mapping("output", doubled="answer"))
    box = Box().node("startEvent", "s").node("callActivity", "call", maps, calledElement="helper")
    box.node("endEvent", "e").chain("s", "call", "e")
    other = f'<bpmn:process id="helper" isExecutable="false">{called.xml()}</bpmn:process>'
    run = again(start(box, other, n=4, secret=1))
    assert run.steps[0].data == {"asked": 4}
    do(run, "inner_task", noise=1)
    assert run.data == {"n": 4, "secret": 1, "doubled": 8}


def test_scopes_that_lie_too_deep_are_stopped() -> None:
    inside = ending(name="last")
    for depth in range(51):
        inside = (
            (Box().node("startEvent", f"s{depth}").node("subProcess", f"p{depth}", inside.xml()))
            .node("endEvent", f"e{depth}")
            .chain(f"s{depth}", f"p{depth}", f"e{depth}")
        )
    with pytest.raises(RunFailed):
        start(inside)


def compensated() -> Box:
    """Two activities with handlers in a sub-process, then a throw that undoes them."""
    inside = Box().node("startEvent", "a")
    for name in ("one", "two"):
        inside.script(name, f'{{log: concatenate(log, ["{name}"])}}')
        inside.node(
            "boundaryEvent", f"{name}_b", "<bpmn:compensateEventDefinition/>", attachedToRef=name
        )
        inside.node("userTask", f"undo_{name}", isForCompensation="true")
        inside.raw(
            f'<bpmn:association id="{name}_a" sourceRef="{name}_b" targetRef="undo_{name}"/>'
        )
    inside.node("endEvent", "z").chain("a", "one", "two", "z")
    box = Box().node("startEvent", "s").node("subProcess", "sub", inside.xml())
    box.node("intermediateThrowEvent", "undo", "<bpmn:compensateEventDefinition/>")
    box.node("userTask", "after").node("endEvent", "e")
    return box.chain("s", "sub", "undo", "after", "e")


def test_compensation_undoes_what_was_done_last_first() -> None:
    run = again(start(compensated(), log=[]))
    assert names(run) == ["undo_two"]
    do(run, "undo_two")
    run = again(run)
    assert names(run) == ["undo_one"]
    do(run, "undo_one")
    assert names(run) == ["after"]
    assert run.data["log"] == ["one", "two"]


def test_what_never_ran_is_not_undone() -> None:
    box = compensated()
    box.parts[1] = box.parts[1].replace('targetRef="two"', 'targetRef="z"')
    box.parts[1] = box.parts[1].replace('sourceRef="two"', 'sourceRef="one"')
    with pytest.raises(BadDiagram):
        start(box, log=[])


def test_a_cancelled_transaction_is_undone_and_left_by_its_cancel_event() -> None:
    inside = Box().node("startEvent", "a").script("pay", "{paid: true}")
    inside.node("boundaryEvent", "pb", "<bpmn:compensateEventDefinition/>", attachedToRef="pay")
    inside.script("refund", "{paid: false}")
    inside.parts[-1] = inside.parts[-1].replace(
        "<bpmn:scriptTask", '<bpmn:scriptTask isForCompensation="true"'
    )
    inside.raw('<bpmn:association id="assoc" sourceRef="pb" targetRef="refund"/>')
    inside.node("userTask", "ask").node("endEvent", "z", "<bpmn:cancelEventDefinition/>")
    inside.chain("a", "pay", "ask", "z")
    box = Box().node("startEvent", "s").node("transaction", "sub", inside.xml())
    box.node("boundaryEvent", "b", "<bpmn:cancelEventDefinition/>", attachedToRef="sub")
    box.node("endEvent", "e").node("endEvent", "f").chain("s", "sub", "e").chain("b", "f")
    run = again(start(box))
    assert run.data == {"paid": True}
    do(run, "ask")
    assert (run.data, run.ends) == ({"paid": False}, ["z", "f"])


def test_terminate_inside_ends_only_the_inside() -> None:
    run = start(around(ending("<bpmn:terminateEventDefinition/>")))
    do(run, "in_u")
    assert names(run) == ["after"]


def test_a_link_jumps_within_its_scope() -> None:
    link = '<bpmn:linkEventDefinition name="over"/>'
    box = Box().node("startEvent", "s").node("intermediateThrowEvent", "t", link)
    box.node("intermediateCatchEvent", "c", link).node("endEvent", "e")
    run = start(box.chain("s", "t").chain("c", "e"))
    assert run.ends == ["e"]


def test_a_signal_end_event_is_heard_by_what_still_waits() -> None:
    signal = '<bpmn:signalEventDefinition signalRef="sig"/>'
    box = Box().node("startEvent", "s").node("parallelGateway", "g").node("userTask", "u")
    box.node("intermediateCatchEvent", "c", signal).node("endEvent", "e")
    box.node("endEvent", "told", signal).chain("s", "g").chain("g", "c", "e").chain(
        "g", "u", "told"
    )
    run = start(box, ROOTS)
    do(run, "u")
    assert run.ended
    assert run.ends == ["told", "e"]
