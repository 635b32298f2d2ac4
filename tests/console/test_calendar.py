"""The page of the calendar: what each administrator sees of it, and how a day or list changes."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook

from engine import (
    CalendarDay,
    CalendarEdit,
    Case,
    Community,
    Holding,
    Person,
    forget_holders,
    give_role,
    publish_files,
    start_case,
    viewer_of,
)
from engine.calendars import calendar_of, forget_calendars
from engine.case_clock import count_due, set_clock
from engine.clock import LOCAL, at
from tests.console.conftest import SECRET, Desk, flashed
from tests.console.test_pages import community

Sit = Callable[[str], Desk]

MONDAY = datetime(2026, 11, 23, 10, tzinfo=LOCAL)
STORM = {"kind": "off", "hours": "", "name": "暴雪", "reason": "区应急通知"}


@pytest.fixture(autouse=True)
def calendars_anew() -> None:
    forget_calendars()


@pytest.fixture
def desk_of_old(desk: Sit) -> Sit:
    """Sit somebody down whose roles began long before the days of the tests."""
    Holding.update(since=datetime(2018, 11, 1, tzinfo=LOCAL)).execute()
    forget_holders()
    return desk


def day_page(day: str, code: str = "SD-GC") -> str:
    return f"/console/calendar/day/?community={community(code).id}&day={day}"


def due_case() -> Case:
    """Start a case on a Monday that is due in three working days; its first task in one."""
    publish_files()
    clerk = viewer_of(Person.get(Person.name == "居委会干部"))
    answers = {"title": SECRET, "category": "C02", "location": {"place": "三号楼"}}
    with at(MONDAY):
        case = start_case("issue_loop", community("CM-01"), clerk, answers)
        set_clock(case, count_due(case, within="3WD"))
    case.save()
    return case


def due_day(case: Case) -> date:
    return Case.get_by_id(case.id).due_at.astimezone(LOCAL).date()


# -- who


@pytest.mark.parametrize("code", ["SD-GC", "CM-02", "BL-GCXJ"])
def test_a_communitys_administrator_finds_no_calendar_but_its_own(still: Sit, code: str) -> None:
    here, there = still("com"), community(code).id
    assert here.get("/console/calendar/", community=there).status_code == 404
    sent = here.post(day_page("2026-11-25", code), "/console/calendar/", **STORM)
    assert sent.status_code == 404
    assert not CalendarDay.select().where(CalendarDay.day == date(2026, 11, 25)).exists()


def test_a_change_of_everybodys_days_cannot_be_undone_by_a_community(desk: Sit) -> None:
    desk("sys").post(day_page("2026-11-25"), **STORM)
    done = CalendarEdit.get()
    asked = f"/console/calendar/undo/?id={done.id}&community={community('CM-01').id}"
    assert desk("com").get(asked).status_code == 404
    assert desk("com").post(asked, "/console/calendar/", sure="1").status_code == 404


def test_a_communitys_administrator_changes_its_own_days_and_no_others(desk: Sit) -> None:
    here = desk("com")
    done = here.post(day_page("2026-11-25", "CM-01"), **STORM)
    assert "日历已修改" in flashed(done, here)
    assert not calendar_of(community("CM-01").id).is_working_day(date(2026, 11, 25))
    assert calendar_of(community("CM-02").id).is_working_day(date(2026, 11, 25))
    assert "is-own" in here.page("/console/calendar/", year=2026)


# -- a day


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"kind": "maybe"}, "error-summary"),
        ({"kind": "half", "hours": ""}, "不是工作时间"),
        ({"kind": "half", "hours": "18:00-09:00"}, "不是工作时间"),
        ({"reason": ""}, "error-summary"),
        ({"name": "长" * 81}, "error-summary"),
    ],
)
def test_a_day_that_is_not_said_right_is_asked_again(still: Sit, changed: Any, said: str) -> None:
    answer = still("sys").post(day_page("2026-11-25"), **{**STORM, **changed})
    assert answer.status_code == 200
    assert said in answer.text
    assert not CalendarEdit.select().exists()


@pytest.mark.parametrize("day", ["", "x", "2026-02-30", "1999-01-01", "2101-01-01"])
def test_there_is_no_page_for_what_is_no_day(still: Sit, day: str) -> None:
    assert still("sys").get(day_page(day)).status_code == 404


def test_what_moves_is_shown_before_it_is_done_and_titles_stay_hidden(desk_of_old: Sit) -> None:
    here, case = desk_of_old("sys"), due_case()
    with at(MONDAY):
        shown = here.post(day_page("2026-11-25"), **STORM)
        assert shown.status_code == 200
        assert "2026-11-26 23:59" in shown.text
        assert "2026-11-27 23:59" in shown.text
        assert case.number in shown.text
        assert SECRET not in shown.text
        assert due_day(case) == date(2026, 11, 26)
        done = here.post(day_page("2026-11-25"), **STORM, sure="1")
        assert "1个期限随之变动" in flashed(done, here)
    assert due_day(case) == date(2026, 11, 27)


def test_a_change_is_kept_with_its_reason_and_can_be_undone_once(desk_of_old: Sit) -> None:
    here, case = desk_of_old("sys"), due_case()
    with at(MONDAY):
        here.post(day_page("2026-11-25"), **STORM, sure="1")
        done = CalendarEdit.get()
        page = here.page("/console/calendar/", year=2026)
        assert "区应急通知" in page
        assert "系统管理员" in page
        asked = f"/console/calendar/undo/?id={done.id}"
        assert "2026-11-27 23:59" in here.page(asked)
        assert due_day(case) == date(2026, 11, 27)
        here.post(asked, sure="1")
        assert due_day(case) == date(2026, 11, 26)
        again = here.get(asked)
        assert "已经撤销过" in flashed(again, here)


def test_a_half_day_has_its_hours(desk: Sit) -> None:
    here = desk("sys")
    half = {**STORM, "kind": "half", "hours": "09：00－11：30"}
    here.post(day_page("2026-11-25"), **half)
    assert calendar_of(community("CM-01").id).hours_of(date(2026, 11, 25)) == ((540, 690),)
    assert "09:00-11:30" in here.page(day_page("2026-11-25"))


# -- a list

LIST = "2027-01-01,off,,元旦,国办\n2027-01-02,on,,调休上班,国办\n"


def test_wrong_lines_are_named_and_the_text_is_kept(still: Sit) -> None:
    answer = still("sys").post("/console/calendar/list/?year=2027", text=f"{LIST}2027-02-30,off\n")
    assert "第3行：“2027-02-30”不是日期" in answer.text
    assert "调休上班" in answer.text
    assert not CalendarEdit.select().exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x81\x00\xff\xff", "既不是文本"),
        (b"PK\x03\x04nothing", "无法读取"),
        (b"1" * 400_001, "太大"),
    ],
)
def test_a_file_that_holds_no_list_is_refused(still: Sit, content: bytes, said: str) -> None:
    here = still("sys")
    sent = {"text": "", "file": (io.BytesIO(content), "list.csv")}
    assert said in here.post("/console/calendar/list/?year=2027", **sent).text


def workbook() -> bytes:
    book, written = Workbook(), io.BytesIO()
    book.active.append(["日期", "类型", "时间", "名称", "来源"])
    book.active.append([datetime(2027, 1, 1), "放假", None, "元旦", "国办"])
    book.active.append(["2027-01-02", "上班", None, "调休上班", "国办"])
    book.save(written)
    return written.getvalue()


FILES = {"utf": LIST.encode("utf-8-sig"), "gb": LIST.encode("gb18030"), "xlsx": workbook()}


@pytest.mark.parametrize("file", FILES.values(), ids=FILES)
def test_a_list_is_taken_over_from_a_file_after_it_was_shown(desk: Sit, file: bytes) -> None:
    here, page = desk("sys"), "/console/calendar/list/?year=2027"
    shown = here.post(page, text="", file=(io.BytesIO(file), "list"))
    kept = re.search(r'<textarea name="text" hidden>(.*?)</textarea>', shown.text, re.S)
    assert kept
    assert CalendarDay.select().where(CalendarDay.day == date(2027, 1, 2)).count() == 0
    done = here.post(page, text=kept[1], sure="1")
    assert "日历已修改" in flashed(done, here)
    assert calendar_of(community("CM-01").id).is_working_day(date(2027, 1, 2))
    assert "已有公布的安排" in here.page("/console/calendar/", year=2027)


def test_a_list_that_the_product_knows_is_offered_as_text(desk: Sit) -> None:
    page = desk("sys").page("/console/calendar/list/", year=2026, known=1)
    assert "2026-10-10,on" in page


# -- warnings


def test_a_missing_list_is_said_on_the_first_page_and_on_the_calendar(desk_of_old: Sit) -> None:
    here = desk_of_old("sys")
    for month, missing in ((10, False), (11, True)):
        with at(datetime(2026, month, 20, 10, tzinfo=LOCAL)):
            for page in ("/console/", "/console/calendar/"):
                assert ("还没有2027年的放假安排" in here.page(page)) == missing


def test_due_dates_in_years_that_are_not_known_are_counted(desk: Sit) -> None:
    case, here = Case.get(), desk("sys")
    assert "尚未公布放假安排的年份" not in here.page("/console/calendar/")
    Case.update(due_at=datetime(2027, 3, 1, 10, tzinfo=LOCAL)).where(Case.id == case.id).execute()
    assert "有1个期限落在尚未公布放假安排的年份（2027）" in here.page("/console/calendar/")


# -- the year


def test_every_day_says_in_words_what_it_is(still: Sit) -> None:
    page = still("sys").page("/console/calendar/", year=2026)
    assert 'aria-label="2026-10-01 周四: 放假 国庆节"' in page
    assert 'aria-label="2026-10-10 周六: 上班（调休） 调休上班"' in page
    assert page.count('class="month"') == 12


def test_who_may_only_look_at_a_part_sees_the_days_of_all_above(desk: Sit) -> None:
    both = Person.get(Person.name == "社区插件管理员")
    give_role(both, "grp_community_admin", Community.get(Community.code == "CM-02"))
    forget_holders()
    page = desk("com").page("/console/calendar/", community=community("CM-02").id, year=2026)
    assert "国庆节" in page
    assert "全街道" in page
