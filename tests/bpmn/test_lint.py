"""Each rule finds its bad diagram and leaves the good one alone."""

from __future__ import annotations

import pytest

from engine.bpmn import BadDiagram, Names, compile_process, lint
from engine.bpmn.lint import BPMN_RULES, HOUSE_RULES
from tests.bpmn.diagrams import HEAD, Box, extensions, mapping, process, timer

FEEL = 'xsi:type="bpmn:tFormalExpression"'
ROOTS = (
    '<bpmn:signalEventDefinition id="told" signalRef="sig"/>'
    '<bpmn:message id="m" name="msg.ask"/><bpmn:signal id="sig" name="alarm"/>'
    '<bpmn:error id="err" errorCode="E1"/><bpmn:error id="bare"/>'
)
MESSAGE = '<bpmn:messageEventDefinition messageRef="m"/>'
ERROR = '<bpmn:errorEventDefinition errorRef="err"/>'
UNDO = "<bpmn:compensateEventDefinition/>"
LINK = '<bpmn:linkEventDefinition name="there"/>'


def line(*middle: str) -> Box:
    """A start and an end, and a chain through nodes that the caller adds."""
    box = Box().node("startEvent", "s").node("endEvent", "e")
    return box.chain("s", *middle, "e")


def one(tag: str, inner: str = "", **attributes: str) -> Box:
    """A process around one element."""
    return line("x").node(tag, "x", inner, **attributes)


def fork(tag: str, inner: str = "", **attributes: str) -> Box:
    """A gateway with two ways to two ends, without conditions."""
    box = Box().node("startEvent", "s").node(tag, "g", inner, **attributes)
    box.node("endEvent", "e").node("endEvent", "f").chain("s", "g")
    return box.flow("g", "e", id="ge").flow("g", "f", id="gf")


def bordered(definition: str, **attributes: str) -> Box:
    box = one("task").node("boundaryEvent", "b", definition, attachedToRef="x", **attributes)
    return box.node("endEvent", "f").chain("b", "f")


def inside(box: Box, tag: str = "subProcess", **attributes: str) -> Box:
    return one(tag, box.xml(), **attributes)


def event_sub_process(start: str, **attributes: str) -> Box:
    handler = Box().node("startEvent", "hs", start, **attributes).node("endEvent", "he")
    handler.chain("hs", "he")
    return one("task").node("subProcess", "h", handler.xml(), triggeredByEvent="true")


def many(attributes: str = "", inner: str = "") -> str:
    tag = "bpmn:multiInstanceLoopCharacteristics"
    return f"<{tag} {attributes}>{inner}</{tag}>"


def after_events(*nodes: tuple[str, str, str]) -> Box:
    box = Box().node("startEvent", "s").node("eventBasedGateway", "g").chain("s", "g")
    for tag, name, inner in nodes:
        extra = {"messageRef": "m"} if tag == "receiveTask" else {}
        box.node(tag, name, inner, **extra).node("endEvent", f"{name}_e")
        box.chain("g", name, f"{name}_e")
    return box


def file(body: str) -> bytes:
    return f"{HEAD}{body}</bpmn:definitions>".encode()


def of(box: Box, **attributes: str) -> bytes:
    return process(box, ROOTS, **attributes)


def pooled(source: str, target: str) -> bytes:
    pools = (
        '<bpmn:collaboration id="c"><bpmn:participant id="p1" processRef="proc"/>'
        f'<bpmn:participant id="p2"/><bpmn:messageFlow id="mf" sourceRef="{source}" '
        f'targetRef="{target}"/></bpmn:collaboration>'
    )
    return process(one("sendTask", messageRef="m"), ROOTS + pools)


def compensated(host: str = "", throw: str = UNDO, handler: bool = True) -> Box:
    box = line("x", "t").node("task", "x", host).node("intermediateThrowEvent", "t", throw)
    box.node("boundaryEvent", "b", UNDO, attachedToRef="x")
    box.node("task", "undo", isForCompensation="true")
    if handler:
        box.raw('<bpmn:association id="a" sourceRef="b" targetRef="undo"/>')
    return box


def linked(*names: str) -> Box:
    box = Box().node("startEvent", "s").node("endEvent", "e")
    box.node("intermediateThrowEvent", "t", LINK).chain("s", "t")
    for number, name in enumerate(names):
        box.node(
            "intermediateCatchEvent", f"c{number}", f'<bpmn:linkEventDefinition name="{name}"/>'
        ).chain(f"c{number}", "e")
    return box


