"""People taken over from an Excel list: what is refused, what is shown, what is stored."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask_security.utils import verify_password
from openpyxl import Workbook, load_workbook

from admin.console.people_sheet import LARGEST, read_sheet
from admin.console.workbooks import PARTS, UNPACKED
from engine import (
    LOCAL,
    Account,
    Community,
    Deed,
    Holding,
    Person,
    Refused,
    give_role,
    import_people,
    plan_people,
    today,
    values_of_deeds,
    viewer_of,
)
from engine.people_import import MOST_NEW, MOST_ROWS, ListRow
from tests.console.conftest import Desk

Sit = Callable[[str], Desk]
PAGE = "/console/people-import/"
HEADS = ["用户名", "姓名", "英文姓名", "电话", "岗位", "组织编码", "开始日期", "结束日期"]
NEW = ["zhangsan", "张三", "Zhang San", "13911112222", "社区居委会", "CM-01", None, None]
ROLE = "grp_community_committee"


def sheet(*rows: Any, heads: list[str] | None = None) -> bytes:
    book, written = Workbook(), io.BytesIO()
    for row in (heads or HEADS, *rows):
        book.active.append(row)
    book.save(written)
    return written.getvalue()


def send(here: Desk, content: bytes) -> str:
    answer = here.post(PAGE, file=(io.BytesIO(content), "people.xlsx"))
    assert answer.status_code == 200
    return str(answer.text)


def preview(here: Desk, *rows: Any) -> str:
    return send(here, sheet(*rows))


def shown_in(page: str) -> str:
    found = re.search(r'name="shown"[^>]*value="([^"]*)"', page)
    return found[1] if found else ""


def confirm(here: Desk, page: str) -> Any:
    return here.post(f"{PAGE}confirm/", token_from=PAGE, shown=shown_in(page))


def person(username: str) -> Any:
    return Account.get(Account.username == username).person


def everything_stored() -> tuple[int, ...]:
    return tuple(table.select().count() for table in (Person, Account, Holding))


@contextmanager
def nothing_stored() -> Iterator[None]:
    before = everything_stored()
    yield
    assert everything_stored() == before


# -- files that are refused


def bomb() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * (UNPACKED + 1))
    return written.getvalue()


def many_parts() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        for number in range(PARTS + 1):
            packed.writestr(f"xl/{number}", b"")
    return written.getvalue()


def declaring() -> bytes:
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(sheet(NEW))) as good,
        zipfile.ZipFile(written, "w") as packed,
    ):
        for name in good.namelist():
            head = b'<!DOCTYPE a [<!ENTITY b "c">]>' if name.endswith("sheet1.xml") else b""
            packed.writestr(name, head + good.read(name))
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "无法读取"),
        (b"no workbook", "无法读取"),
        (b"PK\x03\x04nothing", "无法读取"),
        (bomb(), "文件太大"),
        (many_parts(), "文件太大"),
        (declaring(), "无法读取"),
        (sheet(), "没有人员"),
        (sheet(["x"], heads=["姓名"]), "表头"),
        (sheet(["x", "y"], heads=["用户名", "密码"]), "不认识的列"),
        (sheet(["x", "y"], heads=["用户名", "User name"]), "表头"),
        (sheet(["=1+1", *NEW[1:]]), "第 2 行有公式"),
        (sheet([*NEW[:3], " ＝HYPERLINK(1)", *NEW[4:]]), "第 2 行有公式"),
        (sheet(*([] for _ in range(20_001)), NEW), "行数太多"),
    ],
)
def test_a_file_that_is_no_plain_list_is_refused(still: Sit, content: bytes, said: str) -> None:
    with nothing_stored():
        page = send(still("sec"), content)
    assert said in page
    assert not shown_in(page)


def test_a_file_too_large_for_a_list_is_not_even_opened() -> None:
    with pytest.raises(Refused, match="太大"):
        read_sheet(b"1" * (LARGEST + 1))


def test_a_list_of_more_than_five_thousand_rows_is_refused(still: Sit) -> None:
    here = still("sec")
    rows = [ListRow(line, {"username": f"p{line}"}) for line in range(MOST_ROWS + 1)]
    with pytest.raises(Refused, match="5000"):
        plan_people(rows, person("sec"))
    assert "超过 5000 行" in preview(here, *([f"p{n}", "甲"] for n in range(MOST_ROWS + 1)))


def test_more_newcomers_than_passwords_can_be_hashed_at_once_are_refused(still: Sit) -> None:
    page = preview(still("sec"), *([f"p{n}", "甲"] for n in range(MOST_NEW + 1)))
    assert "一次最多新增 200 人" in page
    assert not shown_in(page)


@pytest.mark.parametrize("username", ["sys", "aud", "com", "clerk"])
def test_only_who_appoints_reads_a_list(still: Sit, username: str) -> None:
    here = still(username)
    assert here.get(PAGE).status_code == 404
    assert here.get(f"{PAGE}template/").status_code == 404
    with pytest.raises(Refused):
        plan_people([ListRow(2, {"username": "ab", "name": "甲"})], person(username))


# -- rows that are refused

YESTERDAY = (today() - timedelta(days=1)).isoformat()
TOMORROW = (today() + timedelta(days=1)).isoformat()


def new(**changed: Any) -> list[Any]:
    columns = ("username", "name", "name_en", "phone", "role", "community", "since", "until")
    return list({**dict(zip(columns, NEW, strict=True)), **changed}.values())


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([new(username="")], "用户名为 2 至 80"),
        ([new(username="a b")], "用户名为 2 至 80"),
        ([new(name=None)], "新人员要有姓名"),
        ([new(name="名" * 81)], "最多 80 个字"),
        ([new(name="两\n行")], "不能有换行"),
        ([new(phone="电话")], "电话只能有数字"),
        ([new(role="皇帝")], "没有岗位“皇帝”"),
        ([new(role=None)], "缺少岗位"),
        ([new(community="CM-99")], "没有组织“CM-99”"),
        ([new(since="31.1.2027")], "日期应写成"),
        ([new(since=YESTERDAY)], "不能从过去开始"),
        ([new(until=YESTERDAY)], "不能从过去开始"),
        ([new(since=TOMORROW, until=today().isoformat())], "结束早于开始"),
        ([new(), new(username="ZhangSan", name="李四")], "在第 3 行已经出现"),
        ([new(), new(name=None, name_en=None, phone=None)], "同一岗位、同一组织重复"),
        ([new(role="grp_sysadmin", community="SD-GC")], "不能批量授予"),
        ([new(role="安全管理员", community="SD-GC")], "不能批量授予"),
        ([["sec", None, None, None, ROLE, "CM-01"]], "不能给自己授予岗位"),
        ([["aud", None, None, None, "grp_sysadmin", "SD-GC"]], "职责分离"),
        (
            [
                new(role="grp_sysadmin", community="SD-GC"),
                ["zhangsan", None, None, None, "grp_auditadmin", "SD-GC"],
            ],
            "职责分离",
        ),
    ],
)
def test_a_wrong_row_is_told_and_nothing_can_be_confirmed(
    still: Sit, rows: list[Any], said: str
) -> None:
    with nothing_stored():
        page = preview(still("sec"), ["lisi", "李四"], *rows)
    assert said in page
    assert not shown_in(page)


def test_all_that_is_wrong_is_told_at_once_by_row_in_the_readers_language(still: Sit) -> None:
    here = still("sec")
    with here.client.session_transaction() as session:
        session["language"] = "en"
    page = preview(here, new(role="x"), new(username="b", name="乙", phone="?"))
    assert "3 things are wrong. Nothing was stored." in page
    assert "There is no role “x”." in page
    lines = re.findall(r'data-label="Row">(\d+)<', page)
    assert lines == ["2", "3", "3"]


def test_who_has_left_is_not_changed(desk: Sit) -> None:
    Person.update(active=False).where(Person.id == person("clerk").id).execute()
    assert "此人已停用" in preview(desk("sec"), ["clerk", "新名"])


# -- confirming


def test_what_the_browser_made_up_is_not_taken_over(desk: Sit) -> None:
    here = desk("sec")
    page = preview(here, NEW)
    for forged in ("", "x", shown_in(page)[:-1] + "~"):
        with nothing_stored():
            answer = here.post(f"{PAGE}confirm/", token_from=PAGE, shown=forged)
        assert answer.status_code == 302
        assert "此预览已失效" in here.page(PAGE)


def test_a_preview_is_confirmed_only_by_who_saw_it(desk: Sit) -> None:
    page = preview(desk("sec"), NEW)
    other = person("clerk")
    Holding.delete().where(Holding.person == other).execute()
    give_role(other, "grp_secadmin", Community.get(Community.code == "SD-GC"))
    with nothing_stored():
        assert confirm(desk("clerk"), page).status_code == 302


def test_a_preview_that_others_overtook_is_not_taken_over(desk: Sit) -> None:
    here = desk("sec")
    page = preview(here, NEW, ["clerk", "新名"])
    Person.update(name="改过").where(Person.id == person("clerk").id).execute()
    with nothing_stored():
        assert confirm(here, page).status_code == 302
    assert "预览之后人员或任职有变化" in here.page(PAGE)
    assert Deed.select().where(Deed.deed == "people_imported").count() == 0


def test_a_list_is_taken_over_whole_or_not_at_all(desk: Sit) -> None:
    desk("sec")
    rows = [
        ListRow(2, {"username": "aa", "name": "甲"}),
        ListRow(3, {"username": "bb", "name": "乙"}),
    ]
    by = person("sec")
    plan = plan_people(rows, by)
    with nothing_stored(), pytest.raises(KeyError):  # the second's password is missing
        import_people(rows, by, digest=plan.digest, hashes={"aa": "x"}, source="")


def test_the_same_preview_cannot_be_confirmed_twice(desk: Sit) -> None:
    here = desk("sec")
    page = preview(here, NEW)
    assert confirm(here, page).status_code == 200
    with nothing_stored():
        assert confirm(here, page).status_code == 302


# -- what is stored


def test_a_preview_stores_nothing(desk: Sit) -> None:
    with nothing_stored():
        page = preview(desk("sec"), NEW)
    assert "新增人员：1" in page
    assert "139****2222" in page
    assert "13911112222" not in page


def test_newcomers_get_first_passwords_that_are_shown_once(desk: Sit, app: Flask) -> None:
    here = desk("sec")
    answer = confirm(
        here, preview(here, NEW, ["zhangsan", None, None, None, "grp_leader", "SD-GC"])
    )
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    [password] = re.findall(r"<code>([a-z]{4}-\d{4}-[a-z]{4})</code>", answer.text)
    account = Account.get(Account.username == "zhangsan")
    assert account.must_change_password
    with app.test_request_context():
        assert verify_password(password, account.password)
    assert (account.person.name, account.person.phone) == ("张三", "13911112222")
    held = {
        (h.role, h.community.code) for h in Holding.select().where(Holding.person == account.person)
    }
    assert held == {(ROLE, "CM-01"), ("grp_leader", "SD-GC")}
    assert password not in str(everything_noted())
    assert "13911112222" not in str(everything_noted())


def everything_noted() -> list[Any]:
    return [(deed.deed, deed.subject, values_of_deeds([deed.sequence])) for deed in Deed.select()]


def test_the_journal_tells_the_list_and_each_person(desk: Sit) -> None:
    here = desk("sec")
    confirm(here, preview(here, NEW, ["clerk", "新名", None, "13900000000"]))
    deeds = [deed.deed for deed in Deed.select().order_by(Deed.sequence)][-5:]
    assert deeds == ["people_imported", "person_added", "account_made", "role_given", "row_changed"]
    last = Deed.select().order_by(Deed.sequence.desc()).get()
    values = values_of_deeds([last.sequence])[last.sequence]
    assert values["after"] == {"name": "新名"}
    assert values["unsaid"] == ["phone"]
    assert last.person == person("sec")


def test_who_is_there_keeps_the_password_and_what_the_list_leaves_empty(desk: Sit) -> None:
    here, before = desk("sec"), Account.get(Account.username == "clerk")
    page = preview(here, ["CLERK", "新名", None, None, ROLE, "CM-01", None, TOMORROW])
    assert "<del>居委会干部</del> <ins>新名</ins>" in page
    answer = confirm(here, page)
    assert "<code>" not in answer.text
    after = Account.get(Account.username == "clerk")
    assert after.password == before.password
    assert (after.person.name, after.person.phone) == ("新名", "13800001234")
    held = Holding.get(Holding.person == after.person, Holding.role == ROLE)
    assert held.until is not None


def test_a_list_that_says_what_is_so_changes_nothing(desk: Sit) -> None:
    here = desk("sec")
    rows = new(since=today(), until=TOMORROW), ["clerk", None, None, None, ROLE, "CM-01"]
    confirm(here, preview(here, *rows))
    page = preview(here, *rows)
    assert "没有变化" in page
    assert not shown_in(page)


def test_a_role_that_begins_later_counts_from_that_day(desk: Sit) -> None:
    here = desk("sec")
    confirm(here, preview(here, new(since=TOMORROW)))
    held = Holding.get(Holding.person == person("zhangsan"))
    assert held.since.astimezone(LOCAL).isoformat()[:16] == f"{TOMORROW}T00:00"
    assert held.until is None
    assert not viewer_of(person("zhangsan")).roles


def test_the_empty_list_can_be_filled_in_and_read(still: Sit) -> None:
    here = still("sec")
    book = load_workbook(io.BytesIO(here.get(f"{PAGE}template/").data))
    people, explained = book.worksheets
    assert [cell.value for cell in people[1]] == HEADS
    words = {cell.value for row in explained.iter_rows() for cell in row}
    assert {"grp_community_committee", "CM-01", "滨和园第一社区"} <= words
    assert "grp_sysadmin" not in words
    people.append(NEW)
    written = io.BytesIO()
    book.save(written)
    assert shown_in(send(here, written.getvalue()))
