"""What Flask-Admin does wrong out of the box (design/stack.md §1), each by its number."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from peewee import SmallIntegerField

from admin.console import ConsoleView
from admin.console.exports import harmless
from engine import Person
from tests.console.conftest import Desk, Step, Topic, flashed, token_in

Sit = Callable[[str], Desk]
LIST = "/console/topics/"
NEW = "/console/topics/new/"


def edit(topic: Any) -> str:
    return f"/console/topics/edit/?id={topic.id}"


def answers(topic: Any, **changed: Any) -> dict[str, Any]:
    """Return what a browser sends when a topic's form is submitted as it was shown."""
    sent = {
        "title": topic.title, "note": topic.note, "state": topic.state, "weight": topic.weight,
        "due": topic.due.isoformat(), "opened_at": "2026-11-02T09:30",
        "data": json.dumps(topic.data),
        "starter": topic.starter_id, "community": topic.community_id, "version": topic.version,
    }  # fmt: skip
    for number, step in enumerate(topic.steps):
        sent |= {f"steps-{number}-id": step.id, f"steps-{number}-name": step.name}
        sent[f"steps-{number}-doer"] = "__None"
    return {**sent, **changed}


@pytest.fixture
def topic(app: Flask) -> Any:
    return Topic.get(Topic.title == "停车议题 0")


# 1 — delete takes the children along


def test_1_deleting_never_takes_other_rows_along(desk: Sit, topic: Any) -> None:
    steps = Step.select().count()
    here = desk("sys")
    done = here.post(f"/console/topics/delete/?id={topic.id}", id=topic.id, sure="1")
    assert "还有其他记录引用它" in flashed(done, here)
    assert Topic.select().where(Topic.id == topic.id).exists()
    assert Step.select().count() == steps


def test_1_deleting_several_keeps_those_that_others_refer_to(desk: Sit, topic: Any) -> None:
    lonely = Topic.create(title="无人引用", starter=topic.starter)
    ids = [str(topic.id), str(lonely.id)]
    desk("sys").post("/console/topics/action/", LIST, action="delete", rowid=ids, sure="1")
    assert Topic.select().where(Topic.id == topic.id).exists()
    assert not Topic.select().where(Topic.id == lonely.id).exists()


# 2 — a new inline row is refused


def test_2_a_new_inline_row_is_stored_and_the_spare_one_is_not(desk: Sit, topic: Any) -> None:
    sent = answers(topic, **{"steps-1-id": "", "steps-1-name": "公示", "steps-1-doer": "1"})
    sent |= {"steps-2-id": "", "steps-2-name": "", "steps-2-doer": "__None"}
    assert desk("sys").post(edit(topic), **sent).status_code == 302
    assert [(step.name, step.doer_id) for step in topic.steps.order_by(Step.id)] == [
        ("审批", None),
        ("公示", 1),
    ]


def test_2_the_page_offers_a_spare_row_without_any_script(desk: Sit, topic: Any) -> None:
    page = desk("sys").page(edit(topic))
    assert 'name="steps-1-name"' in page
    assert "addInlineField" not in page


def test_2_a_marked_inline_row_is_deleted_alone(desk: Sit, topic: Any) -> None:
    kept = Step.create(topic=topic, name="公示")
    sent = answers(topic, **{"del-steps-0": "on"})
    assert desk("sys").post(edit(topic), **sent).status_code == 302
    assert [step.id for step in topic.steps] == [kept.id]


# 3 — a joined list that is sorted or filtered over the same table


@pytest.mark.parametrize(
    "query", ["sort=5", "sort=5&desc=1", "search=管理", "flt_12=管理", "flt_10=1"]
)
def test_3_a_joined_list_is_sorted_searched_and_filtered(still: Sit, query: str) -> None:
    assert still("sys").client.get(f"{LIST}?{query}").status_code == 200


