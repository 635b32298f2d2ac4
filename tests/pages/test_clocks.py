"""The pages of a clock: grounds, stopping, going on, more time, reminders; in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from engine import (
    LOCAL,
    Account,
    Case,
    Holding,
    Person,
    Task,
    add_plugins,
    claim_task,
    community_of,
    complete_task,
    extend_clock,
    forget_holders,
    give_role,
    now,
    pause_clock,
    publish_files,
    registry,
    resume_clock,
    start_case,
    work_until_idle,
)
from engine.clock import at
from engine.reminders import have_marks_rung
from tests.pages.conftest import HASHED, Desk, Office, words

SAMPLE = Path(__file__).parent.parent / "sample"
STAFF = {
    "qian": ("钱代理", "grp_petition_agent", "CM-07"),
    "sun": ("孙信访", "grp_petition_office", "SD-GC"),
    "wu": ("吴书记", "grp_leader", "SD-GC"),
}


@pytest.fixture
def petition(office: Office) -> Iterator[Case]:
    """A petition that was accepted twenty days ago and is being looked into."""
    add_plugins(SAMPLE)
    publish_files()
    for username, (name, role, place) in STAFF.items():
        person = Person.create(name=name)
        Account.create(person=person, username=username, password=HASHED)
        give_role(person, role, community_of(place))
    Holding.update(since=now() - timedelta(days=365)).execute()
    forget_holders()
    with days_ago(20):
        case = start_case("petition_clock", community_of("CM-07"), office.who("qian"))
        today = now().astimezone(LOCAL).date().isoformat()
        answers = {"title": "停车收费", "accepted_at": today}
        complete_task(task(case, "accept").id, office.who("qian"), answers)
        claim_task(task(case, "investigate").id, office.who("sun"))
    yield Case.get_by_id(case.id)
    registry._folders.remove(SAMPLE.resolve())
    registry.forget_plugins()


def days_ago(days: int) -> object:
    return at(datetime.now(LOCAL).replace(hour=9, minute=0) - timedelta(days=days))


def task(case: Case, element: str) -> Task:
    return Task.get(Task.case == case, Task.element == element, Task.status == "open")


def stopped_twice_and_lengthened(office: Office, case: Case) -> None:
    for start, end, reason in ((15, 10, "awaiting_evidence"), (8, 5, "awaiting_lawsuit")):
        with days_ago(start):
            pause_clock(case.id, office.who("sun"), reason, "等材料")
        with days_ago(end):
            resume_clock(case.id, office.who("sun"))
    with days_ago(1):
        extend_clock(case.id, office.who("wu"), "30D", "案情复杂", "书面告知")


def test_who_may_not_stop_the_clock_gets_no_form_and_no_way(office, petition):
    desk = office.desk("qian")
    page = desk.get(f"/cases/{petition.id}/clock").text
    assert "/clock/pause" not in page
    assert "/clock/extend" not in page
    answer = desk.post(f"/cases/{petition.id}/clock/pause", reason="hearing", note="听证")
    assert answer.status_code == 409
    assert "负责人" in words(answer.text)
    assert Case.get_by_id(petition.id).due_at is not None


def test_a_case_that_one_may_not_see_has_no_clock_page(office, petition):
    assert office.desk("zhou").get(f"/cases/{petition.id}/clock").status_code == 404
    sent = office.desk("zhou").post(f"/cases/{petition.id}/clock/resume", note="")
    assert sent.status_code == 404


def test_more_than_law_allows_is_refused_with_the_article(office, petition):
    answer = office.desk("wu").post(
        f"/cases/{petition.id}/clock/extend", amount="31", reason="复杂", told="书面", sure="yes"
    )
    assert "信访工作条例第三十四条" in words(answer.text)
    assert not Case.get_by_id(petition.id).due_basis.get("extended")


@pytest.mark.parametrize("address", ["/cases/{case}", "/tasks/{task}", "/cases/{case}/clock"])
def test_every_due_date_says_its_ground_in_both_languages(office, petition, address):
    stopped_twice_and_lengthened(office, petition)
    place = address.format(case=petition.id, task=task(petition, "investigate").id)
    zh = office.desk("sun").read(place)
    assert "信访工作条例第三十四条，60日，自受理之日（" in zh
    assert "；暂停2次共8日；延长30日（信访工作条例第三十四条）" in zh
    en = office.desk("sun", "en").read(place)
    assert "Regulations on Petition Work, art. 34: 60 days from acceptance (" in en
    assert "paused 2 times, 8 days in all" in en


def test_the_clock_is_stopped_seen_and_goes_on(office, petition):
    desk = office.desk("sun")
    address = f"/cases/{petition.id}/clock"
    assert "恢复后，期限按暂停的时间顺延" in desk.read(address)
    desk.post(f"{address}/pause", reason="awaiting_evidence", note="等合同")
    day = now().astimezone(LOCAL)
    still = f"计时暂停：等待补充材料，自{day.year}年{day.month}月{day.day}日起"
    for place in (f"/cases/{petition.id}", f"/tasks/{task(petition, 'investigate').id}", address):
        assert still in desk.read(place)
    assert still in desk.read("/inbox?tab=claimed")
    assert "现在恢复，办理期限为" in desk.read(address)
    assert "孙信访暂停计时：等待补充材料" in desk.read(f"/cases/{petition.id}")
    desk.post(f"{address}/resume", note="")
    assert "计时已恢复" in desk.read(address)
    assert Case.get_by_id(petition.id).due_at is not None


def test_more_time_shows_what_comes_of_it_before_it_is_given(office, petition):
    desk, address = office.desk("wu"), f"/cases/{petition.id}/clock"
    asked = {"amount": "30", "reason": "案情复杂", "told": "今日书面告知"}
    seen = words(desk.post(f"{address}/extend", **asked).text)
    assert re.search("期限将从.*延到.*。", seen)
    assert not Case.get_by_id(petition.id).due_basis.get("extended")
    desk.post(f"{address}/extend", **asked, sure="yes")
    assert Case.get_by_id(petition.id).due_basis["extended"][0]["approver"] == "吴书记"
    assert "批准人：吴书记" in desk.read(address)
    assert "/clock/extend" not in desk.get(address).text  # once only


def test_reminders_stand_on_the_start_page_until_they_are_read(office, petition):
    assert "提醒" not in office.desk("sun").read("/")
    with at(now() + timedelta(days=15)):
        assert have_marks_rung() == 1
        work_until_idle()
    desk = office.desk("sun")
    assert "“停车收费”的办理时限已过50%，请抓紧办理。" in desk.read("/")
    assert "50% of the time for “停车收费” has passed." in office.desk("sun", "en").read(
        "/reminders"
    )
    found = re.search(r"/reminders/(\d+)/read", desk.get("/reminders").text)
    assert office.desk("qian").post(f"/reminders/{found[1]}/read").status_code == 404
    assert desk.post(f"/reminders/{found[1]}/read").location.endswith(f"/cases/{petition.id}")
    assert "请抓紧办理" not in desk.read("/")
    assert "请抓紧办理" in desk.read("/reminders")


def test_a_late_case_shows_its_lamp_in_words(office, petition):
    with at(now() + timedelta(days=45)):
        have_marks_rung()
        work_until_idle()
    assert Case.get_by_id(petition.id).lamp == "yellow"
    desk: Desk = office.desk("sun")
    assert "黄灯" in desk.read(f"/cases/{petition.id}")
    assert "Yellow lamp" in office.desk("sun", "en").read(f"/cases/{petition.id}")


def test_an_inbox_says_by_what_each_due_date_is_counted(office, petition):
    with days_ago(3):
        answers = {"findings": "属实", "hearing": "no"}
        complete_task(task(petition, "investigate").id, office.who("sun"), answers)
    assert "信访工作条例第三十四条，60日" in office.desk("sun").read("/inbox")
