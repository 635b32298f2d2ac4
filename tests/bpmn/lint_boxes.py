"""The pieces that good and bad diagrams of the lint tests are made of."""

from __future__ import annotations

from tests.bpmn.diagrams import HEAD, Box, extensions, mapping, process

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
