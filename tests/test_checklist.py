"""Every phrase of the source has its place in the product, and every place exists."""

from __future__ import annotations

import pytest

from admin.app import create_app
from tests.checklist import HEADING, Row, read, rows, unknown

# how many rows DOMAIN §0.4, §2a, §3a, §4a and §5a have
ROWS = {
    "core": 8,
    "party_lead": 11,
    "block_selfgov": 13,
    "community_autonomy": 16,
    "self_discipline": 15,
}
LISTED = [row for name in ROWS for row in rows(name)]


@pytest.fixture(scope="module")
def pages() -> set[str]:
    app = create_app("sqlite:///:memory:", secret_key="k" * 32, testing=True)
    return {str(rule) for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}


def test_a_row_without_a_place_or_with_one_that_is_not_there_is_found() -> None:
    table = "| Source phrase | What the software does | Place |\n|---|---|---|\n"
    text = f"{HEADING}\n\n{table}| “甲” | x | `no.such` `page:/inbox` |\n| “乙” | y | later |\n"
    first, second = read("core", text)
    assert unknown(first, {"/inbox"}) == ["no.such"]
    assert second.places == ()


@pytest.mark.parametrize("name", ROWS)
def test_a_checklist_has_as_many_rows_as_the_source(name: str) -> None:
    assert len(rows(name)) == ROWS[name]
    assert len({row.phrase for row in rows(name)}) == ROWS[name]


@pytest.mark.parametrize("row", LISTED, ids=lambda row: f"{row.plugin}: {row.phrase[:24]}")
def test_a_phrase_of_the_source_has_a_place_that_exists(row: Row, pages: set[str]) -> None:
    assert row.deed
    assert row.places
    assert unknown(row, pages) == []