CANCEL = Box().node("startEvent", "a").node("endEvent", "z", "<bpmn:cancelEventDefinition/>")
CANCEL.chain("a", "z")
PLAIN = Box().node("startEvent", "a").node("endEvent", "z").chain("a", "z")
CANCELLABLE = inside(CANCEL, "transaction").node(
    "boundaryEvent", "b", "<bpmn:cancelEventDefinition/>", attachedToRef="x"
)
CANCELLABLE.node("endEvent", "f").chain("b", "f")
LISTED = (
    '<bpmn:process id="proc" isExecutable="true"><bpmn:startEvent id="s">'
    '<bpmn:outgoing>f</bpmn:outgoing></bpmn:startEvent><bpmn:endEvent id="e">'
    '<bpmn:incoming>{}</bpmn:incoming></bpmn:endEvent><bpmn:sequenceFlow id="f" sourceRef="s" '
    'targetRef="e"/></bpmn:process>'
)
ISLAND = one("task").node("task", "y").node("task", "z").chain("y", "z", "y")
BOTH_STARTS = Box().node("startEvent", "a").node("startEvent", "b").node("endEvent", "z")
BOTH_STARTS.chain("a", "z").chain("b", "z")
TWICE = bordered(ERROR).node("boundaryEvent", "b2", ERROR, attachedToRef="x").chain("b2", "f")
AD_HOC = '<bpmn:task id="t"/>'
TWO_EVENTS = f'{MESSAGE}<bpmn:signalEventDefinition signalRef="sig"/>'

SIGNAL = '<bpmn:signalEventDefinition signalRef="sig"/>'
REF = 'noneBehaviorEventRef="told"'
NONE = f'behavior="None" {REF} gucheng:collection="people"'


def given(source: str) -> Box:
    """A start event that says what a called case is given."""
    box = Box().node("startEvent", "s", extensions(mapping("input", n=source)))
    return box.node("endEvent", "e").chain("s", "e")


def telling(attributes: str, border: str = SIGNAL) -> Box:
    """An activity of many instances that tells its border of each."""
    box = one("task", many(attributes)).node("boundaryEvent", "b", border, attachedToRef="x")
    return box.node("endEvent", "f").chain("b", "f")


