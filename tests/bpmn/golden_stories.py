"""The stories that golden files are made of: how a case comes to wait, and how it goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.bpmn.diagrams import Box, extensions, mapping, timer

FEEL = 'xsi:type="bpmn:tFormalExpression"'
ROOTS = (
    '<bpmn:error id="err" errorCode="E1"/><bpmn:escalation id="esc" escalationCode="UP"/>'
    '<bpmn:signal id="sig" name="alarm"/><bpmn:message id="m" name="msg.ask"/>'
)
SIGNAL = '<bpmn:signalEventDefinition signalRef="sig"/>'
MESSAGE = '<bpmn:messageEventDefinition messageRef="m"/>'
UNDO = "<bpmn:compensateEventDefinition/>"
Deed = list[Any]  # what is done, at which element, with which data


@dataclass(frozen=True)
class Story:
    """A diagram, how a case of it comes to its state, and how it goes on from there."""

    box: Box
    before: list[Deed]
    after: list[Deed]
    data: Mapping[str, Any] = field(default_factory=dict)
    off: tuple[str, ...] = ()


def line(*middle: str) -> Box:
    box = Box().node("startEvent", "s").node("endEvent", "e")
    return box.chain("s", *middle, "e")


def people(*names: str) -> Box:
    box = line(*names)
    for name in names:
        box.node("userTask", name)
    return box


def loop(attributes: str, inner: str = "") -> str:
    tag = "bpmn:multiInstanceLoopCharacteristics"
    return f"<{tag} {attributes}>{inner}</{tag}>"


def inside(*names: str) -> Box:
    box = Box().node("startEvent", "is").node("endEvent", "ie").chain("is", *names, "ie")
    for name in names:
        box.node("userTask", name)
    return box


def caught(definition: str, **attributes: str) -> Box:
    return line("c").node("intermediateCatchEvent", "c", definition, **attributes)


def bordered(definition: str, **attributes: str) -> Box:
    box = people("u").node("boundaryEvent", "b", definition, attachedToRef="u", **attributes)
    return box.node("userTask", "late").node("endEvent", "f").chain("b", "late", "f")


def beside(definition: str, interrupts: str) -> Box:
    handler = Box().node("startEvent", "hs", definition, isInterrupting=interrupts)
    handler.node("userTask", "h_u").node("endEvent", "he").chain("hs", "h_u", "he")
    return people("u").node("subProcess", "h", handler.xml(), triggeredByEvent="true")


def joined(kind: str, when: str | None = None, inner: str = "") -> Box:
    box = Box().node("startEvent", "s").node("inclusiveGateway" if when else "parallelGateway", "f")
    box.node(kind, "j", inner).node("userTask", "after").node("endEvent", "e")
    for name in "abc":
        box.node("userTask", name).flow("f", name, when).flow(name, "j")
    return box.chain("s", "f").chain("j", "after", "e")


def undone(tag: str, ending: str) -> Box:
    """Two activities with handlers in a sub-process or transaction that is undone."""
    box = Box().node("startEvent", "is").node("endEvent", "ie", ending)
    for name in ("one", "two"):
        box.node("userTask", name).node("userTask", f"undo_{name}", isForCompensation="true")
        box.node("boundaryEvent", f"{name}_b", UNDO, attachedToRef=name)
        ends = f'sourceRef="{name}_b" targetRef="undo_{name}"'
        box.raw(f'<bpmn:association id="{name}_a" {ends}/>')
    outer = line("sub", "after").node(tag, "sub", box.chain("is", "one", "two", "ie").xml())
    if tag == "transaction":
        cancel = "<bpmn:cancelEventDefinition/>"
        outer.node("boundaryEvent", "b", cancel, attachedToRef="sub").node("endEvent", "f")
        outer.node("userTask", "cancelled").chain("b", "cancelled", "f")
    return outer.node("userTask", "after")


def stopped() -> Box:
    box = Box().node("startEvent", "s").node("userTask", "u").chain("s", "u", "x")
    return box.node("endEvent", "x", '<bpmn:errorEventDefinition errorRef="err"/>')


def adhoc(inner: str = "", **attributes: str) -> Box:
    box = Box().node("userTask", "fire").node("userTask", "noise").node("userTask", "report")
    box.chain("noise", "report").node("subProcess", "house", inside("look").xml())
    return (
        line("checks", "after")
        .node("userTask", "after")
        .node("adHocSubProcess", "checks", box.xml() + inner, **attributes)
    )


def calling(**attributes: str) -> Box:
    maps = extensions(mapping("input", asked="n"), mapping("output", answer="found"))
    box = line("c", "after").node("userTask", "after")
    return box.node("callActivity", "c", maps, calledElement="helper", **attributes)


def gateway() -> Box:
    box = Box().node("startEvent", "s").node("eventBasedGateway", "g").chain("s", "g")
    for name, what in (("by_message", MESSAGE), ("by_time", timer("PT1H"))):
        box.node("intermediateCatchEvent", name, what).node("endEvent", f"{name}_end")
        box.chain("g", name, f"{name}_end")
    return box


MANY = 'gucheng:collection="[1, 2, 3]" gucheng:item="n" gucheng:result="votes"'
ENOUGH = f"<bpmn:completionCondition {FEEL}>done = 2</bpmn:completionCondition>"
CONDITION = f"<bpmn:conditionalEventDefinition><bpmn:condition {FEEL}>level &gt; 2</bpmn:condition>"
CONDITION += "</bpmn:conditionalEventDefinition>"
AGAIN = f"<bpmn:standardLoopCharacteristics><bpmn:loopCondition {FEEL}>n &lt; 3"
AGAIN += "</bpmn:loopCondition></bpmn:standardLoopCharacteristics>"
ONE_CONDITION = f"<bpmn:activationCondition {FEEL}>activationCount &gt;= 2"
ONE_CONDITION += "</bpmn:activationCondition>"
OVER = f"<bpmn:completionCondition {FEEL}>enough</bpmn:completionCondition>"

STORIES: dict[str, Story] = {
    "user_task": Story(people("u"), [], [["step", "u", {"x": 1}]], {"text": "楼道灯不亮"}),
    "ended": Story(people("u"), [["step", "u", {"x": 1}]], []),
    "ended_packed": Story(people("u"), [["step", "u", {"x": 1}]], []),
    "message": Story(
        caught(MESSAGE, gucheng_correlation="n"), [], [["receive", "c", {"a": 1}]], {"n": "C-7"}
    ),
    "signal": Story(caught(SIGNAL), [], [["receive", "c", {}]]),
    "timer_duration": Story(caught(timer("PT1H")), [], [["fire", "c", {}]]),
    "timer_date": Story(caught(timer("2026-03-05T09:00:00", "timeDate")), [], [["fire", "c", {}]]),
    "timer_cycle": Story(
        bordered(timer("R3/PT1H", "timeCycle"), cancelActivity="false"),
        [["fire", "b", {}]],
        [["fire", "b", {}], ["step", "late", {}], ["step", "late", {}], ["step", "u", {}]],
    ),
    "condition": Story(bordered(CONDITION), [], [["step", "u", {"level": 3}]], {"level": 1}),
    "boundary_timer": Story(bordered(timer("P1D")), [], [["fire", "b", {}], ["step", "late", {}]]),
    "event_gateway": Story(gateway(), [], [["receive", "by_message", {"a": 1}]]),
    "receive_task": Story(
        line("r").node("receiveTask", "r", messageRef="m"), [], [["receive", "r", {"a": 1}]]
    ),
    "outside_action": Story(
        line("x").node("serviceTask", "x", gucheng_action="core.ask"), [], [["act", "x", {"a": 1}]]
    ),
    "parallel_join": Story(
        joined("parallelGateway"),
        [["step", "a", {}], ["step", "c", {"k": 1}]],
        [["step", "b", {}], ["step", "after", {}]],
    ),
    "inclusive_join": Story(
        joined("inclusiveGateway", "true"),
        [["step", "c", {}]],
        [["step", "a", {}], ["step", "b", {}], ["step", "after", {}]],
    ),
    "complex_join": Story(
        joined("complexGateway", inner=ONE_CONDITION),
        [["step", "a", {}], ["step", "c", {}]],
        [["step", "b", {}], ["step", "after", {}]],
    ),
    "start_quantity": Story(
        line("f", "two")
        .node("parallelGateway", "f")
        .node("userTask", "two", startQuantity="2")
        .flow("f", "two"),
        [],
        [["step", "two", {}]],
    ),
    "many_side_by_side": Story(
        line("u").node("userTask", "u", loop(MANY, ENOUGH)),
        [["step", "u", {"yes": True}]],
        [["step", "u", {"yes": False}]],
    ),
    "many_in_a_row": Story(
        line("u").node("userTask", "u", loop(f'isSequential="true" {MANY}')),
        [["step", "u", {"yes": True}]],
        [["step", "u", {"yes": False}], ["step", "u", {"yes": True}]],
    ),
    "many_sub_processes": Story(
        line("sub").node("subProcess", "sub", loop(MANY) + inside("a", "b").xml()),
        [["step", "a", {"x": 1}], ["step", "b", {"y": 1}], ["step", "a", {"x": 2}]],
        [["step", "b", {"y": 2}], ["step", "a", {"x": 3}], ["step", "b", {"y": 3}]],
    ),
    "standard_loop": Story(
        line("u").node("userTask", "u", AGAIN),
        [["step", "u", {"n": 1}]],
        [["step", "u", {"n": 2}], ["step", "u", {"n": 3}]],
    ),
    "sub_process": Story(
        line("sub", "after").node("userTask", "after").node("subProcess", "sub", inside("a").xml()),
        [],
        [["step", "a", {}], ["step", "after", {}]],
    ),
    "called_in_the_file": Story(
        line("sub").node("callActivity", "sub", calledElement="part"), [], [["step", "a", {"x": 1}]]
    ),
    "event_sub_process_waits": Story(
        beside(MESSAGE, "false"),
        [["receive", "h", {}]],
        [["receive", "h", {}], ["step", "u", {}], ["step", "h_u", {}], ["step", "h_u", {}]],
    ),
    "event_sub_process_took_over": Story(
        beside(timer("P1D"), "true"), [["fire", "h", {}]], [["step", "h_u", {}]]
    ),
    "compensation": Story(
        undone("subProcess", UNDO),
        [["step", "one", {}], ["step", "two", {}]],
        [["step", "undo_two", {}], ["step", "undo_one", {}], ["step", "after", {}]],
    ),
    "what_could_be_undone": Story(
        undone("subProcess", ""),
        [["step", "one", {}], ["step", "two", {}]],
        [["step", "after", {}]],
    ),
    "transaction_cancelled": Story(
        undone("transaction", "<bpmn:cancelEventDefinition/>"),
        [["step", "one", {}], ["step", "two", {}], ["step", "undo_two", {}]],
        [["step", "undo_one", {}], ["step", "cancelled", {}]],
    ),
    "stopped_at_an_error": Story(
        stopped(),
        [["step", "u", {}]],
        [["end", "x", {}]],
    ),
    "choices": Story(
        adhoc(),
        [["step", "fire", {}], ["step", "house", {}]],
        [["step", n, {}] for n in ("look", "noise", "report", "after")],
    ),
    "choices_in_a_row": Story(
        adhoc(OVER, ordering="Sequential"),
        [["step", "fire", {"enough": False}], ["step", "noise", {"enough": False}]],
        [["step", "report", {"enough": True}], ["step", "after", {}]],
    ),
    "choices_over": Story(
        adhoc(OVER, cancelRemainingInstances="false"),
        [["step", "house", {"enough": False}], ["step", "fire", {"enough": True}]],
        [["step", "look", {}], ["step", "after", {}]],
    ),
    "call": Story(
        calling(), [["call", "c", {}]], [["return", "c", {"found": 5}], ["step", "after", {}]]
    ),
    "call_by_hand": Story(
        calling(gucheng_role="grp_a"),
        [],
        [["step", "c", {"answer": 5}], ["step", "after", {}]],
        off=("helper",),
    ),
}
