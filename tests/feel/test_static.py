"""What is wrong with an expression is told before there is data, and nothing else is."""

from __future__ import annotations

import time

import pytest

from engine.feel.static import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    NUMBER,
    STRING,
    Known,
    check_expression,
    check_tests,
    context,
    function,
    known,
    known_of,
    list_of,
    one_of,
)
from tests.feel.expressions import EXPRESSIONS
from tests.feel.test_limits import ATTACKS

LEVEL = one_of(["I", "II", "III", "IV"])
NAMES: dict[str, Known] = {
    "amount": NUMBER,
    "title": STRING,
    "urgent": BOOLEAN,
    "day": DATE,
    "due_at": DATE_TIME,
    "level": LEVEL,
    "tags": list_of(one_of(["noise", "light"])),
    "rows": list_of(context({"age": NUMBER, "name": STRING})),
    "case": context({"number": STRING, "community": STRING}),
    "message": ANY,
    "unit-price": NUMBER,
    "add working days": function(2, 3, DATE),
}
SILENT = [
    "amount > 3 and title = level",
    "message.anything + 1 > message",
    "message(1)[x > 3].y",
    'level in ["I", "II"] or level = null',
    'case.number + "-" + string(amount)',
    "rows[age > 3 and name != title][1].name",
    "rows[message > 3]",
    "count(rows[item.age > amount]) = sum(rows.age)",
    "some r in rows satisfies r.age > amount",
    "sort(rows, function(a, b) a.age < b.age)[1].name",
    "for i in 1..amount return if i = 1 then 1 else partial[-1] * i",
    "{f: function(x) if x = 0 then 1 else f(x - 1) * x, r: f(amount)}.r",
    '{a: 1, "b c": a + 1, d: b c}.d',
    'due_at > now() + duration("P3D") and date(due_at) >= today()',
    'list contains(tags, "noise")',
    'tags[1] = "light"',
    "amount < 3 or amount >= 3",
    "amount > 3 and amount < 5",
    "amount >= 3 and amount <= 3",
    'title > "a" and title < "b"',
    "if urgent then title else amount",
    "(if urgent then title else amount) + 1",
    'if message = null then "visit" else message',
    "null + amount = null",
    "string length([title])",
    "sum(amount, 2) + min([1, amount])",
    "unit-price * 2",
    "add working days(day, 3) > day",
    "substring(start position: 2, string: title)",
    'matches(title, "^E\\d+$")',
    "[amount..9]",
    "amount in (< 3, > 9)",
    "day of week(day) = \"Monday\"",
    "get value(case, title)",
    'get value({a: 1}, "a") + 1',
    "not(urgent) or urgent",
    "title instance of number",
    "is(title, amount)",
]  # fmt: skip
WRONG = [
    ("amuont > 3", "name", "amuont", "amount"),
    ("Amount > 3", "name", "Amount", "amount"),
    ("add_working_days(day, 3)", "name", "add_working_days", "add working days"),
    ("rows[agee > 3]", "name", "agee", "age"),
    ("for r in rows return x", "name", "x", ""),
    ("case.numbr", "member", "case.numbr", "number"),
    ("rows.nam", "member", "rows.nam", "name"),
    ("some r in rows satisfies r.agee > 3", "member", "r.agee", "age"),
    ("sort(rows, function(a, b) a.agee < b.age)", "member", "a.agee", "age"),
    ("day.hours", "member", "day.hours", "hour"),
    ("{a: 1}.b", "member", "{a: 1}.b", ""),
    ("amount.x", "member", "amount.x", ""),
    ('"a" + 1', "type", '"a" + 1', ""),
    ("1 + (title + amount) * 2", "type", "title + amount", ""),
    ("-title", "type", "-title", ""),
    ("day < amount", "type", "day < amount", ""),
    ("today() > due_at", "type", "today() > due_at", "date()"),
    ('tags = "noise"', "type", 'tags = "noise"', "list contains()"),
    ("urgent > urgent", "type", "urgent > urgent", ""),
    ('urgent = "true"', "type", 'urgent = "true"', ""),
    ('amount between "a" and 3', "type", 'amount between "a" and 3', ""),
    ('amount in ["a", 3]', "type", '"a"', ""),
    ("title in [1..3]", "type", "[1..3]", ""),
    ('for i in "a".."c" return i', "type", 'i in "a".."c"', ""),
    ("string length(amount)", "arguments", "amount", ""),
    ('sum(["a", "b"])', "arguments", '["a", "b"]', ""),
    ("sort(rows, 3)", "arguments", "3", ""),
    ("string length()", "arguments", "string length()", ""),
    ("now(1)", "arguments", "now(1)", ""),
    ("add working days(day)", "arguments", "add working days(day)", ""),
    ("substring(string: title, begin: 1)", "arguments", "substring(string: title, begin: 1)", ""),
    ("{f: function(x, y) x, r: f(1)}.r", "arguments", "f(1)", ""),
    ("title(1)", "call", "title", ""),
    ("if title then 1 else 2", "condition", "title", ""),
    ("amount and urgent", "condition", "amount", ""),
    ("every r in rows satisfies r.age", "condition", "r.age", ""),
    ("rows[name]", "condition", "name", ""),
    ('level = "V"', "never", 'level = "V"', '"I"'),
    ('"V" = level', "never", '"V" = level', '"I"'),
    ('level in ["I", "V"]', "never", '"V"', '"I"'),
    ('rows[level = "V"]', "never", 'level = "V"', '"I"'),
    ("amount < 3 and amount > 5", "never", "amount < 3 and amount > 5", "amount"),
    ("amount > 3 and urgent and amount <= 3", "never", "amount > 3 and urgent and amount <= 3", ""),
    ("amount in [1..3] and amount in [4..5]", "never", "amount in [1..3] and amount in [4..5]", ""),
    ('case.number = "a" and urgent and case.number = "b"', "never",
     'case.number = "a" and urgent and case.number = "b"', "case.number"),
    ('message = "a" and message = "b"', "never", 'message = "a" and message = "b"', ""),
    ("urgent and not(urgent)", "never", "urgent and not(urgent)", ""),
    ("amount between 5 and 3", "never", "amount between 5 and 3", ""),
    ("1 = 2", "never", "1 = 2", ""),
    ('day of week(day) = "Mon"', "never", 'day of week(day) = "Mon"', '"Monday"'),
    ('level != "V"', "always", 'level != "V"', ""),
    ('level != "I" or level != "II"', "always", 'level != "I" or level != "II"', ""),
    ("amount != 1 or amount != 2", "always", "amount != 1 or amount != 2", ""),
    ('date("2026-02-30")', "value", 'date("2026-02-30")', ""),
    ("date(2026, 2, 30)", "value", "date(2026, 2, 30)", ""),
    ('@"2026-13-01"', "value", '@"2026-13-01"', ""),
    ('matches(title, "[")', "value", '"["', ""),
    ("{a: 1, a: 2}", "value", "2", ""),
    ("amount >", "syntax", "", ""),
    ("(" * 200, "limit", "(" * 60 + "…", ""),
]  # fmt: skip