# rule: (a good diagram, a bad one)
CASES: dict[str, tuple[bytes, bytes]] = {
    "schema": (of(one("task")), of(one("task", "<bpmn:nonsense/>"))),
    "executable": (
        of(one("task")),
        of(one("task")).replace(b'isExecutable="true"', b'isExecutable="false"'),
    ),
    "unique_ids": (of(one("task")), of(one("task").node("task", "x"))),
    "ids_present": (of(one("task")), of(one("task")).replace(b'<bpmn:task id="x"', b"<bpmn:task")),
    "references": (
        of(one("receiveTask", messageRef="m")),
        of(one("receiveTask", messageRef="sig")),
    ),
    "flow_ends": (of(inside(PLAIN)), of(inside(PLAIN).flow("s", "z"))),
    "flow_lists": (file(LISTED.format("f")), file(LISTED.format("s"))),
    "start_event": (
        of(one("task")),
        of(Box().node("task", "x").node("endEvent", "e").chain("x", "e")),
    ),
    "ways_in": (of(one("task")), of(one("task").flow("x", "s"))),
    "ways_out": (
        of(one("task")),
        of(line("x").node("task", "x").node("task", "y").chain("x", "y")),
    ),
    "reachable": (of(one("task")), of(ISLAND)),
    "pools": (pooled("x", "p2"), pooled("x", "p1")),
    "choreography": (
        of(one("task")),
        process(one("task"), '<bpmn:choreography id="c"/>'),
    ),
    "called_elements": (
        of(one("callActivity", calledElement="other")),
        of(one("callActivity")),
    ),
    "immediate": (
        of(one("task")),
        of(one("task")).replace(b"<bpmn:sequenceFlow ", b'<bpmn:sequenceFlow isImmediate="false" '),
    ),
    "foreign_extensions": (
        of(one("task", extensions(mapping("input", a="1")))),
        of(
            one(
                "task",
                extensions('<c:x xmlns:c="http://camunda.org/schema/1.0/bpmn"/>'),
            )
        ),
    ),
    "direction": (
        of(fork("parallelGateway", gatewayDirection="Diverging")),
        of(fork("parallelGateway", gatewayDirection="Converging")),
    ),
    "splits_or_joins": (of(fork("parallelGateway")), of(one("parallelGateway"))),
    "conditions": (
        of(
            Box()
            .node("startEvent", "s")
            .node("exclusiveGateway", "g", default="gf")
            .node("endEvent", "e")
            .node("endEvent", "f")
            .chain("s", "g")
            .flow("g", "e", "x = 1")
            .flow("g", "f", id="gf")
        ),
        of(fork("exclusiveGateway")),
    ),
    "condition_source": (
        of(one("task")),
        of(Box().node("startEvent", "s").node("endEvent", "e").flow("s", "e", "x = 1")),
    ),
    "default_flow": (
        of(fork("task", default="gf")),
        of(fork("task", default="ge").flow("e", "f", id="elsewhere")).replace(
            b'default="ge"', b'default="elsewhere"'
        ),
    ),
    "event_gateway": (
        of(
            after_events(
                ("intermediateCatchEvent", "a", MESSAGE),
                ("intermediateCatchEvent", "b", timer("PT1H")),
            )
        ),
        of(after_events(("intermediateCatchEvent", "a", MESSAGE), ("task", "b", ""))),
    ),
    "placement": (of(bordered(MESSAGE)), of(bordered("<bpmn:terminateEventDefinition/>"))),
    "own_definitions": (
        process(
            one(
                "intermediateCatchEvent",
                "<bpmn:eventDefinitionRef>d</bpmn:eventDefinitionRef>",
            ),
            ROOTS + '<bpmn:signalEventDefinition id="d" signalRef="sig"/>',
        ),
        of(
            line("x", "y")
            .node(
                "intermediateCatchEvent",
                "x",
                "<bpmn:eventDefinitionRef>d</bpmn:eventDefinitionRef>",
            )
            .node(
                "intermediateCatchEvent",
                "y",
                '<bpmn:signalEventDefinition id="d" signalRef="sig"/>',
            )
        ),
    ),
    "named_things": (of(one("sendTask", messageRef="m")), of(one("sendTask"))),
    "thrown_codes": (
        of(Box().node("startEvent", "s").node("endEvent", "e", ERROR).chain("s", "e")),
        of(
            Box()
            .node("startEvent", "s")
            .node("endEvent", "e", '<bpmn:errorEventDefinition errorRef="bare"/>')
            .chain("s", "e")
        ),
    ),
    "timers": (
        of(one("intermediateCatchEvent", timer("5WD"))),
        of(one("intermediateCatchEvent", timer("next week"))),
    ),
    "asked_conditions": (
        of(
            bordered(
                f"<bpmn:conditionalEventDefinition><bpmn:condition {FEEL}>n &gt; 1"
                "</bpmn:condition></bpmn:conditionalEventDefinition>"
            )
        ),
        of(
            bordered(
                f"<bpmn:conditionalEventDefinition><bpmn:condition {FEEL}/>"
                "</bpmn:conditionalEventDefinition>"
            )
        ),
    ),
    "links": (of(linked("there")), of(linked("elsewhere"))),
    "link_alone": (
        of(linked("there")),
        of(
            linked("there").node(
                "intermediateThrowEvent",
                "t2",
                LINK + '<bpmn:signalEventDefinition signalRef="sig"/>',
            )
        ),
    ),
    "cancelling": (of(CANCELLABLE), of(inside(CANCEL))),
    "compensating": (of(compensated()), of(compensated(handler=False))),
    "compensated_activity": (
        of(compensated(throw='<bpmn:compensateEventDefinition activityRef="x"/>')),
        of(
            compensated(throw='<bpmn:compensateEventDefinition activityRef="deep"/>').node(
                "subProcess", "sub", Box().node("task", "deep").xml()
            )
        ),
    ),
    "start_of_event_sub_process": (
        of(event_sub_process(MESSAGE)),
        of(
            one("task").node(
                "subProcess", "h", Box().node("task", "t").xml(), triggeredByEvent="true"
            )
        ),
    ),
    "parallel_multiple": (
        of(one("intermediateCatchEvent", TWO_EVENTS, parallelMultiple="true")),
        of(bordered(TWO_EVENTS, parallelMultiple="true")),
    ),
    "repeated_codes": (of(bordered(ERROR)), of(TWICE)),
    "work_said": (of(one("serviceTask", gucheng_action="core.x")), of(one("serviceTask"))),
    "script_language": (
        of(line("x").script("x", "{a: 1}")),
        of(one("scriptTask", "<bpmn:script>a = 1</bpmn:script>", scriptFormat="python")),
    ),
    "not_executed": (
        of(inside(PLAIN)),
        of(one("task").node("adHocSubProcess", "a", AD_HOC, triggeredByEvent="true")),
    ),
    "quantities": (of(one("task", startQuantity="2")), of(one("task", startQuantity="0"))),
    "loops": (
        of(one("task", many('gucheng:collection="people"'))),
        of(one("task", many())),
    ),
    "binding": (
        of(one("callActivity", calledElement="other", gucheng_binding="version:3")),
        of(one("callActivity", calledElement="other", gucheng_binding="version:0")),
    ),
    "recursion": (
        of(one("callActivity", calledElement="other")),
        of(one("callActivity", calledElement="proc")),
    ),
    "told_at_start": (of(given("n")), of(given("n + 1"))),
    "contents": (
        of(one("adHocSubProcess", AD_HOC)),
        of(one("adHocSubProcess", PLAIN.xml())),
    ),
    "begun": (
        of(
            one(
                "adHocSubProcess",
                Box().node("task", "t").node("userTask", "u").chain("t", "u").xml(),
            )
        ),
        of(one("adHocSubProcess", AD_HOC + '<bpmn:intermediateThrowEvent id="i"/>')),
    ),
    "behavior": (of(telling(NONE)), of(telling(NONE.replace(REF, "")))),
    "caught_behavior": (of(telling(NONE)), of(telling(NONE, MESSAGE))),
    "idle_behavior": (of(telling(NONE)), of(telling(NONE.replace("None", "All", 1)))),
    "data_flow": (
        of(one("task")),
        of(
            one(
                "callActivity",
                "<bpmn:ioSpecification><bpmn:inputSet/><bpmn:outputSet/></bpmn:ioSpecification>",
                calledElement="other",
            )
        ),
    ),
    "collections": (
        process(
            one("task").raw('<bpmn:dataObject id="d" itemSubjectRef="i" isCollection="true"/>'),
            '<bpmn:itemDefinition id="i" isCollection="true"/>',
        ),
        process(
            one("task").raw('<bpmn:dataObject id="d" itemSubjectRef="i"/>'),
            '<bpmn:itemDefinition id="i" isCollection="true"/>',
        ),
    ),
    "empty_sub_process": (of(inside(PLAIN)), of(one("subProcess"))),
    "several_starts": (of(inside(PLAIN)), of(inside(BOTH_STARTS))),
    "feel": (of(line("x").script("x", "{a: 1}")), of(line("x").script("x", "{a: 1 +}"))),
    "formal": (
        of(one("intermediateCatchEvent", timer("PT1H"))),
        of(one("intermediateCatchEvent", timer("PT1H").replace(FEEL, ""))),
    ),
    "languages": (
        of(one("task")),
        of(
            fork("task")
            .node("endEvent", "h")
            .raw(
                '<bpmn:sequenceFlow id="gh" sourceRef="g" targetRef="h"><bpmn:conditionExpression '
                f'language="http://java.sun.com/javaee" {FEEL}>x</bpmn:conditionExpression>'
                "</bpmn:sequenceFlow>"
            )
        ),
    ),
    "media_types": (
        of(one("task", '<bpmn:documentation textFormat="text/plain">t</bpmn:documentation>')),
        of(one("task", '<bpmn:documentation textFormat="plain">t</bpmn:documentation>')),
    ),
}

