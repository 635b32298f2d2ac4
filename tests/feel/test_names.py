"""Names: how they are written, found and told."""

from __future__ import annotations

import pytest

from engine.feel import compile_expression, compile_unary_tests, evaluate


@pytest.mark.parametrize(
    ("text", "data", "value"),
    [
        ("金额 > 100", {"金额": 200}, True),
        ("first name", {"first name": "Li"}, "Li"),
        ("unit-price * 2", {"unit-price": 3}, 6),
        ("a-b", {"a": 5, "b": 3}, 2),
        ("a-b", {"a": 5, "b": 3, "a-b": 9}, 9),
        ("a - b", {"a": 5, "b": 3, "a-b": 9}, 9),
        ("terms and conditions", {"terms and conditions": 1}, 1),
        ("count", {"count": 7}, 7),
        ("count(count)", {"count": 7}, None),
        ("count([count])", {}, 1),
        ("date", {"date": "2026"}, "2026"),
        ("x.time offset", {"x": {"time offset": 1}}, 1),
        ("_a?b", {"_a?b": 1}, 1),
        ("for x in xs return x + y", {"xs": [1], "y": 2, "x": 9}, [3]),
        ("item", {"item": 4}, 4),
        ("xs[item > limit]", {"xs": [1, 5], "limit": 3}, [5]),
        ("a // rest of line\n+ /* and */ 1", {"a": 1}, 2),
    ],
)
def test_a_name_finds_its_value(text: str, data: dict[str, object], value: object) -> None:
    assert evaluate(text, data) == value


@pytest.mark.parametrize(
    ("text", "sure", "perhaps"),
    [
        ("a + b.c", {"a", "b"}, set()),
        ("now() > deadline and string length(title) > 3", {"deadline", "title"}, set()),
        ("add working days(start, 3)", {"add working days", "start"}, set()),
        ("for x in xs, y in x.ys return x + y + partial[-1] + z", {"xs", "z"}, set()),
        ("some p in people satisfies p.age > limit", {"people", "limit"}, set()),
        ("{a: 1, b: a + c, f: function(q) q + d}", {"c", "d"}, set()),
        ("rows[open and amount > least].id", {"rows"}, {"open", "amount", "least"}),
        ("if urgent then 1 else count", {"urgent", "count"}, set()),
        ('x in ("a", other)', {"x", "other"}, set()),
        ("f(key: value)", {"f", "value"}, set()),
        ("1 + 1", set(), set()),
    ],
)
def test_an_expression_tells_the_names_it_reads(
    text: str, sure: set[str], perhaps: set[str]
) -> None:
    expression = compile_expression(text)
    assert expression.names == sure
    assert expression.maybe_names == perhaps


def test_equal_texts_are_compiled_once_whatever_plain_names_are_told() -> None:
    first = compile_expression("a + 1", ["a", "b c", "金额"])
    assert first is compile_expression("a + 1")
    assert first is not compile_expression("a + 1", ["a + 1"])


@pytest.mark.parametrize(
    ("cell", "value", "answer"),
    [
        ("-", None, True),
        ("> 5", 6, True),
        ("> 5", None, False),
        ("> 5", "6", False),
        ('"a", "b"', "b", True),
        ('not("a", "b")', "c", True),
        ('not("a", "b")', "a", False),
        ("[1..5]", 5, True),
        ("]1..5[", 5, False),
        ("null", None, True),
        ("not(null)", 3, True),
        ("true", True, True),
        ("true", False, False),
        ("true", None, False),
        ("false", False, True),
        ("false", None, False),
        ("not(true)", None, True),
        ("not(true)", False, True),
        ('contains(?, "修")', "维修", True),
        ("? > least and ? < 9", 5, True),
        ("list contains(?, 2)", [1, 2], True),
        ('not(starts with(?, "E"))', "F01", True),
        ("not(true) or false", False, True),
        ("least", 3, True),
        ("< least + 1", 3, True),
        ('@"2026-03-04"', "2026-03-04", False),
    ],
)
def test_a_cell_accepts_what_it_means(cell: str, value: object, answer: bool) -> None:
    assert compile_unary_tests(cell).matches(value, {"least": 3}) is answer
