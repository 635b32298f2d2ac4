"""Cells that do not fit their column are found, with row and column; all others are left alone."""

from __future__ import annotations

import pytest

from engine.dmn import check_cells, known_decision, load_model
from engine.feel.static import DATE, NUMBER, STRING, function, list_of, one_of
from tests.dmn.drawing import data, decision, definitions, literal, load, table

ITEM = (
    '<itemDefinition name="level"><typeRef>string</typeRef>'
    "<allowedValues><text>\"I\",\"II\"</text></allowedValues></itemDefinition>"
    '<itemDefinition name="matter"><itemComponent name="size-m2"><typeRef>number</typeRef>'
    "</itemComponent></itemDefinition>"
)  # fmt: skip
CASES = [
    ("x:number | => y:number\n< 5 | 1\n>= 5 | x + 1", []),
    ('x:number | => y:number\n< "5" | 1', [(1, "x", False, '< "5"', "do not compare")]),
    ('x:number | => y:string\n- | "a"\n3, "b" | "c"', [(2, "x", False, '"b"', "do not compare")]),
    ("x:number | => y:number\n- | z + 1", [(1, "y", True, "z + 1", "does not work")]),
    ('x:number | => y:number\n- | "a"', [(1, "y", True, '"a"', "the column wants a number")]),
    ('x:string ("a","b") | => y\n"c" | 1', [(1, "x", False, '"c"', 'only be "a", "b"')]),
    ('x:string | => y:string ("p","q")\n- | "r"', [(1, "y", True, '"r"', "not among the values")]),
    ('x:string | => y:string ("p","q")\n- | if x = "a" then "p" else "r"', []),
    ('w:level | => y\n"I" | 1\n"V" | 2', [(2, "w", False, '"V"', 'only be "I", "II"')]),
    ("string length(x):number | => y\n> 3 | 1", []),
    ("string length(v):number | => y\n> 3 | 1",
     [(0, "string length(v)", False, "v", "wants a text")]),
    ("x:string | => y\nstarts with(?, \"a\") | 1\nnot(\"b\", null) | 2", []),
    ("x:number | => y:list\n> 3 | x", []),
    ("m.size-m2:number | => y:number\n> 3 | m.size-m2 * 2", []),
    ("m.size-m2:number | => y:string\n> 3 | m.size-m2 * 2",
     [(1, "y", True, "m.size-m2 * 2", "the column wants a text")]),
    ("x:date | => y:date and time\n> @\"2026-01-01\" | @\"2026-01-02\"", []),
    ("x:number | => y:date\n> 3 | add days(@\"2026-01-01\", \"a\", 3)",
     [(1, "y", True, "add days(@\"2026-01-01\", \"a\", 3)", "wrong number")]),
]  # fmt: skip


@pytest.mark.parametrize(("drawn", "found"), CASES, ids=[drawn for drawn, _ in CASES])
def test_a_cell_is_held_against_its_column(
    drawn: str, found: list[tuple[int, str, bool, str, str]]
) -> None:
    parts = [
        ITEM, data("x"), data("v", "number"), data("z", "string"), data("w", "level"),
        data("m", "matter"), decision("d", table(drawn, "FIRST"), "in_x in_v in_z in_w in_m"),
    ]  # fmt: skip
    model = load_model(definitions(*parts), functions=["add days"])
    findings = check_cells(model, "d", {"add days": function(2, 2, DATE)})
    assert len(findings) == len(found)
    for finding, (row, column, is_output, part, words) in zip(findings, found, strict=True):
        assert (finding.row, finding.column, finding.is_output) == (row, column, is_output)
        assert finding.written[finding.start : finding.end] == part
        assert words in finding.text.say("en")
        assert finding.text.say("zh") != finding.text.say("en")


def test_what_is_no_table_has_no_cells() -> None:
    assert check_cells(load(decision("d", literal("1"))), "d") == []


def test_what_a_decision_answers_is_known_from_its_cells() -> None:
    drawn = 'x:number | => level:string | => days:number\n< 5 | "I" | 3\n- | "II" | x * 2'
    model = load(data("x", "number"), decision("d", table(drawn, "FIRST"), "in_x"))
    found = known_decision(model, "d")
    assert found.inputs == {"x": NUMBER}
    assert found.result.members == {"level": one_of(["I", "II"]), "days": NUMBER}


@pytest.mark.parametrize(
    ("drawn", "policy", "aggregation", "result"),
    [
        ('x:number | => y:string\n- | "a"', "UNIQUE", "", one_of(["a"])),
        ('x:number | => y:string\n- | "a"', "COLLECT", "", list_of(one_of(["a"]))),
        ("x:number | => y:number\n- | 3", "COLLECT", "SUM", NUMBER),
        ("x:number | => y:string\n- | 3", "COLLECT", "COUNT", NUMBER),
        ('x:number | => y:string\n- | "a"', "RULE ORDER", "", list_of(one_of(["a"]))),
        ("x:number | => y:string\n- | x", "FIRST", "", STRING),
    ],
)
def test_what_a_hit_policy_makes_of_the_cells_is_known(
    drawn: str, policy: str, aggregation: str, result: object
) -> None:
    model = load(data("x"), decision("d", table(drawn, policy, aggregation), "in_x"))
    assert known_decision(model, "d").result == result


def test_what_another_decision_answers_is_known_to_the_next() -> None:
    first = decision("e", table('x:number | => y:string\n- | "a"'), "in_x")
    drawn = 'e:string | => y:number\n"a" | 1\n"b" | 2'
    model = load(data("x"), first, decision("d", table(drawn), "e"))
    [finding] = check_cells(model, "d")
    assert (finding.row, finding.column) == (2, "e")
