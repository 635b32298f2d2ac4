"""Patterns of forms: what is refused, and what JavaScript and the server must agree on."""

from __future__ import annotations

import time

import pytest

from engine.forms.patterns import BadPattern, compile_pattern


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?<year>\d+)",
        r"(?P<year>\d+)",
        r"(a)\1",
        r"\p{Han}",
        r"(?i)abc",
        r"a++",
        r"a*+",
        r"*a",
        r"a{,3}",
        r"a{2}{3}",
        r"(?>a)",
        r"\Aab\Z",
        r"[a",
        r"[]",
        r"[^]",
        r"[\d-z]",
        r"(a",
        r"a)",
        r"a]",
        "a{",
        r"\ud800",
        r"[\udfff]",
        "𠮷",
        r"\07",
        r"\cA",
        "a" * 501,
        "\\",
    ],
)
def test_what_the_two_sides_read_differently_is_refused(pattern) -> None:
    with pytest.raises(BadPattern) as refused:
        compile_pattern(pattern)
    assert "不能使用" in refused.value.text.say("zh")
    assert "cannot be used" in refused.value.text.say("en")


# pattern, text, what JavaScript's RegExp(pattern).test(text) gives
@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        (r"^1[3-9]\d{9}$", "13812345678", True),
        (r"^1[3-9]\d{9}$", "13812345678\n", False),
        (r"^\d+$", "１２３", False),
        (r"^\w+$", "古城", False),
        (r"^[\u4e00-\u9fa5]{2,4}$", "古城街道", True),
        (r"^\s$", "\u3000", True),
        (r"^\S+$", "a\ufeff", False),
        (r"^.$", "\u2028", False),
        (r"^[^a]$", "\n", True),
        (r"\bcat\b", "a cat.", True),
        (r"古\b", "古城", False),
        (r"^(?:ab|cd)+?$", "abcd", True),
        (r"^(?=.*\d)(?!.*x)\w{3,}$", "ab1", True),
        (r"(?<=a)b", "ab", True),
        (r"(?<!a)b", "ab", False),
        (r"^[a\-z]$", "-", True),
        (r"^[a-]$", "-", True),
        (r"^[-a]$", "-", True),
        (r"^[\w.]+@[\w.]+$", "a.b@c.d", True),
        (r"^[&|~\[]+$", "&&||~~[", True),
        (r"^京[A-Z]\d{5}$", "京A12345", True),
        (r"^\x41\u0042$", "AB", True),
        (r"^\/\.\{\}$", "/.{}", True),
        (r"a|^$", "", True),
        (r"^\t$", "\t", True),
    ],
)
def test_a_pattern_matches_as_in_the_browser(pattern, text, matches) -> None:
    assert compile_pattern(pattern).matches(text) is matches


def test_a_slow_pattern_gives_up_in_time() -> None:
    started = time.perf_counter()
    assert compile_pattern(r"^(a|a|aa)+(b|c)+(d)$").matches("a" * 4000 + "!") in (None, False)
    assert compile_pattern(r"^(\w+\s?)*\d$").matches("a" * 60 + "!") in (None, False)
    assert time.perf_counter() - started < 1