@pytest.mark.parametrize("text", SILENT)
def test_what_may_be_right_is_not_told(text: str) -> None:
    assert check_expression(text, NAMES) == []


@pytest.mark.parametrize(("text", "kind", "part", "hint"), WRONG, ids=[row[0] for row in WRONG])
def test_what_is_wrong_is_told_where_it_is(text: str, kind: str, part: str, hint: str) -> None:
    [finding] = check_expression(text, NAMES)
    assert (finding.kind, finding.part) == (kind, part)
    assert text[finding.start : finding.end] == part or len(part) > 60
    assert hint in finding.text.say("zh")
    assert hint in finding.text.say("en")
    assert finding.text.say("zh") != finding.text.say("en")


def test_names_nobody_told_are_silent_when_there_may_be_more() -> None:
    assert check_expression("anything.at.all + 1", {}, complete=False) == []
    for text, kind in (
        ('anything + "a" + 1', "type"),
        ("today() < now()", "type"),
        ("string length(3) > anything", "arguments"),
        ('count(anything) > "3"', "type"),
    ):
        assert [f.kind for f in check_expression(text, {}, complete=False)] == [kind]


def test_every_mistake_of_a_text_is_told_in_its_order() -> None:
    found = check_expression('if amuont > "a"\n  then titel\n  else level = "V"', NAMES)
    assert [(f.kind, f.line, f.column) for f in found] == [
        ("name", 1, 4),
        ("name", 2, 8),
        ("never", 3, 8),
    ]


