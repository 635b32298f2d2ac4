"""A badly written expression says where and why, in both languages."""

from __future__ import annotations

import pytest

from engine.feel import FeelSyntaxError, compile_expression, compile_unary_tests

PLACES = [
    ("1 +", 3, 1, 4),
    ("1 + + 2", 4, 1, 5),
    ("a >\n  ) 1", 6, 2, 3),
    ("if a then b", 11, 1, 12),
    ("[1, 2", 5, 1, 6),
    ('"open', 0, 1, 1),
    ('a = "open', 4, 1, 5),
    ("{a 1}", 4, 1, 5),
    ("for x in xs", 11, 1, 12),
    ("a b 1", 4, 1, 5),
    ("1 2", 2, 1, 3),
    ("金额 > 1，000", 6, 1, 7),
    ("x instance of cat", 14, 1, 15),
    ("f(a: 1, 2)", 8, 1, 9),
    ("1e9999999", 0, 1, 1),
    ("", 0, 1, 1),
]


@pytest.mark.parametrize(("text", "position", "line", "column"), PLACES)
def test_an_error_has_its_place(text: str, position: int, line: int, column: int) -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        compile_expression(text)
    error = caught.value
    assert (error.position, error.line, error.column) == (position, line, column)
    assert error.message == error.text.say("en")
    assert error.text.say("zh") != error.text.say("en")


@pytest.mark.parametrize(
    ("text", "sign"), [("a，b", ","), ("（1", "("), ("“x”", '"'), ("1 ＋ 2", "+"), ("a；", ";")]
)
def test_a_full_width_sign_is_named_with_its_half_width_one(text: str, sign: str) -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        compile_expression(text)
    assert f"半角符号 {sign} " in caught.value.text.say("zh")


@pytest.mark.parametrize("text", ["> ", "1,", "not(1", "1..", "< 1 2"])
def test_a_cell_that_is_no_test_is_refused(text: str) -> None:
    with pytest.raises(FeelSyntaxError):
        compile_unary_tests(text)


def test_braces_in_what_was_found_do_not_disturb_the_message() -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        compile_expression("1 }")
    assert "}" in caught.value.message
