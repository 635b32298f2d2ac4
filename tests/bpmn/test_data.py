"""A diagram reads only what it writes, and uses it as what it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import workflows
from engine.bpmn import Answering, Names, Vocabulary, lint
from engine.bpmn.lint.uses import uses
from engine.bpmn.names import kind
from engine.feel.static import ANY, BOOLEAN, DATE_TIME, NUMBER, STRING, context, list_of, one_of
from engine.procedures import known_names
from tests.bpmn.diagrams import Box, extensions, mapping, process, timer

ROOTS = '<bpmn:message id="m" name="msg.ask"/>'
VOCABULARY = Vocabulary(
    forms={
        "core.ask": {
            "title": STRING,
            "amount": NUMBER,
            "level": one_of(["I", "II"]),
            "due_at": DATE_TIME,
            "people": list_of(context({"id": ANY, "name": STRING})),
        },
        "core.vote": {"vote": one_of(["yes", "no"])},
    },
    decisions={
        "core.triage": Answering(
            {"amount": NUMBER, "urgent": BOOLEAN},
            frozenset({"amount", "urgent"}),
            context({"route": one_of(["own", "office"]), "days": NUMBER}),
        )
    },
    actions={"core.pay": Answering({"sum": ANY, "note": ANY}, frozenset({"sum"}))},
    settings={"core": context({"most": NUMBER}), "other": context({"radius": NUMBER})},
    case=context({"number": STRING, "community": STRING}),
    legal=context({"XF_DONE": context({"value": NUMBER})}),
)
DECIDED = extensions(mapping("input", amount="amount", urgent="amount > 9"))
PAID = extensions(mapping("input", sum="amount"), mapping("output", paid_at="paid_at"))
ANSWER = extensions(mapping("input", answer="text")) + (
    '<bpmn:messageEventDefinition messageRef="m"/>'
)


def box() -> Box:
    """A form, a decision, a script, an action, a message, votes of several people, a choice."""
    made = Box().node("startEvent", "s", gucheng_form="core.ask")
    made.node("businessRuleTask", "rule", DECIDED, gucheng_decision="core.triage",
              gucheng_result="triage")  # fmt: skip
    made.script("script", "{round: (if round = null then 0 else round) + 1, lead: people[1]}")
    made.node("serviceTask", "pay", PAID, gucheng_action="core.pay")
    made.node("intermediateCatchEvent", "answer", ANSWER, gucheng_correlation="case.number")
    loop = (
        '<bpmn:multiInstanceLoopCharacteristics gucheng:collection="people" gucheng:item="person"'
        ' gucheng:result="votes"/>'
    )
    made.node("userTask", "voting", loop, gucheng_form="core.vote",
              gucheng_assignee="person", gucheng_role="grp_a")  # fmt: skip
    made.node("exclusiveGateway", "g", default="default").node("endEvent", "e")
    made.node("endEvent", "f")
    return made.chain("s", "rule", "script", "pay", "answer", "voting", "g").flow(
        "g", "e", id="default"
    )


def found(condition: str, **attributes: str) -> list[str]:
    """Return what the rule finds in the diagram with a condition, elements and texts."""
    xml = process(
        box().flow("g", "f", condition, id="asked"), ROOTS, gucheng_plugin="core", **attributes
    )
    findings = lint(xml, "house", Names(vocabulary=VOCABULARY))
    for one in findings:
        assert one.rule != "data" or one.text.say("zh") != one.text.say("en")
    return [f"{one.element}: {one.text.say('en')}" for one in findings if one.rule == "data"]


@pytest.mark.parametrize(
    "condition",
    [
        'title = "a" and amount > 3 and level = "I" and due_at > now()',
        'triage.route = "own" and triage.days > 3',
        "round > 1 and lead.name = title",
        "paid_at > now() or answer = paid_at",
        'count(votes[vote = "yes"]) * 2 > count(votes)',
        "votes[1].person.name = title",
        "amount < setting.most or amount < setting.core.most or amount < setting.other.radius",
        'case.number = "1" or legal.XF_DONE.value > amount',
        "done_by.voting.name = title",
    ],
)
def test_what_the_diagram_writes_may_be_read(condition: str) -> None:
    assert found(condition) == []


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("titel = title", "there is nothing named 'titel'; did you mean 'title'?"),
        ('level = "V"', 'never true: it can only be "I", "II"'),
        ('triage.route = "dispatch"', 'never true: it can only be "own", "office"'),
        ("triage.rout = title", "did you mean 'route'?"),
        ('vote = "yes"', "there is nothing named 'vote'"),
        ('votes[vote = "maybe"][1].vote = level', "never true"),
        ("votes.voted = level", "did you mean 'vote'?"),
        ("round = title", "a number and a text do not compare"),
        ("amount + title = 3", "+ does not work on a number and a text"),
        ("today() > due_at", "take its day with date() first"),
        ("setting.mots > 3", "did you mean 'most'?"),
        ("legal.XF_DON.value > 3", "did you mean 'XF_DONE'?"),
        ("case.numbr = title", "did you mean 'number'?"),
        ("done_by.votign = null", "did you mean 'voting'?"),
        ("amount", "a number and cannot be a condition"),
        ("amount > 3 and amount < 2", "exclude each other"),
    ],
)
def test_what_nothing_writes_or_can_never_be_is_told_at_its_flow(condition: str, told: str) -> None:
    [finding] = found(condition)
    assert finding.startswith("asked: ")
    assert told in finding


def test_what_is_always_true_is_a_warning() -> None:
    xml = process(box().flow("g", "f", 'level != "V"'), ROOTS)
    [finding] = [f for f in lint(xml, "house", Names(vocabulary=VOCABULARY)) if f.rule == "data"]
    assert finding.severity == "warning"


def test_a_form_that_nobody_knows_may_write_anything() -> None:
    unknown = Names(vocabulary=Vocabulary(decisions=VOCABULARY.decisions))
    xml = process(box().flow("g", "f", "whatever = 3"), ROOTS)
    assert [f for f in lint(xml, "house", unknown) if f.rule == "data"] == []


def test_without_a_vocabulary_nothing_is_told() -> None:
    xml = process(box().flow("g", "f", "whatever = 3"), ROOTS)
    assert [f for f in lint(xml, "house") if f.rule == "data"] == []


@pytest.mark.parametrize(
    ("tag", "inner", "attributes", "told"),
    [
        ("businessRuleTask", mapping("input", amount="amount"), {"gucheng_decision": "core.triage"},
         "needs “urgent”, which is not given"),
        ("businessRuleTask", mapping("input", amount="title", urgent="true"),
         {"gucheng_decision": "core.triage"}, "should be a number, but is given a text"),
        ("businessRuleTask", mapping("input", amount="1", urgent="true", colour="1"),
         {"gucheng_decision": "core.triage"}, "does not take “colour”"),
        ("serviceTask", mapping("input", note="title"), {"gucheng_action": "core.pay"},
         "needs “sum”, which is not given"),
        ("serviceTask", mapping("input", sum="1", notes="title"), {"gucheng_action": "core.pay"},
         "does not take “notes”"),
        ("serviceTask", mapping("input", sum="amuont"), {"gucheng_action": "core.pay"},
         "did you mean 'amount'?"),
        ("userTask", '<gucheng:due within="= amuont"/>', {"gucheng_form": "core.ask"},
         "did you mean 'amount'?"),
        ("userTask", '<gucheng:due within="= people"/>', {"gucheng_form": "core.ask"},
         "gives a list, which is of no use here"),
        ("userTask", '<gucheng:due within="3WD" from="titel"/>', {"gucheng_form": "core.ask"},
         "did you mean 'title'?"),
        ("userTask", "", {"gucheng_form": "core.ask", "gucheng_assignee": "persn"}, "'persn'"),
        ("userTask", "", {"gucheng_form": "core.ask", "gucheng_notAssignee": "[done_by.nobody]"},
         "has no 'nobody'"),
        ("userTask", "", {"gucheng_form": "core.ask", "gucheng_scope": "amount"},
         "gives a number, which is of no use here"),
        ("sendTask", mapping("output", a="titel"), {"messageRef": "m", "gucheng_to": "title + 1"},
         "+ does not work on a text and a number"),
        ("sendTask", mapping("output", a="titel"), {"messageRef": "m"}, "did you mean 'title'?"),
    ],
)  # fmt: skip
def test_every_place_of_an_expression_is_looked_at(
    tag: str, inner: str, attributes: dict[str, str], told: str
) -> None:
    made = Box().node("startEvent", "s", gucheng_form="core.ask").node("endEvent", "e")
    made.node(tag, "x", extensions(inner) if inner else "", **attributes).chain("s", "x", "e")
    findings = lint(process(made, ROOTS), "house", Names(vocabulary=VOCABULARY))
    told_of = [f for f in findings if f.rule == "data"]
    assert {f.element for f in told_of} == {"x"}
    assert any(told in f.text.say("en") for f in told_of)


@pytest.mark.parametrize(
    ("definition", "told"),
    [(timer("= due_ta", "timeDate"), "did you mean 'due_at'?"), (timer("= amount"), "a number")],
)
def test_a_timer_is_looked_at(definition: str, told: str) -> None:
    made = Box().node("startEvent", "s", gucheng_form="core.ask").node("endEvent", "e")
    made.node("intermediateCatchEvent", "t", definition).chain("s", "t", "e")
    xml = process(made)
    [finding] = [f for f in lint(xml, "house", Names(vocabulary=VOCABULARY)) if f.rule == "data"]
    assert finding.element == "t"
    assert told in finding.text.say("en")


def test_titles_are_looked_at() -> None:
    assert "titel" in found("amount > 3", gucheng_title="titel")[0]


# -- the diagrams that are shipped


SHIPPED = sorted(Path(workflows.__path__[0]).glob("*/*.bpmn"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_diagram_reads_only_what_it_writes(path: Path) -> None:
    assert [
        str(f) for f in lint(path.read_bytes(), "house", known_names()) if f.rule == "data"
    ] == []


CONDITION = re.compile(r"(?<=tFormalExpression\">)(= )?([a-z]\w+)(?=[ .])")
CONDITIONAL = [path for path in SHIPPED if CONDITION.search(path.read_text("utf-8"))]


@pytest.mark.parametrize("path", CONDITIONAL, ids=lambda path: path.stem)
def test_a_slip_of_the_pen_in_any_condition_of_a_shipped_diagram_is_found(path: Path) -> None:
    xml, names = path.read_text("utf-8"), known_names()
    for match in CONDITION.finditer(xml):
        slip = xml[: match.start(2)] + match[2][:-1] + "zz" + xml[match.end(2) :]
        findings = lint(slip.encode(), "house", names)
        assert [f for f in findings if f.rule in ("data", "feel")], match[0]


def test_every_expression_of_a_shipped_diagram_is_among_the_uses() -> None:
    from engine.bpmn.diagram import read_diagram
    from engine.bpmn.lint.expressions import expressions

    places: set[str] = set()
    for path in SHIPPED:
        diagram = read_diagram(path.read_bytes())
        read = {use.text.strip() for process in diagram.executable for use in uses(process)}
        assert {text.strip() for _, text in expressions(diagram)} <= read
        places |= {kind(use.place) for use in uses(diagram.executable[0])}
    assert places >= {"userTask", "serviceTask", "sequenceFlow", "callActivity"}
