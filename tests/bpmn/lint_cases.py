"""For each lint rule a good diagram and a bad one."""

from __future__ import annotations

from tests.bpmn.diagrams import Box, extensions, mapping, process, timer
from tests.bpmn.lint_boxes import (
    AD_HOC,
    BOTH_STARTS,
    CANCEL,
    CANCELLABLE,
    ERROR,
    FEEL,
    ISLAND,
    LINK,
    LISTED,
    MESSAGE,
    NONE,
    PLAIN,
    REF,
    ROOTS,
    TWICE,
    TWO_EVENTS,
    after_events,
    bordered,
    compensated,
    event_sub_process,
    file,
    fork,
    given,
    inside,
    line,
    linked,
    many,
    of,
    one,
    pooled,
    telling,
)

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