def test_3_a_list_reads_its_rows_in_one_statement(
    app: Flask, desk: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.database import db

    here, asked = desk("sys"), []
    ask = type(db.obj).execute_sql
    monkeypatch.setattr(
        type(db.obj),
        "execute_sql",
        lambda self, sql, *rest: asked.append(sql) or ask(self, sql, *rest),
    )
    here.page(LIST)
    about = [sql for sql in asked if "test_topics" in sql]
    assert len(about) == 2  # the count and the rows; none for each row's starter or community


# 4 — filters by exact class name


def controls(app: Flask) -> list[dict[str, Any]]:
    view = next(v for v in app.extensions["admin"][0]._views if v.endpoint == "console_topics")
    return view.controls(())


GOOD = {"number": "1", "date": "2026-11-05", "text": "x"}


def test_4_every_kind_of_column_can_be_filtered(app: Flask, desk: Sit) -> None:
    with app.test_request_context():
        shown = controls(app)
    assert len(shown) == 13
    for control in shown:
        good = (
            "open" if control["options"] and control["label"] == "State" else GOOD[control["type"]]
        )
        answer = desk("sys").get(LIST, **{control["name"]: good})
        assert answer.status_code == 200, control


def test_4_no_value_of_a_filter_makes_the_list_fail(app: Flask, desk: Sit) -> None:
    with app.test_request_context():
        names = [control["name"] for control in controls(app)]
    here = desk("sys")
    for bad in ("x", "9" * 30, "9999-12-31", "\0%_'\""):
        for name in names:
            assert here.get(LIST, **{name: bad}).status_code == 200, (name, bad)


def test_4_a_filter_that_says_nothing_is_named(still: Sit) -> None:
    page = still("sys").page(LIST, flt_8="gestern")
    assert "“gestern”不是“Opened At”的有效取值" in page


def test_4_a_filter_narrows_the_list(still: Sit) -> None:
    page = still("sys").page(LIST, flt_2="议题 7")
    assert "停车议题 7" in page
    assert "停车议题 8" not in page


def test_4_a_day_is_a_day_of_the_subdistrict(still: Sit, topic: Any) -> None:
    """Stored instants are UTC; 1 November 23:30 in Beijing is still the first."""
    page = still("sys").page(LIST, flt_8="2026-11-02", flt_9="2026-11-02")
    assert "停车议题" in page
    assert "停车议题" not in still("sys").page(LIST, flt_8="2026-11-03")


# 5 — lists that are edited in place


def test_5_a_view_that_edits_lists_in_place_is_refused(app: Flask) -> None:
    class InPlace(ConsoleView):
        column_editable_list = ("state",)

    with pytest.raises(ValueError, match="edited in place"):
        InPlace(Topic, "x", "in_place")


# 6 — parent and inline rows without a transaction


def test_6_a_failing_inline_row_leaves_its_parent_as_it_was(desk: Sit, topic: Any) -> None:
    twice = {"steps-1-id": "", "steps-1-name": "审批", "steps-1-doer": "__None"}
    answer = desk("sys").post(edit(topic), **answers(topic, title="改了", **twice))
    assert answer.status_code == 200
    assert "已有相同的记录" in answer.text
    assert Topic.get_by_id(topic.id).title == "停车议题 0"
    assert topic.steps.count() == 1


# 7 — no optimistic lock


def test_7_the_second_of_two_who_edit_one_row_is_told(desk: Sit, topic: Any) -> None:
    first, second = answers(topic, title="甲改的"), answers(topic, title="乙改的")
    assert desk("sys").post(edit(topic), **first).status_code == 302
    late = desk("sys").post(edit(topic), **second)
    assert late.status_code == 200
    assert "别人刚刚改过" in late.text
    stored = Topic.get_by_id(topic.id)
    assert (stored.title, stored.version) == ("甲改的", 2)


@pytest.mark.parametrize("version", ["", "x", "-1", "1' or 1=1", "99999999999999999999"])
def test_7_a_forged_version_changes_nothing(desk: Sit, topic: Any, version: str) -> None:
    answer = desk("sys").post(edit(topic), **answers(topic, title="伪造", version=version))
    assert answer.status_code == 200
    assert Topic.get_by_id(topic.id).title == "停车议题 0"


# 8 — formulas in exports

DANGEROUS = ["=1+2", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1+2", "＝1+2"]


def test_8_no_exported_cell_begins_like_a_formula(desk: Sit) -> None:
    for number, text in enumerate(DANGEROUS):
        Topic.update(title=text).where(Topic.weight == number).execute()
    table = desk("sys").get("/console/topics/export/csv/").data.decode("utf-8-sig")
    cells = [row[1] for row in csv.reader(io.StringIO(table, newline=""))]
    assert {f"'{text}" for text in DANGEROUS} <= set(cells)
    book = load_workbook(io.BytesIO(desk("sys").get("/console/topics/export/xlsx/").data))
    assert all(cell.data_type != "f" for row in book.active.iter_rows() for cell in row)


@pytest.mark.parametrize("plain", ["-3", "+1.5", "停车", 5, True, None])
def test_8_numbers_and_plain_text_are_exported_as_they_are(plain: Any) -> None:
    assert harmless(plain) == ("" if plain is None else plain)


def test_8_an_export_is_the_list_as_it_stands(still: Sit) -> None:
    table = still("sys").get("/console/topics/export/csv/", flt_2="议题 7").text
    assert "停车议题 7" in table
    assert "停车议题 8" not in table


# 9 — two worlds of CSRF tokens


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("/console/topics/new/", {"title": "x"}),
        ("/console/topics/edit/?id=1", {"title": "x"}),
        ("/console/topics/delete/?id=1", {"id": "1", "sure": "1"}),
        ("/console/topics/action/", {"action": "delete", "rowid": "1", "sure": "1"}),
        ("/console/people/leave/?id=5", {"id": "5", "sure": "1"}),
        ("/console/plugins/switch/?community=1&plugin=core", {"on": "0", "reason": "none"}),
        ("/console/settings/", {"key": "core.work_hours", "value": "x"}),
        ("/console/jobs/action/", {"action": "retry", "rowid": "1", "sure": "1"}),
    ],
)
def test_9_a_deed_without_the_token_is_400(still: Sit, address: str, sent: dict[str, str]) -> None:
    before = Topic.select().count()
    assert still("sys").client.post(address, data=sent).status_code == 400
    assert Topic.select().count() == before
    assert Person.get_by_id(5).active


