"""Gaps and overlaps of tables are found, and only those that are there."""

from __future__ import annotations

import pytest

from engine.dmn import check_table
from tests.dmn.drawing import data, decision, literal, load, table

CASES = [
    ("x:number | => y\n< 5 | 1\n> 5 | 2", "UNIQUE", [("gap", {"x": 5}, [])]),
    ("x:number | => y\n<= 5 | 1\n>= 5 | 2", "UNIQUE", [("overlap", {"x": 5}, [1, 2])]),
    ("x:number | => y\n<= 5 | 1\n>= 5 | 2", "FIRST", []),
    ("x:number | => y\n<= 5 | 1\n>= 5 | 1", "ANY", []),
    ("x:number | => y\n<= 5 | 1\n>= 5 | 2", "ANY", [("overlap", {"x": 5}, [1, 2])]),
    ("x:number | => y\n< 1.5 | 1\n[1.5..2] | 2\n> 2 | 3", "UNIQUE", []),
    ("x:number | => y\n0 | 1\n1 | 2\n> 1 | 3\n< 0 | 4", "UNIQUE", []),
    ("x:number | => y\n-1 | 1\nnot(-1) | 2", "UNIQUE", []),
    ("x:boolean | => y\ntrue | 1", "UNIQUE", [("gap", {"x": False}, [])]),
    ('x:string | => y\n"a" | 1', "UNIQUE", [("gap", {"x": "…"}, [])]),
    ('x:string ("a","b") | => y\n"a" | 1\n"b" | 2', "UNIQUE", []),
    ('x:string ("a","b") | => y\n"a" | 1', "UNIQUE", [("gap", {"x": "b"}, [])]),
    ('x:date | => y\n< @"2026-01-01" | 1\n> @"2026-01-02" | 2', "FIRST",
     [("gap", {"x": "2026-01-01"}, [])]),
    ('x:date | => y\n< date("2026-01-01") | 1\n>= date("2026-01-01") | 2', "UNIQUE", []),
    ("x:boolean | z:number | => y\ntrue | - | 1\nfalse | > 3 | 2", "UNIQUE",
     [("gap", {"x": False, "z": 3}, [])]),
    ("x:boolean | z:number | => y\ntrue | - | 1\n- | > 3 | 2\nfalse | <= 3 | 2", "UNIQUE",
     [("overlap", {"x": True, "z": 4}, [1, 2])]),
    ("x:number | z:number | => y\n> z | - | 1", "UNIQUE", []),
    ("x:number | => y\n> 3 | 1", "COLLECT", []),
]  # fmt: skip


def plain(value: object) -> object:
    return value if isinstance(value, (int, str)) else str(value)


@pytest.mark.parametrize(("drawn", "policy", "found"), CASES)
def test_a_table_is_checked(
    drawn: str, policy: str, found: list[tuple[str, dict[str, object], list[int]]]
) -> None:
    parts = (data("x"), data("z"), decision("d", table(drawn, policy), "in_x in_z"))
    findings = check_table(load(*parts), "d")
    assert [(f.kind, {k: plain(v) for k, v in f.case.items()}, f.rules) for f in findings] == found
    for finding in findings:
        assert finding.text.say("zh") != finding.text.say("en")


def test_what_is_no_table_has_nothing_to_check() -> None:
    assert check_table(load(decision("d", literal("1"))), "d") == []


def test_a_large_table_is_checked_at_once() -> None:
    columns = 8
    header = " | ".join(f"x{i}:number" for i in range(columns)) + " | => y"
    rows = [" | ".join(f"> {(i * j) % 7}" for i in range(columns)) + f" | {j}" for j in range(30)]
    drawn = table("\n".join([header, *rows]))
    needs = " ".join(f"in_x{i}" for i in range(columns))
    model = load(*(data(f"x{i}") for i in range(columns)), decision("d", drawn, needs))
    assert 0 < len(check_table(model, "d")) <= 20
