"""Models: requirements, types, functions, services, imports, boxes; and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from engine.dmn import BadDecision, load_model
from engine.errors import NotFound
from engine.feel import FeelLimit
from tests.dmn.drawing import NAMESPACE, data, decision, definitions, literal, load, table

UNFINISHED = (
    '<itemDefinition name="t"><typeRef>number</typeRef><allowedValues><text>1,</text>'
    "</allowedValues></itemDefinition>"
)
SERVICE = (
    '<decisionService id="s" name="s"><outputDecision href="#quarter"/>'
    '<inputDecision href="#half"/></decisionService>'
)
BOMB = b'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'


def problems(xml: bytes) -> list[str]:
    with pytest.raises(BadDecision) as caught:
        load_model(xml)
    for problem in caught.value.problems:
        assert problem.text.say("zh")
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("xml", "why"),
    [
        (b"not xml", "not well-formed"),
        (b"<a/>", "not a DMN"),
        (BOMB + definitions(), "document type"),
        (b'<!DOCTYPE d SYSTEM "file:///etc/passwd">' + definitions(), "document type"),
        (definitions("<context>" * 110 + "</context>" * 110), "nested too deeply"),
        (definitions("<a/>" * 20_001), "too many elements"),
        (definitions("<a>" + "x" * 4_000_001 + "</a>"), "too large"),
        (b"", "not well-formed"),
    ],
    ids=["text", "other", "entities", "outside", "deep", "many", "large", "empty"],
)
def test_a_file_that_cannot_be_trusted_is_refused(xml: bytes, why: str) -> None:
    assert why in problems(xml)[0]


def test_entities_are_not_read_from_files(tmp_path: Any) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    xml = f'<!DOCTYPE d [<!ENTITY s SYSTEM "file://{secret}">]>'.encode() + definitions("&s;")
    assert "secret" not in problems(xml)[0].replace(str(secret), "")


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ([decision("d", literal("1 +"))], "bad expression '1 +'"),
        ([decision("d", table("x | => y\n> | 1"))], "bad expression '>'"),
        ([decision("d", literal("x"), "in_x")], "in_x does not exist"),
        ([decision("d", literal("e"), "e"), decision("e", literal("d"), "d")], "needs itself"),
        ([decision("d", literal("1")), decision("d", literal("2"))], "the id is used twice"),
        ([decision("d", table("x | => y\n- | 1", "BEST"))], "no hit policy BEST"),
        ([decision("d", table("x | => y\n- | 1", "COLLECT", "MEAN"))], "no such aggregation"),
        ([decision("d", "<decisionTable><input/></decisionTable>")], "no output column"),
        ([decision("d", '<functionDefinition kind="Java"/>')], "are not executed"),
        ([f'<import name="i" namespace="urn:gone" importType="{NAMESPACE}"/>'], "is missing"),
        ([UNFINISHED], "bad expression"),
    ],
)
def test_a_model_that_cannot_work_is_refused_with_its_place(parts: list[str], why: str) -> None:
    assert any(why in problem for problem in problems(definitions(*parts)))


def test_a_long_chain_of_decisions_loads_or_is_refused_at_once() -> None:
    links = [decision(f"d{i}", literal(f"d{i - 1} + 1"), f"d{i - 1}") for i in range(1, 600)]
    model = load(decision("d0", literal("1")), *links)
    assert model.inputs_of("d599") == []
    assert model.decide("d50", {}).value == 51
    with pytest.raises(FeelLimit):
        model.decide("d599", {})


def test_boxes_in_boxes_load_or_are_refused() -> None:
    box = "<context><contextEntry>" * 45 + literal("1") + "</contextEntry></context>" * 45
    assert load(decision("d", box)).decide("d", {}).value == 1


def test_ranked_values_that_compute_too_much_are_refused() -> None:
    drawn = "x | => y (for i in 1..10000000 return i)\n- | 1"
    assert "too many steps" in problems(definitions(decision("d", table(drawn), "")))[-1]


def test_all_problems_are_told_at_once() -> None:
    found = problems(definitions(decision("d", literal("1 +")), decision("e", literal(")"))))
    assert [problem.split(":")[0] for problem in found] == ["d", "e"]


def test_an_unknown_decision_is_not_found() -> None:
    with pytest.raises(NotFound):
        load(decision("d", literal("1"))).decide("x", {})


def test_a_decision_that_computes_too_much_is_a_limit() -> None:
    model = load(decision("d", literal("for i in 1..10000000 return i")))
    with pytest.raises(FeelLimit):
        model.decide("d", {})


def test_decisions_rest_on_others_and_reasons_come_in_that_order() -> None:
    model = load(
        data("amount", "number"),
        data("urgent", "boolean"),
        decision("level", table("amount:number | => l\n> 100 | 2\n<= 100 | 1"), "in_amount"),
        decision("points", literal("level * (if urgent then 10 else 1)"), "level in_urgent"),
    )
    assert model.decisions == {"level": "level", "points": "points"}
    assert model.inputs_of("points") == ["amount", "urgent"]
    assert model.outputs_of("level") == ["l"]
    assert model.outputs_of("points") == ["points"]
    outcome = model.decide("points", {"amount": 200, "urgent": True})
    assert outcome.value == 20
    assert [reason.decision for reason in outcome.reasons] == ["level", "points"]
    assert outcome.reasons[1].inputs == {"level": 2, "urgent": True}


def test_types_and_allowed_values_of_inputs_hold() -> None:
    types = (
        '<itemDefinition name="people" isCollection="true"><typeRef>person</typeRef>'
        '</itemDefinition><itemDefinition name="kind"><typeRef>string</typeRef><allowedValues>'
        '<text>"a","b"</text></allowedValues></itemDefinition>'
        '<itemDefinition name="person"><itemComponent name="age"><typeRef>number</typeRef>'
        '</itemComponent><itemComponent name="kind"><typeRef>kind</typeRef></itemComponent>'
        "</itemDefinition>"
    )
    model = load(
        types,
        data("p", "people"),
        decision("d", literal("p.age"), "in_p"),
    )
    assert model.decide("d", {"p": [{"age": 3, "kind": "a"}]}).value == [3]
    assert model.decide("d", {"p": {"age": 3, "kind": "a"}}).value == [3]
    assert model.decide("d", {"p": [{"age": "3", "kind": "a"}]}).value is None
    assert model.decide("d", {"p": [{"age": 3, "kind": "c"}]}).value is None


def test_a_business_knowledge_model_is_called_and_may_call_itself() -> None:
    model = load(
        '<businessKnowledgeModel id="f" name="f"><encapsulatedLogic>'
        '<formalParameter name="n" typeRef="number"/>'
        + literal("if n <= 1 then 1 else n * f(n - 1)")
        + "</encapsulatedLogic></businessKnowledgeModel>",
        data("x"),
        decision("d", literal("f(x)"), "in_x", knows="f"),
    )
    assert model.decide("d", {"x": 5}).value == 120
    assert model.decide("d", {"x": "5"}).value is None
    with pytest.raises(FeelLimit):
        model.decide("d", {"x": 10_000})


def test_a_service_answers_with_what_it_puts_out() -> None:
    model = load(
        data("x"),
        decision("half", literal("x / 2"), "in_x"),
        decision("quarter", literal("half / 2"), "half"),
        SERVICE,
        decision("user", literal("s(8)"), knows="s"),
    )
    assert model.services == {"s": "s"}
    assert model.decide("s", {"half": 10}).value == 5
    assert model.decide("user", {}).value == 4


def test_an_imported_model_lends_its_decisions_and_types() -> None:
    other = definitions(
        '<itemDefinition name="t"><typeRef>number</typeRef></itemDefinition>',
        data("x", "t"),
        decision("twice", literal("x * 2"), "in_x"),
        namespace="urn:other",
    )
    main = definitions(
        f'<import name="o" namespace="urn:other" importType="{NAMESPACE}"/>',
        '<decision id="d" name="d"><variable name="d" typeRef="o.t"/><informationRequirement>'
        '<requiredDecision href="urn:other#twice"/></informationRequirement>'
        + literal("o.twice + 1")
        + "</decision>",
    )
    model = load_model(main, [other])
    assert model.decide("d", {"x": 3}).value == 7
    assert model.inputs_of("d") == ["x"]


NAMED = '<context><contextEntry><variable name="a b"/>' + literal("x") + "</contextEntry>"
BOXES = [
    (NAMED + "<contextEntry>" + literal("a b + 1") + "</contextEntry></context>", 4),
    (NAMED + "</context>", {"a b": 3}),
    ("<list>" + literal("x") + literal("2") + "</list>", [3, 2]),
    (
        '<relation><column name="k"/><column name="v"/><row>'
        + literal('"a"')
        + literal("x")
        + "</row></relation>",
        [{"k": "a", "v": 3}],
    ),
    (
        "<conditional><if>" + literal("x > 2") + "</if><then>" + literal('"yes"')
        + "</then><else>" + literal('"no"') + "</else></conditional>",
        "yes",
    ),
    (
        "<filter><in>" + literal("[1, 5, 9]") + "</in><match>" + literal("item > x")
        + "</match></filter>",
        [5, 9],
    ),
    (
        '<for iteratorVariable="i"><in>' + literal("[1, 2]") + "</in><return>"
        + literal("i * x") + "</return></for>",
        [3, 6],
    ),
    (
        '<some iteratorVariable="i"><in>' + literal("[1, 9]") + "</in><satisfies>"
        + literal("i > x") + "</satisfies></some>",
        True,
    ),
    (
        '<every iteratorVariable="i"><in>' + literal("[1, 9]") + "</in><satisfies>"
        + literal("i > x") + "</satisfies></every>",
        False,
    ),
    (
        "<invocation>" + literal("string join") + '<binding><parameter name="list"/>'
        + literal('["a", "b"]') + "</binding></invocation>",
        "ab",
    ),
    (literal("x", "string"), None),
]  # fmt: skip


@pytest.mark.parametrize(("body", "value"), BOXES, ids=range(len(BOXES)))
def test_a_box_has_its_value(body: str, value: Any) -> None:
    assert load(data("x"), decision("d", body, "in_x")).decide("d", {"x": 3}).value == value


def test_a_boxed_function_is_closed_over_its_names() -> None:
    body = (
        '<context><contextEntry><variable name="f"/><functionDefinition><formalParameter name="y"/>'
        + literal("x * y")
        + "</functionDefinition></contextEntry><contextEntry>"
        + literal("f(2)")
        + "</contextEntry></context>"
    )
    assert load(data("x"), decision("d", body, "in_x")).decide("d", {"x": 3}).value == 6


def test_the_clock_is_the_callers() -> None:
    model = load(decision("d", literal("today()")))
    assert model.decide("d", {}, now=datetime(2026, 3, 4, 20, tzinfo=UTC)).value == date(2026, 3, 5)


def test_a_decision_reads_only_what_it_requires() -> None:
    parts = data("x"), data("y"), decision("d", literal("y"), "in_x")
    assert problems(definitions(*parts)) == ["d: the expression 'y' reads the unknown name 'y'"]
    model = load_model(definitions(*parts), strict=False)
    assert model.decide("d", {"x": 1, "y": 2}).value is None


def test_the_host_lends_functions_that_it_announced() -> None:
    xml = definitions(data("x"), decision("d", literal("add working days(x, 1)"), "in_x"))
    assert "'add working days'" in problems(xml)[0]
    model = load_model(xml, functions=["add working days"])
    lent = {"add working days": lambda x, n: x + n}
    assert model.decide("d", {"x": 2}, functions=lent).value == 3