def test_a_condition_must_be_true_or_false() -> None:
    [finding] = check_expression("title", NAMES, condition=True)
    assert finding.kind == "condition"
    assert check_expression("message", NAMES, condition=True) == []
    assert check_expression("urgent", NAMES, condition=True) == []


@pytest.mark.parametrize(
    ("cell", "tested", "wrong"),
    [
        ('"I", "V"', LEVEL, '"V"'),
        ('not("V")', LEVEL, '"V"'),
        ('> "3"', NUMBER, '> "3"'),
        ("[1..3]", STRING, "[1..3]"),
        ("true", STRING, "true"),
        ("3", list_of(STRING), "3"),
        ("? > titel", STRING, "titel"),
        ("-", LEVEL, None),
        ('"I", null', LEVEL, None),
        ("not(true)", BOOLEAN, None),
        ("? > 3", NUMBER, None),
        ('contains(?, "x")', STRING, None),
        ("count(?) > 2", list_of(STRING), None),
        ("< amount + 1", NUMBER, None),
        ("anything", ANY, "anything"),
    ],
)
def test_a_cell_is_held_against_what_it_tests(cell: str, tested: Known, wrong: str | None) -> None:
    found = check_tests(cell, tested, NAMES)
    assert [finding.part for finding in found] == ([] if wrong is None else [wrong])


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("amount + 1", "number"),
        ("title + message", "string"),
        ("day - day", "days and time duration"),
        ("rows.age", "list<number>"),
        ("rows[1].name", "string"),
        ("for r in rows return r.age > 3", "list<boolean>"),
        ("if urgent then amount else null", "number"),
        ("max(rows.age)", "number"),
        ("today()", "date"),
        ("{a: title}.a", "string"),
        ("add working days(day, 1)", "date"),
        ('split(title, ",")', "list<string>"),
    ],
)
def test_the_kind_of_a_value_is_known_before_it_is_there(text: str, type_: str) -> None:
    assert known_of(text, NAMES) == known(type_)


@pytest.mark.parametrize("text", ["message", "if urgent then 1 else title", "1 +", "nobody"])
def test_what_is_not_known_is_not_guessed(text: str) -> None:
    assert known_of(text, NAMES) == ANY


def test_every_builtin_has_a_signature() -> None:
    from engine.feel.builtins import BUILTINS
    from engine.feel.static.signatures import signatures_of

    for name, builtin in BUILTINS.items():
        signatures = signatures_of(name)
        assert [one.names for one in signatures] == [
            tuple(each.rstrip("?").partition("=")[0] for each in written)
            for written in builtin.signatures
        ]


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_checked_at_once(name: str) -> None:
    started = time.process_time()
    check_expression(ATTACKS[name], NAMES)
    assert time.process_time() - started < 5


def test_descriptions_used_many_times_are_joined_at_once() -> None:
    entries = ["x0: {a: 1, b: 1}, y0: {a: 2, b: 2}"]
    entries += [f"x{i}: {{a: x{i - 1}, b: x{i - 1}}}, y{i}: {{a: y{i - 1}, b: y{i - 1}}}"
                for i in range(1, 40)]  # fmt: skip
    started = time.process_time()
    check_expression("{" + ", ".join(entries) + ", r: [x39, y39]}", {})
    assert time.process_time() - started < 5


def test_what_the_checks_say_is_what_happens() -> None:
    from tests.feel.soundness import fuzz

    counts, problems = fuzz(2, seed=20260304)
    assert problems == []
    assert {"silent", "wrong", "unread"} <= counts.keys()


def test_the_examples_of_the_language_are_checked_without_failing() -> None:
    for text in EXPRESSIONS:
        check_expression(text, NAMES)
