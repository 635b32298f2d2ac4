"""Ledgers as staff read them: who finds what, masked, filtered, sorted, and as an Excel file."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

from openpyxl import load_workbook

from engine import (
    Text,
    brought_by,
    community_of,
    everything,
    now,
    switch_plugin,
)
from engine.ledgers import Ledger, Wanted, ledger_page, ledgers_for, wrong_ledgers
from tests.pages.conftest import Desk, Office

ISSUES = brought_by(everything()).ledgers["core.issues"]
Issue: Any = ISSUES.record


def enter(place: str, **changed: Any) -> Any:
    """Put a matter into the ledger of a community."""
    values = {
        "title": "楼道灯不亮",
        "category": "C02",
        "channel": "phone",
        "complainant": "张桂芬",
        "contact": "13812345678",
        "place": "古城南路3号楼三单元501",
        "level": "IV",
        "state": "triaged",
    }
    return Issue.create(community=community_of(place), data_class="C3", **{**values, **changed})


def titles(office: Office, username: str, **wanted: Any) -> list[str]:
    page, _ = ledger_page(office.who(username), ISSUES, Wanted(**wanted))
    return [row.record.title for row in page.rows]


# -- who finds what ---------------------------------------------------------------------------


def test_nobody_finds_what_lies_outside_its_scope(office: Office) -> None:
    enter("CM-07", title="七社区的事")
    enter("CM-08", title="八社区的事")
    assert titles(office, "wang") == ["七社区的事"]
    assert titles(office, "zhou") == ["八社区的事"]
    assert titles(office, "ma", sort="created_at") == ["七社区的事", "八社区的事"]


def test_who_keeps_the_machine_reads_no_ledger(office: Office) -> None:
    assert ledgers_for(office.who("sys")) == []
    assert office.desk("sys").get("/ledgers/core.issues").status_code == 404
    assert office.desk("sys").get("/ledgers/core.issues.xlsx").status_code == 404


def test_nobody_signed_in_reads_no_ledger(office: Office) -> None:
    assert office.browser().get("/ledgers/core.issues").status_code in (302, 401)


def test_a_ledger_that_nobody_brings_is_not_found(wang: Desk) -> None:
    assert wang.get("/ledgers/core.nothing").status_code == 404


def test_where_a_plugin_is_off_its_rows_are_gone(office: Office) -> None:
    trial = Ledger("community_autonomy.trial", Text("试"), Issue, ("title",))
    enter("CM-07", title="七社区的事")
    enter("CM-08", title="八社区的事")
    switch_plugin(community_of("CM-07"), "community_autonomy", False)
    assert [row.record.title for row in ledger_page(office.who("ma"), trial, Wanted())[0].rows] == [
        "八社区的事"
    ]
    assert ledger_page(office.who("wang"), trial, Wanted())[1] == 0


# -- what is shown of it ----------------------------------------------------------------------


def test_personal_values_are_masked_and_never_sorted_or_searched_by(
    office: Office, wang: Desk
) -> None:
    enter("CM-07")
    page = wang.get("/ledgers/core.issues").text
    assert "张*" in page
    assert "张桂芬" not in page
    assert "138****5678" in page
    assert "13812345678" not in page
    assert "sort=complainant" not in page
    assert titles(office, "wang", words="张桂芬") == []
    assert titles(office, "wang", words="楼道灯") == ["楼道灯不亮"]


def test_of_a_secret_record_nothing_personal_is_left(office: Office, wang: Desk) -> None:
    enter("CM-07", title="须保密的报告").__class__.update(data_class="C4").execute()
    page = wang.get("/ledgers/core.issues").text
    assert "张*" not in page
    assert "***" in page


def test_codes_and_heads_are_said_in_the_readers_language(office: Office, wang: Desk) -> None:
    enter("CM-07")
    assert "诉求人" in wang.read("/ledgers/core.issues")
    page = office.desk("wang", "en").read("/ledgers/core.issues")
    assert "Complainant" in page
    assert "Being handled" in page
    assert "办理中" not in page


# -- asking ---------------------------------------------------------------------------------


def test_rows_are_narrowed_by_code_place_and_time(office: Office) -> None:
    enter("CM-07", title="甲", channel="visit")
    old = enter("CM-08", title="乙")
    Issue.update(created_at=now() - timedelta(days=40)).where(Issue.id == old.id).execute()
    today = now().date()
    assert titles(office, "ma", chosen={"channel": "visit"}) == ["甲"]
    assert titles(office, "ma", community="CM-08") == ["乙"]
    assert titles(office, "ma", since=today - timedelta(days=2)) == ["甲"]
    assert titles(office, "ma", until=today - timedelta(days=30)) == ["乙"]
    assert len(titles(office, "ma", chosen={"channel": "no such", "contact": "x"})) == 2


def test_rows_are_sorted_with_the_empty_ones_last_on_every_database(office: Office) -> None:
    enter("CM-07", title="无时限")
    enter("CM-07", title="早", due_at=now())
    enter("CM-07", title="晚", due_at=now() + timedelta(days=1))
    assert titles(office, "wang", sort="due_at") == ["早", "晚", "无时限"]
    assert titles(office, "wang", sort="-due_at") == ["晚", "早", "无时限"]


def test_a_long_ledger_comes_in_pages(office: Office, wang: Desk) -> None:
    for number in range(35):
        enter("CM-07", title=f"第{number}件")
    page, count = ledger_page(office.who("wang"), ISSUES, Wanted())
    assert (len(page.rows), page.more, count) == (30, True, 35)
    assert "第0件" in wang.read("/ledgers/core.issues?page=2&channel=phone")
    assert (
        wang.get("/ledgers/core.issues?page=900&since=x&sort=--&community=CM-07").status_code == 200
    )
    assert wang.get("/ledgers/core.issues?community=nowhere").status_code == 404


# -- the file -------------------------------------------------------------------------------


def test_the_excel_file_holds_the_rows_asked_for_and_no_formula(office: Office, wang: Desk) -> None:
    enter("CM-07", title="=HYPERLINK(1)")
    enter("CM-07", title="另一件", channel="visit")
    answer = wang.get("/ledgers/core.issues.xlsx?channel=phone")
    assert answer.status_code == 200
    assert "xlsx" in answer.headers["Content-Disposition"]
    sheet = load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    heads, *rows, _, mark = list(sheet.iter_rows(values_only=True))
    assert "导出人：王秀兰" in str(mark[0])
    assert heads[2] == "标题"
    assert len(rows) == 1
    assert rows[0][2] == "'=HYPERLINK(1)"
    assert "张*" in rows[0]
    assert "张桂芬" not in rows[0]


def test_the_ledgers_that_are_shipped_name_fields_that_have_words() -> None:
    assert list(wrong_ledgers()) == []