def test_9_the_tokens_of_shell_and_forms_are_one(desk: Sit, topic: Any) -> None:
    here = desk("sys")
    shell = token_in(here.page(LIST))
    sent = {**answers(topic, title="一枚令牌"), "csrf_token": shell}
    assert here.client.post(edit(topic), data=sent).status_code == 302


# 10 — inline handlers under a strict policy

INLINE = re.compile(
    r"<[^>]+\son[a-z]+\s*=|javascript:|<script(?![^>]*\ssrc=)(?![^>]*json)[^>]*>", re.I
)


@pytest.mark.parametrize(
    "address",
    [LIST, NEW, "/console/topics/edit/?id=1", "/console/topics/details/?id=1",
     "/console/topics/delete/?id=1"],
)  # fmt: skip
def test_10_no_page_holds_code_that_the_policy_would_block(still: Sit, address: str) -> None:
    answer = still("sys").client.get(address)
    assert answer.status_code == 200
    assert not INLINE.search(answer.text)
    scripts = answer.headers["Content-Security-Policy"].split("script-src ")[1].split(";")[0]
    assert "unsafe" not in scripts
    assert "https://" not in re.sub(r'xmlns="[^"]*"', "", answer.text)


def test_10_deleting_asks_first_whatever_the_browser_runs(desk: Sit) -> None:
    lonely = Topic.create(title="可删", starter=Person.get_by_id(1))
    here = desk("sys")
    asked = here.post(f"/console/topics/delete/?id={lonely.id}", id=lonely.id)
    assert asked.status_code == 200
    assert "可删" in asked.text
    assert Topic.select().where(Topic.id == lonely.id).exists()
    done = here.post(f"/console/topics/delete/?id={lonely.id}", id=lonely.id, sure="1")
    assert "已删除题目“可删”" in flashed(done, here)
    assert not Topic.select().where(Topic.id == lonely.id).exists()


def test_10_a_deed_on_several_rows_asks_first(desk: Sit) -> None:
    lonely = Topic.create(title="可删", starter=Person.get_by_id(1))
    asked = desk("sys").post("/console/topics/action/", LIST, action="delete", rowid=[lonely.id])
    assert asked.status_code == 200
    assert "可删" in asked.text
    assert Topic.select().where(Topic.id == lonely.id).exists()


# 11 — small things that people see


def test_11_json_keeps_its_chinese(desk: Sit, topic: Any) -> None:
    page = desk("sys").page(edit(topic))
    assert "备注" in page.split('name="data"')[1][:200]
    assert "\\u5907" not in page


def test_11_the_search_says_where_it_looks(still: Sit) -> None:
    page = still("sys").page(LIST)
    assert 'placeholder="Title / 备注 / Name"' in page
    assert 'placeholder="None"' not in page


def test_11_labels_of_columns_reach_the_form(desk: Sit, topic: Any) -> None:
    assert re.search(r'<label[^>]*for="starter"[^>]*>发起人</label>', desk("sys").page(edit(topic)))


def test_11_a_list_shows_choices_in_words(still: Sit) -> None:
    row = still("sys").page(LIST).split("<tbody>")[1]
    assert "办理中" in row
    assert ">open<" not in row


# 12 — WTForms 3.4 takes away what Flask-Admin uses


def test_12_the_version_of_wtforms_is_held() -> None:
    wanted = ConfigParser()
    wanted.read(Path(__file__).parents[2] / "setup.cfg", "utf-8")
    lines = wanted["options"]["install_requires"].splitlines()
    assert "<3.4" in next(line for line in lines if line.startswith("WTForms"))


def test_12_an_instant_is_typed_and_kept_on_the_subdistricts_clock(desk: Sit, topic: Any) -> None:
    assert 'value="2026-11-02T09:30"' in desk("sys").page(edit(topic))
    sent = answers(topic, opened_at="2026-11-03T08:00")
    assert desk("sys").post(edit(topic), **sent).status_code == 302
    assert Topic.get_by_id(topic.id).opened_at.isoformat() == "2026-11-03T00:00:00+00:00"


