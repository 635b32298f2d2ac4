"""The table of docs/security.md: all 22 points, each held by tests that exist, or with a reason."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs/security.md").read_text("utf-8").partition("## The 22 points")[2]
ROWS = re.findall(r"^\| (S\d+) \| (.+?) \| (.+?) \|$", TABLE, re.M)
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def test_all_points_stand_in_the_table_once() -> None:
    assert [number for number, _, _ in ROWS] == [f"S{n}" for n in range(1, 23)]


def test_each_point_names_a_test_or_says_why_there_is_none() -> None:
    for number, _, held in ROWS:
        assert NAMED.search(held) or held.startswith("No such part"), number


def test_each_test_that_is_named_exists() -> None:
    named = [pair for _, _, held in ROWS for pair in NAMED.findall(held)]
    assert len(named) >= 40
    for path, name in named:
        assert re.search(rf"^def {name}\(", (ROOT / path).read_text("utf-8"), re.M), (path, name)
