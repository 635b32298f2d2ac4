"""Examples in a spreadsheet: read, played, covered and written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from engine.dmn import (
    BadDecision,
    Example,
    Model,
    play_examples,
    read_examples,
    rules_covered,
    write_examples,
)
from engine.dmn.examples import read_cell, write_cell
from tests.dmn.drawing import data, decision, load, table


@pytest.fixture(scope="module")
def model() -> Model:
    drawn = """
    kind:string | since:date | => due:string | => level:number
    "a" | >= @"2026-01-01" | "15D" | 1
    "a" | < @"2026-01-01"  | "007" | 2
    not("a") | - | null | 3
    """
    inputs = (data("kind", "string"), data("since", "date"))
    return load(*inputs, decision("d", table(drawn), "in_kind in_since"))


GOOD = """\ufeffkind,since,=> due,=>level
# a remark, with a comma
a,2026-03-04,15D,1

a,"2025-12-31",007,2
"(b, c)",,,3
"""


def test_a_mismatch_is_told_with_its_line_in_both_languages(model: Model) -> None:
    (text,) = play_examples(model, "d", GOOD.replace(",1\n", ",9\n"))
    assert text.say("en") == "line 3: level should be 9, is 1"
    assert text.say("zh") == "第 3 行：level 应为 9，实为 1"


def test_a_row_that_nothing_matches_says_so(model: Model) -> None:
    (text,) = play_examples(model, "d", "kind,since,=> due\na,,15D\n")
    assert "no row matches" in text.say("en")


@pytest.mark.parametrize(
    ("csv_text", "why"),
    [
        ("kind,sinse,=> due\n", "no column 'sinse'"),
        ("kind,since,=> due,=> cost\n", "no column 'cost'"),
        ("kind,since\n", "no '=> output' column"),
    ],
)
def test_a_wrong_heading_is_refused(model: Model, csv_text: str, why: str) -> None:
    with pytest.raises(BadDecision) as caught:
        read_examples(csv_text, model, "d")
    assert why in str(caught.value)


def test_examples_are_read_as_their_columns_types(model: Model) -> None:
    assert read_examples(GOOD, model, "d") == [
        Example({"kind": "a", "since": date(2026, 3, 4)}, {"due": "15D", "level": 1}, 3),
        Example({"kind": "a", "since": date(2025, 12, 31)}, {"due": "007", "level": 2}, 5),
        Example({"kind": "(b, c)", "since": None}, {"due": None, "level": 3}, 6),
    ]


def test_examples_that_agree_leave_nothing_to_say(model: Model) -> None:
    assert play_examples(model, "d", GOOD) == []


def test_the_rows_that_examples_reach_are_counted(model: Model) -> None:
    assert rules_covered(model, "d", GOOD) == {1, 2, 3}
    assert rules_covered(model, "d", "kind,since,=> due\nb,,\n") == {3}


def test_what_is_written_reads_back(model: Model) -> None:
    examples = read_examples(GOOD, model, "d")
    again = read_examples(write_examples(examples), model, "d")
    assert [(e.inputs, e.outputs) for e in again] == [(e.inputs, e.outputs) for e in examples]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("", None),
        ("null", None),
        ("12.50", Decimal("12.50")),
        ("-3", -3),
        ("true", True),
        ("grp_leader", "grp_leader"),
        ("15D", "15D"),
        ("P7.4", "P7.4"),
        ("a + b", "a + b"),
        ('"true"', "true"),
        ('[1, "a"]', [1, "a"]),
        ("{a: 1}", {"a": 1}),
        ("f(1)", "f(1)"),
        ("2026-03-04", "2026-03-04"),
        ("街道（一）", "街道（一）"),
    ],
)
def test_a_cell_is_a_literal_or_a_bare_text(cell: str, value: object) -> None:
    assert read_cell(cell) == value


@pytest.mark.parametrize(
    "value", [None, True, 3, Decimal("1.5"), "a", "true", "12", " a ", "a\nb", [1, "x"], {"k": "v"}]
)
def test_a_value_survives_its_cell(value: object) -> None:
    assert read_cell(write_cell(value)) == value


def test_a_date_survives_its_cell() -> None:
    assert str(read_cell(write_cell(date(2026, 3, 4)))) == "2026-03-04"


def test_the_examples_of_every_shipped_table_read_write_and_reach_each_row() -> None:
    from engine.registry import brought_by, everything

    for rule in brought_by(everything()).rules.values():
        written = rule.examples.read_text("utf-8-sig")
        examples = read_examples(written, rule.model, rule.decision)
        again = read_examples(write_examples(examples), rule.model, rule.decision)
        assert [(e.inputs, e.outputs) for e in again] == [(e.inputs, e.outputs) for e in examples]
        table = rule.model.table_of(rule.decision)
        assert table is not None
        reached = rules_covered(rule.model, rule.decision, written)
        assert reached == {each.number for each in table.rules}, rule.id