@pytest.mark.parametrize("bad", ["gestern", "2026-13-01T00:00"])
def test_12_what_is_no_instant_is_named(desk: Sit, topic: Any, bad: str) -> None:
    answer = desk("sys").post(edit(topic), **answers(topic, opened_at=bad))
    assert "不是有效的日期和时间" in answer.text
    assert bad in answer.text


# 13 — counting a big table on each list


def test_13_histories_are_paged_without_counting(
    still: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.database import db

    asked: list[str] = []
    here, ask = still("aud"), type(db.obj).execute_sql
    monkeypatch.setattr(
        type(db.obj),
        "execute_sql",
        lambda self, sql, *rest: asked.append(sql) or ask(self, sql, *rest),
    )
    assert "第 1 页" in here.page("/console/events/")
    assert not [sql for sql in asked if "COUNT" in sql and '"events"' in sql]


# 14 — large texts in forms


def test_14_a_text_of_a_megabyte_in_a_form_is_not_refused(
    app: Flask, desk: Sit, topic: Any
) -> None:
    assert app.config["MAX_CONTENT_LENGTH"]
    here = desk("sys")
    sent = {**answers(topic, note="长" * 400_000), "csrf_token": token_in(here.page(LIST))}
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in sent.items()
    ]
    body = ("".join(parts) + "--x--\r\n").encode()
    answer = here.client.post(
        edit(topic), data=body, content_type="multipart/form-data; boundary=x"
    )
    assert answer.status_code == 302


# found while building: addresses that make Flask-Admin fail or lie


def test_no_address_makes_a_list_fail(still: Sit) -> None:
    here = still("sys")
    for query in (
        "page=-1", "page=99999999999999999999", "sort=99", "sort=2", "sort=-1", "search=%00",
        "search=%25_'\"", "page_size=100000", "flt_99=1", "flt0_0=1",
    ):  # fmt: skip
        assert here.client.get(f"{LIST}?{query}").status_code == 200, query


@pytest.mark.parametrize("page", ["edit", "details", "delete"])
def test_a_row_that_is_not_there_is_404(still: Sit, page: str) -> None:
    here = still("sys")
    for number in ("x", "", "99999", "-1", "9" * 40, "1;drop", "%00"):
        address = f"/console/topics/{page}/?id={number}"
        assert here.client.get(address).status_code == 404, address


def test_no_address_is_carried_into_our_links(still: Sit) -> None:
    page = still("sys").client.get(f"{LIST}?_external=1&_scheme=javascript&evil=1&_anchor=x").text
    assert "javascript://" not in page
    assert not [link for link in re.findall(r'href="([^"]*)"', page) if "evil" in link]


def test_a_return_address_elsewhere_is_not_followed(desk: Sit, topic: Any) -> None:
    sent = answers(topic)
    answer = desk("sys").post(f"{edit(topic)}&url=https://evil.example/", **sent)
    assert answer.status_code == 302
    assert "evil" not in answer.location


def test_what_people_typed_is_never_markup(desk: Sit, topic: Any) -> None:
    Topic.update(title="<script>alert(1)</script>").where(Topic.id == topic.id).execute()
    for address in (f"{LIST}?sort=0", edit(topic), f"/console/topics/details/?id={topic.id}"):
        page = desk("sys").client.get(address).text
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_pages_of_equal_values_do_not_overlap(desk: Sit) -> None:
    Topic.update(due="2026-12-01").execute()
    rows: list[str] = []
    for page in range(3):
        rows += re.findall(
            r"停车议题 \d+", desk("sys").page(LIST, sort=4, page=page).split("<tbody>")[1]
        )
    assert len(set(rows)) == 45


def test_a_type_error_in_a_page_is_not_run_twice(
    app: Flask, desk: Sit, topic: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Flask-Admin calls a view again, in another way, when it raises TypeError."""
    calls = []
    view = next(v for v in app.extensions["admin"][0]._views if v.endpoint == "console_topics")
    monkeypatch.setattr(view, "on_model_change", lambda *given: calls.append(1) or len(5))
    assert desk("sys").post(edit(topic), **answers(topic, title="错")).status_code == 500
    assert len(calls) == 1
    assert Topic.get_by_id(topic.id).title == "停车议题 0"


def test_the_test_table_has_the_kinds_that_stumble() -> None:
    kinds = {type(field).__name__ for field in Topic._meta.sorted_fields}
    assert {"BigAutoField", "UUIDField", "UtcDateTimeField", "ForeignKeyField"} <= kinds
    assert isinstance(Topic.weight, SmallIntegerField)
