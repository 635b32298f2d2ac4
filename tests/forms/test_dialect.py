"""Which expressions a form may not hold, where they are refused, and that there is cause."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from engine.feel import compile_expression
from engine.forms import BadForm, Form
from engine.forms.outside import Outside
from tests.forms.agreeing import AGREEMENT, NOW, PROBE, browser, plain, str_of
from tests.node import Answers


@pytest.fixture(scope="module")
def node() -> Iterator[Answers]:
    with browser() as answers:
        yield answers


DATA: dict[str, Any] = {
    "n": Decimal("0.2"),
    "数": Decimal("1e-7"),
    "k": 5,
    "s": "1",
    "文": None,
    "b": True,
    "d": date(2026, 2, 28),
    "e": None,
    "l": ["a"],
    "p": {"place": "甲"},
    "g": {"s": "x"},
    "r": [{"n": None}],
}
DISAGREEING = [
    ('n != "x"', "compares only what is alike"),
    ("s != 1", "compares only what is alike"),
    ('l = "a"', "a list of one is its element to the browser"),
    ("n + 0.1 = 0.3", "binary fractions"),
    ("n * 3 = 0.6", "binary fractions"),
    ("0.3 - n = 0.1", "binary fractions"),
    ('s in ("x") or b', "the browser takes what follows “in” into its tests"),
    ('s in ["x"] = false', "the browser takes what follows “in” into its tests"),
    ("k / 3 = 1.6666666666666667", "rounding"),
    ("1e3 = 1000", "the browser reads 1"),
    ("9007199254740993 = 9007199254740992", "more digits than a double has"),
    ("k between 10 and 1", "the browser turns limits around"),
    ("k in [10..1]", "the browser turns limits around"),
    ("(some x in r satisfies x.n > 1) = null", "the browser's some knows no null"),
    ('d = date("2026-02-28")', "the browser holds dates as text"),
    ("d < today()", "the browser holds dates as text"),
    ('string length("\\b") = 1', "escapes"),
    ('string(数) = "0.0000001"', "numbers as text"),
    ("s instance of string", "the browser cannot"),
    ('l[item = "a"] = "a"', "a list of one is its element to the browser"),
    ('{a: 1} = null or l[1] = ["a"]', "a list of one is its element to the browser"),
]


@pytest.mark.parametrize(("text", "_why"), DISAGREEING)
def test_what_the_two_read_differently_is_refused(node: Answers, text: str, _why: str) -> None:
    expression = compile_expression(text)
    ours = plain(expression.evaluate(DATA, now=NOW))
    data = json.loads(json.dumps(DATA, default=str_of))
    (theirs,) = node.ask([{"text": text, "data": data}])
    assert ours != plain(theirs)
    with pytest.raises(Outside):
        AGREEMENT.sort(expression, ())


REFUSED = [
    ("k > 1 and n", 10, "yes or no is needed here, not a number"),
    ('s < "x"', 0, "“<” does not compare text with text"),
    ('b and s = ""', 6, "an open field is null: write = null"),
    ("missing = null", 0, "the form has no field “missing”"),
    ("b and g.missing = null", 6, "the form has no field “g.missing”"),
    ("b and g = null", 6, "a group is no value"),
    ("count(r.n) > 1", 6, "the form has no field “r.n”"),
    ('p = "甲"', 0, "does not compare"),
    ("p.place = null", 0, "the form has no field “p.place”"),
    ("n in (1..3)", 5, "ranges"),
    ("k in (s)", 6, "only a fixed value"),
    ('b or s in ("a", "b")', 5, "put brackets around it"),
    ("every x in r satisfies x.n > 1", 0, "loops"),
    ("sum(k, k) > 1", 0, "“sum” is no function for forms"),
    ("not(b, b)", 0, "has other arguments"),
    ("not(negand: b)", 0, "must not be named"),
    ("k * k * k * k * k * k * k * k * k > 1", 28, "too large"),
    ("if b then s else k", 0, "must be of one kind"),
    ('k > 1 or s = "a\\nb"', 13, "without a backslash"),
    ("1234567890123456 > k", 0, "15 digits"),
    ('k + s = "x"', 4, "a number is needed"),
]


@pytest.mark.parametrize(("text", "at", "why"), REFUSED)
def test_what_is_refused_says_where_and_why(text: str, at: int, why: str) -> None:
    with pytest.raises(Outside) as outside:
        AGREEMENT.sort(compile_expression(text), ())
    assert outside.value.position == at
    assert why in outside.value.text.say("en")
    assert outside.value.text.say("zh") != outside.value.text.say("en")


def refusals(**component: Any) -> list[str]:
    component = {"type": "textfield", "id": "x", "key": "x", "label": "甲", **component}
    form = Form("demo.x", {**PROBE, "components": [*PROBE["components"], component]}, "demo")
    with pytest.raises(BadForm) as bad:
        _ = form.parts
    return [problem.say("en") for problem in bad.value.problems]


@pytest.mark.parametrize(
    ("component", "said"),
    [
        (
            {"conditional": {"hide": "=b and n > s"}},
            "demo.x/x: hide, character 7 “n > s”: “>” does not compare a number with text",
        ),
        (
            {"conditional": {"hide": "=n"}},
            "demo.x/x: hide, character 1 “n”: it must give yes or no, not a number",
        ),
        ({"conditional": {"hide": "b"}}, "demo.x/x: hide must begin with “=”"),
        ({"conditional": {"hide": " =b"}}, "demo.x/x: hide must begin with “=”"),
        ({"readonly": "b"}, "demo.x/x: readonly must begin with “=”"),
        (
            {"conditional": {"hide": "=b // why"}},
            "demo.x/x: hide must hold neither comments nor odd blanks",
        ),
        (
            {"conditional": {"hide": "=b\u3000and b"}},
            "demo.x/x: hide must hold neither comments nor odd blanks",
        ),
        (
            {"validate": {"maxLength": "=s"}},
            "demo.x/x: maxLength, character 1 “s”: it must give a number, not text",
        ),
        (
            {"type": "select", "valuesExpression": "=if b then [1, \"x\"] else [1]"},
            "demo.x/x: valuesExpression, character 11 “[1, \"x\"] else [1]”: a list must hold",
        ),
        (
            {"conditional": {"hide": "=case.community = \"c\""}},
            "demo.x/x: hide, character 1 “case.community = \"c\"”: the form has no field “case”; ",
        ),
        ({"description": "={{b}}"}, "demo.x/x: description must not be an expression"),
        (
            {"appearance": {"suffixAdorner": "=n"}},
            "demo.x/x: suffixAdorner must not be an expression",
        ),
        (
            {"type": "radio", "values": [{"value": "a", "label": "{{s}}"}]},
            "demo.x/x: values must not be an expression",
        ),
        ({"key": "count"}, "demo.x/count: count is a reserved name"),
    ],
)  # fmt: skip
def test_a_form_outside_the_dialect_is_refused_with_component_and_place(
    component: dict[str, Any], said: str
) -> None:
    assert any(problem.startswith(said) for problem in refusals(**component))


def test_what_only_the_server_computes_cannot_decide_what_the_browser_shows() -> None:
    total = {"type": "expression", "id": "t", "key": "t", "expression": "=sum(r.n)"}
    hidden = {
        "type": "textfield",
        "id": "x",
        "key": "x",
        "label": "甲",
        "conditional": {"hide": "=t > 5"},
    }
    form = Form("demo.x", {**PROBE, "components": [*PROBE["components"], total]}, "demo")
    assert form.parts
    both = Form("demo.x", {**PROBE, "components": [*PROBE["components"], total, hidden]}, "demo")
    with pytest.raises(BadForm, match="is computed by the server alone"):
        _ = both.parts


def test_a_group_may_look_at_its_own_other_fields_without_being_a_circle() -> None:
    group = {
        "type": "group",
        "id": "h",
        "path": "h",
        "components": [
            {"type": "checkbox", "id": "h1", "key": "a", "label": "甲"},
            {
                "type": "textfield",
                "id": "h2",
                "key": "c",
                "label": "乙",
                "conditional": {"hide": "=h.a"},
            },
        ],
    }
    assert Form("demo.x", {**PROBE, "components": [group]}, "demo").parts
