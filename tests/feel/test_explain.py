"""A null is explained by the parts that were the first to have no value."""

from __future__ import annotations

import pytest

from engine.feel import FeelLimit, FeelSyntaxError, explain


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a + 1 > 2", []),
        ("nobody + 1 > 2", ["nobody"]),
        ("case.nothing.deep", ["case.nothing.deep"]),
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
    found = explain(text, {"a": 2, "text": "b", "empty": None, "case": {"x": 1}})
    assert [note.part for note in found.nulls] == parts
    for note in found.nulls:
        assert text[note.start : note.end].strip() == note.part
        assert note.text.say("zh") != note.text.say("en")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('1 + "1"', "cannot add a number and a string"),
        ("nobody", "there is no nobody"),
        ('1 < "1"', "a number and a string do not compare"),
        ("1 / 0", "division by zero"),
        ('number("x")', "not a number"),
        ("count(1, 2)", "wrong number of arguments"),
        ('date("2026-02-30")', "no such day"),
        ("{f: function(x) x}.f(1, 2)", "takes 1 arguments"),
    ],
)
def test_the_reason_is_told(text: str, reason: str) -> None:
    (note,) = explain(text, {}).nulls
    assert reason in note.text.say("en")


def test_an_explanation_has_the_value_and_the_same_failures() -> None:
    assert explain("a + 1", {"a": 2}).value == 3
    with pytest.raises(FeelSyntaxError):
        explain("1 +", {})
    with pytest.raises(FeelLimit):
        explain("for i in 1..10000000 return nobody", {})
