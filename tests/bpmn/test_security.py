"""That nothing written in a diagram ever runs as Python, opens a file or calls the network."""

from __future__ import annotations

import builtins
import random
from collections.abc import Iterator
from typing import Any

import pytest
from lxml import etree

from engine.bpmn import BadDiagram, Run, RunFailed, compile_process, lint, read_diagram
from engine.errors import Refused
from tests.bpmn.diagrams import Box, extensions, mapping, process, timer
from tests.bpmn.worlds import SmallWorld

FEEL = 'xsi:type="bpmn:tFormalExpression"'
ATTACKS = (
    "__import__('os').system('touch /tmp/gucheng-was-here')",
    '__import__("os").system("touch /tmp/gucheng-was-here")',
    "().__class__.__base__.__subclasses__()",
    "[c for c in ().__class__.__base__.__subclasses__()]",
    'eval("1")',
    'exec("import os")',
    'open("/etc/passwd").read()',
    "x.__class__.__init__.__globals__",
    "lambda: 1",
    'getattr(x, "__class__")',
)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


def _in(tag: str, attack: str) -> str:
    return f"<bpmn:{tag} {FEEL}>{_escaped(attack)}</bpmn:{tag}>"


def _task(tag: str, inner: str = "", **attributes: str) -> Box:
    box = Box().node("startEvent", "s").node(tag, "t", inner, **attributes)
    return box.node("endEvent", "e").chain("s", "t", "e")


def _places(attack: str) -> Iterator[tuple[str, Box]]:
    gate = Box().node("startEvent", "s").node("exclusiveGateway", "g", default="d")
    gate.node("endEvent", "a").node("endEvent", "b").chain("s", "g")
    yield "condition", gate.flow("g", "a", attack).flow("g", "b", id="d")
    script = f"<bpmn:script>{_escaped(attack)}</bpmn:script>"
    yield "script", _task("scriptTask", script, scriptFormat="feel")
    yield "python script", _task("scriptTask", script, scriptFormat="python")
    yield "script without a format", _task("scriptTask", script)
    for form in ("timeDate", "timeDuration", "timeCycle"):
        yield form, _task("intermediateCatchEvent", timer(attack, form))
        yield f"{form} by expression", _task("intermediateCatchEvent", timer(f"= {attack}", form))
    yield (
        "conditional event",
        _task(
            "intermediateCatchEvent",
            f"<bpmn:conditionalEventDefinition>{_in('condition', attack)}"
            "</bpmn:conditionalEventDefinition>",
        ),
    )
    many = "bpmn:multiInstanceLoopCharacteristics"
    yield "cardinality", _task("task", f"<{many}>{_in('loopCardinality', attack)}</{many}>")
    until = f"{_in('loopCardinality', '1')}{_in('completionCondition', attack)}"
    yield "completion condition", _task("task", f"<{many}>{until}</{many}>")
    yield "collection", _task("task", f'<{many} gucheng:collection="{_escaped(attack)}"/>')
    loop = "bpmn:standardLoopCharacteristics"
    yield (
        "loop",
        _task("task", f"<{loop} testBefore='true'>{_in('loopCondition', attack)}</{loop}>"),
    )
    yield (
        "input",
        _task("serviceTask", extensions(mapping("input", a=attack)), gucheng_action="do"),
    )
    yield (
        "output",
        _task("serviceTask", extensions(mapping("output", a=attack)), gucheng_action="do"),
    )
    yield (
        "decision input",
        _task("businessRuleTask", extensions(mapping("input", a=attack)), gucheng_decision="d.d"),
    )
    for attribute in ("gucheng_to", "gucheng_correlation"):
        yield attribute, _task("sendTask", messageRef="m", **{attribute: attack})
    yield "payload", _task("sendTask", extensions(mapping("output", a=attack)), messageRef="m")
    yield "correlation of a wait", _task("receiveTask", messageRef="m", gucheng_correlation=attack)
    yield "foreign", _task("task", f"<bpmn:documentation>{_escaped(attack)}</bpmn:documentation>")


