"""A null is explained by the parts that were the first to have no value."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from engine import feel
from engine.feel import FeelLimit, FeelSyntaxError, explain
from engine.feel.closures.operators import WANT_YES_OR_NO
from engine.feel.reasons import CHINESE


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a + 1 > 2", []),
        ("nobody + 1 > 2", ["nobody"]),
        ("case.nothing.deep", ["case.nothing"]),
        ("case.x.deep.er", ["case.x.deep"]),
        ("rows.x + 1", ["rows.x + 1"]),
        ("for r in rows return r.x + 1", ["r.x"]),
        ("(1 + empty) * 2", ["empty"]),
        ('(1 + "a") * 2', ['1 + "a"']),
        ("true and a", ["true and a"]),
        ("some x in [1] satisfies x", ["some x in [1] satisfies x"]),
        ("a between text and 3", ["a between text and 3"]),
        ("a in text", ["a in text"]),
        ("{f: function(n: number) n, r: f(text)}.r", ["n"]),
        ('a + "1"', ['a + "1"']),
        ("a > text", ["a > text"]),
        ("empty + 1", ["empty"]),
        ("string length(a)", ["string length(a)"]),
        ('date("2026-02-30") < today()', ['date("2026-02-30")']),
        ("nope(1)", ["nope"]),
        ("[1, 2][9] + 1", ["[1, 2][9]"]),
        ("a / 0", ["a / 0"]),
        ("if null then 1 else 2", ["null"]),
        ("nobody = 1 or text < a", ["nobody", "text < a"]),
        ("for x in [1, 2] return x + text", ["x + text"]),
    ],
)
def test_the_first_part_without_a_value_is_named(text: str, parts: list[str]) -> None:
    data = {
        "a": 2,
        "text": "b",
        "empty": None,
        "case": {"x": 1},
        "rows": [{"x": None}, {"x": 1}, {"x": None}],
    }
    found = explain(text, data)
    assert [note.part for note in found.nulls] == parts
    for note in found.nulls:
        assert text[note.start : note.end].strip() == note.part
        assert note.text.say("zh") != note.text.say("en")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('1 + "1"', "+ does not work on a number and a text"),
        ("nobody", "there is no nobody"),
        ("amuont", "there is no amuont; did you mean 'amount'?"),
        ("empty", "empty is empty"),
        ("case.nothing", "there is no nothing in it"),
        ("case.parent", "parent is empty"),
        ("amount.size", "a number has no size"),
        ('1 < "1"', "a number and a text do not compare"),
        ("true < false", "a yes or no has no order"),
        ('time("09:00:00") < time("09:00:00Z")', "one has a time zone, the other has none"),
        ('5 between "a" and "b"', "a number and a text do not compare"),
        ('5 in ["a".."b"]', "do not compare"),
        ("true and 5", "yes or no is wanted here, not a number"),
        ("every x in [1] satisfies x", "yes or no is wanted here, not a number"),
        ("[1, 2][9]", "there are 2 elements, none at this position"),
        ("[1, 2][1.5]", "the position must be a whole number"),
        ('[1, 2]["a"]', "a filter must be a condition or a position"),
        ("for x in null_list return x", "there is no null_list"),
        ('for x in ["a".."b"] return x', "only whole numbers and dates"),
        ("[5..1]", "the range ends before it starts"),
        ("{a: 1, a: 2}", "a is given twice"),
        ("amount(1)", "this is a number, not a function"),
        ('{f: function(n: number) n + 1, r: f("a")}.r', "n is empty"),
        ("{f: function(n) external {}}.f", "other machines"),
        ("-true", "a yes or no has no sign"),
        ('@"2026-13-01"', "is no date, time or duration"),
        ("null", "null is written here"),
        ('substring("abc", 9)', "outside the string"),
        ('substring(string: "abc", begin: 1)', "no such parameters"),
        ('matches("a", "[")', "an unfinished class"),
        ("10 ** 9999", "too large"),
        ("function(x) x", "a function cannot be handed over"),
        ('@"10000-01-01"', "a date cannot be handed over"),
        ("1 / 0", "division by zero"),
        ('number("x")', "not a number"),
        ("count(1, 2)", "wrong number of arguments"),
        ('date("2026-02-30")', "no such day"),
        ("{f: function(x) x}.f(1, 2)", "takes 1 arguments"),
    ],
)
def test_the_reason_is_told(text: str, reason: str) -> None:
    data = {"amount": 3, "empty": None, "case": {"parent": None}}
    (note,) = explain(text, data).nulls
    assert reason in note.text.say("en")
    assert any("\u4e00" <= sign <= "\u9fff" for sign in note.text.say("zh").replace(note.part, ""))


def test_an_explanation_has_the_value_and_the_same_failures() -> None:
    assert explain("a + 1", {"a": 2}).value == 3
    with pytest.raises(FeelSyntaxError):
        explain("1 +", {})
    with pytest.raises(FeelLimit):
        explain("for i in 1..10000000 return nobody", {})


def test_every_reason_is_said_in_chinese() -> None:
    given: set[str] = set()
    for path in Path(feel.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Name) and called.id in ("NoValue", "why_null", "reason"):
                assert isinstance(node, ast.Call)
                first = node.args[0]
                given |= {first.value} if isinstance(first, ast.Constant) else set()
    given |= {WANT_YES_OR_NO, "{sign} does not work on {left} and {right}"}
    assert given == CHINESE.keys()