GOOD_TASK = one(
    "userTask",
    extensions('<gucheng:due within="3WD"/>'),
    gucheng_form="core.issue",
    gucheng_role="grp_a",
)
GOOD = of(GOOD_TASK, gucheng_title="title", gucheng_starters="grp_a")


def changed(old: str, new: str) -> bytes:
    assert old.encode() in GOOD
    return GOOD.replace(old.encode(), new.encode())


ASKING = (
    Box()
    .node("startEvent", "s")
    .node("exclusiveGateway", "g")
    .node("endEvent", "e")
    .node("endEvent", "f")
    .chain("s", "g")
    .flow("g", "e", "a = 1")
    .flow("g", "f", "a = 2")
)
SIDE_BY_SIDE = Box().node("startEvent", "s").node("parallelGateway", "g").chain("s", "g")
SIDE_BY_SIDE.node("parallelGateway", "j").node("endEvent", "e").chain("j", "e")
for side in ("a", "b"):
    SIDE_BY_SIDE.node("businessRuleTask", side, gucheng_decision="core.d", gucheng_result="r")
    SIDE_BY_SIDE.chain("g", side, "j")
CHOICE = Box().node("subProcess", "c", Box().node("task", "t").xml())
HOUSE_CASES: dict[str, bytes] = {
    "done_by_hand": of(one("callActivity", calledElement="other", gucheng_form="core.issue")),
    "chosen_by": of(one("adHocSubProcess", CHOICE.xml())),
    "default_exit": of(ASKING, gucheng_title="t", gucheng_starters="grp_a"),
    "who": changed('gucheng:role="grp_a"', ""),
    "form": changed('gucheng:form="core.issue"', ""),
    "deadline": changed('<gucheng:due within="3WD"/>', ""),
    "labels": changed('id="x" name="x"', 'id="x"'),
    "ids": of(one("task").node("endEvent", "End").flow("x", "End")),
    "titled": changed('gucheng:title="title"', ""),
    "same_key": of(SIDE_BY_SIDE, gucheng_title="t", gucheng_starters="grp_a"),
}