@pytest.fixture
def trap(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Remember whatever Python is asked to evaluate, import or open while a diagram runs."""
    caught: list[str] = []

    def spring(name: str) -> Any:
        def sprung(*args: Any, **kwargs: Any) -> Any:
            caught.append(f"{name}{args[:1]}")
            raise AssertionError(f"{name} was called")

        return sprung

    for name in ("eval", "exec", "open"):
        monkeypatch.setattr(builtins, name, spring(name))
    monkeypatch.setattr("os.system", spring("os.system"))
    monkeypatch.setattr("os.popen", spring("os.popen"))
    return caught


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_place_of_a_diagram_runs_python(attack: str, trap: list[str]) -> None:
    world = SmallWorld(do=lambda **arguments: {})
    world.decisions["d.d"] = lambda inputs: None
    for _place, box in _places(attack):
        xml = process(box, '<bpmn:message id="m" name="msg"/>')
        try:
            run = Run.start(compile_process(xml), world, {"x": {"y": 1}})
        except (BadDiagram, RunFailed, Refused):
            continue
        assert all(value in (None, {}, {"y": 1}) for value in run.data.values())
    assert trap == []


def test_titles_are_feel_too(trap: list[str]) -> None:
    for attack in ATTACKS:
        xml = process(_task("task"), gucheng_title=attack, gucheng_number=attack)
        try:
            definition = compile_process(xml)
        except BadDiagram:
            continue
        assert definition.title is not None
        assert definition.title.evaluate({"x": 1}) is None
    assert trap == []


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    ],
)
def test_document_types_and_entities_are_refused(head: str) -> None:
    xml = head.encode() + process(_task("task"))
    with pytest.raises(BadDiagram):
        read_diagram(xml)
    assert lint(xml, "bpmn")


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"not xml",
        b"<a/>",
        b'<definitions xmlns="urn:other"/>',
        b" " * (4 * 1024 * 1024 + 1),
        process(Box().raw("<bpmn:documentation>" * 300 + "</bpmn:documentation>" * 300)),
        process(Box().raw("<bpmn:dataObject/>" * 20_001)),
    ],
    ids=["empty", "text", "other root", "other language", "too large", "too deep", "too many"],
)
def test_files_that_are_no_diagrams_or_too_large_are_refused(xml: bytes) -> None:
    with pytest.raises(BadDiagram) as bad:
        read_diagram(xml)
    assert bad.value.problems[0].text.say("en")


SOUND = (
    process(_task("intermediateCatchEvent", timer("PT1H"))),
    process(
        Box()
        .node("startEvent", "s")
        .node("inclusiveGateway", "g", default="d")
        .node("userTask", "a")
        .node(
            "subProcess",
            "b",
            Box()
            .node("startEvent", "bs")
            .node("task", "bt")
            .chain("bs", "bt")
            .node("endEvent", "be")
            .chain("bt", "be")
            .xml(),
        )
        .node("boundaryEvent", "t", timer("R/PT1H", "timeCycle"), attachedToRef="a")
        .node("inclusiveGateway", "j")
        .node("endEvent", "e")
        .chain("s", "g")
        .flow("g", "a", "n > 1")
        .flow("g", "b", id="d")
        .chain("a", "j", "e")
        .chain("b", "j")
        .chain("t", "e")
    ),
)


def _spoilt(xml: bytes, chance: random.Random) -> bytes:
    """Return a diagram after a few blind changes."""
    root = etree.fromstring(xml)
    for _ in range(chance.randint(1, 3)):
        nodes = list(root.iter())
        node = chance.choice(nodes)
        deed = chance.randint(0, 3)
        parent = node.getparent()
        if deed == 0 and parent is not None:
            parent.remove(node)
        elif deed == 1 and node.attrib:
            del node.attrib[chance.choice(list(node.attrib))]
        elif deed == 2 and node.attrib:
            name = chance.choice(list(node.attrib))
            node.set(name, chance.choice(["", "-1", "x", "s", "e", "g", "true", "9" * 12]))
        elif deed == 3:
            node.text = chance.choice(["", "1 +", "n", "PT", "P" + "9" * 12 + "D", "R/", "[1]"])
    return etree.tostring(root)


def test_a_spoilt_diagram_is_refused_or_runs_but_never_crashes() -> None:
    chance = random.Random(20260304)
    outcomes = set()
    for _ in range(400):
        xml = _spoilt(chance.choice(SOUND), chance)
        try:
            lint(xml, "house")
            run = Run.start(compile_process(xml), SmallWorld(), {"n": 2})
            Run.restore(run.definition, run.dump(), SmallWorld())
            outcomes.add("ran")
        except (BadDiagram, RunFailed, Refused) as error:
            outcomes.add(type(error).__name__)
    assert {"ran", "BadDiagram"} <= outcomes