def rules_of(xml: bytes, which: str, names: Names | None = None) -> set[str]:
    return {finding.rule for finding in lint(xml, which, names)}  # type: ignore[arg-type]


def test_every_rule_has_a_good_and_a_bad_diagram() -> None:
    assert {rule.__name__ for rule in BPMN_RULES} == set(CASES)
    assert {rule.__name__ for rule in HOUSE_RULES} == set(HOUSE_CASES)


@pytest.mark.parametrize("rule", CASES)
def test_a_rule_of_the_standard_finds_its_bad_diagram(rule: str) -> None:
    good, bad = CASES[rule]
    assert [str(finding) for finding in lint(good, "bpmn")] == []
    findings = [finding for finding in lint(bad, "bpmn") if finding.rule == rule]
    assert findings
    for finding in findings:
        assert finding.text.say("zh") != finding.text.say("en")


@pytest.mark.parametrize("rule", [rule for rule in CASES if rule != "foreign_extensions"])
def test_what_a_rule_refuses_is_not_compiled(rule: str) -> None:
    with pytest.raises(BadDiagram):
        compile_process(CASES[rule][1])


@pytest.mark.parametrize("rule", CASES)
def test_what_passes_is_compiled(rule: str) -> None:
    assert compile_process(CASES[rule][0]).key == "proc"


@pytest.mark.parametrize("rule", HOUSE_CASES)
def test_a_rule_of_the_house_finds_its_bad_diagram(rule: str) -> None:
    assert lint(GOOD, "house") == []
    assert rule in rules_of(HOUSE_CASES[rule], "house")
    assert rule not in rules_of(HOUSE_CASES[rule], "bpmn")


def test_a_missing_deadline_is_only_a_warning() -> None:
    [finding] = lint(HOUSE_CASES["deadline"], "house")
    assert finding.severity == "warning"


def test_names_that_nobody_brings_are_found() -> None:
    box = one("businessRuleTask", gucheng_decision="core.unknown")
    box.node("userTask", "u", gucheng_form="core.f", gucheng_role="grp_b").chain("x", "u", "e")
    xml = of(box)
    names = Names(
        forms={"core.issue"}, decisions=set(), actions=set(), roles={"grp_a"}, messages={"msg.ask"}
    )
    found = [f for f in lint(xml, "house", names) if f.rule == "known_names"]
    assert sorted((f.element, f.text.values["value"]) for f in found) == [
        ("u", "core.f"),
        ("u", "grp_b"),
        ("x", "core.unknown"),
    ]
    assert "known_names" not in rules_of(xml, "house", Names())


def test_a_finding_says_where_and_what() -> None:
    finding = next(f for f in lint(of(one("serviceTask", name="拨款")), "bpmn"))
    assert (finding.rule, finding.severity, finding.element, finding.name) == (
        "work_said",
        "error",
        "x",
        "拨款",
    )
    assert "拨款" in str(finding)
