"""The page of a case, and what others may not find of it."""

from __future__ import annotations

import json
import re

import pytest

from engine import Case, Task
from tests.pages.conftest import PROBLEM, Desk, Office, words
from tests.pages.test_tasks import accepted, number, photo_of, sent_photo


@pytest.fixture
def case(office: Office, wang: Desk) -> str:
    """The address of a case of community 7 whose first task is done."""
    task = office.problem(wang, photos=sent_photo())
    wang.post(task, **accepted(accept_note="核实了"))
    return f"/cases/{Task.get_by_id(number(task)).case_id}"


def test_a_stranger_finds_nothing_of_a_case_by_any_way(
    office: Office, wang: Desk, case: str
) -> None:
    page = wang.get(case).text
    tasks = set(re.findall(r"/tasks/\d+", page))
    zhou = office.desk("zhou")
    for address in (case, f"{case}/diagram.bpmn", *tasks, photo_of(page)):
        assert zhou.get(address).status_code == 404, address
    for address in (
        f"{case}/cancel",
        *(f"{task}{deed}" for task in tasks for deed in ("", "/claim", "/release")),
    ):
        assert zhou.post(address, reason="x", **accepted()).status_code == 404, address
    for tab in ("todo", "claimed", "done", "started"):
        listed = zhou.read(f"/inbox?tab={tab}&q={PROBLEM['title']}")
        assert "没有符合条件" in listed
    assert PROBLEM["title"] not in zhou.read("/")


def test_what_is_not_there_and_what_is_not_for_you_look_alike(office: Office, case: str) -> None:
    zhou = office.desk("zhou")
    zhou.get("/")  # what is told once after signing in is told there
    hidden, absent = (words(zhou.get(one).text) for one in (case, "/cases/999999"))
    assert hidden == absent


def test_a_case_tells_its_facts_data_and_history_newest_first(wang: Desk, case: str) -> None:
    page = wang.read(case)
    for said in ("办理中", "七社区", "张*", "138****5678", "核实了", "设施 / C02 照明"):
        assert said in page, said
    assert page.index("王秀兰办结“受理并联系居民”") < page.index("王秀兰发起")


def test_personal_data_is_masked_for_who_has_no_task_on_the_case(office: Office, case: str) -> None:
    page = office.desk("liu").get(case).text
    assert "个人信息已遮蔽" in page
    for hidden in ("张桂芬", "13812345678", "三单元501", "/files/"):
        assert hidden not in page, hidden
    for shown in ("张*", "138****5678", "古城南路3号楼***", "三单元的灯坏了一个星期"):
        assert shown in page, shown


def test_the_diagram_marks_where_the_case_stands_and_tells_no_inner_workings(
    office: Office, wang: Desk, case: str
) -> None:
    state = re.search(r'id="stands">(.*?)</script>', wang.get(case).text, re.DOTALL)
    assert state
    marks = json.loads(state[1])
    assert marks["tokens"] == {"decide": 1}
    assert "accept" in marks["done"]
    answer = wang.get(f"{case}/diagram.bpmn")
    assert answer.mimetype == "application/xml"
    assert "决定办理方式" in answer.text
    for inner in ("<gucheng:", " gucheng:", "conditionExpression", "extensionElements", "done_by"):
        assert inner not in answer.text, inner
    english = office.desk("wang", "en").get(f"{case}/diagram.bpmn").text
    assert "Decide the handling" in english


def test_the_steps_are_there_in_words(wang: Desk, case: str) -> None:
    page = wang.read(case)
    assert "决定办理方式 正在这一步" in page
    assert "受理并联系居民 已办" in page


def test_only_the_starter_cancels_and_only_with_a_reason(
    office: Office, wang: Desk, case: str
) -> None:
    li = office.desk("li")
    assert "撤销的理由" not in li.read(case)
    assert li.post(f"{case}/cancel", reason="我来撤").status_code == 409
    assert wang.post(f"{case}/cancel", reason="  ").status_code == 409
    assert Case.get_by_id(number(case)).status == "open"
    assert wang.post(f"{case}/cancel", reason="重复登记").location == case
    page = wang.read(case)
    assert "王秀兰撤销：重复登记" in page
    assert "撤销的理由" not in page
    assert "已撤销" in wang.read("/inbox?tab=started")


def test_what_people_type_is_never_taken_for_html(office: Office, wang: Desk) -> None:
    evil = "<script>alert(1)</script>"
    task = office.problem(wang, title=evil, description=evil, location=evil)
    wang.post(task, deed="save", accept_note=f"{evil}</textarea>")
    case = f"/cases/{Task.get_by_id(number(task)).case_id}"
    for address in (task, case, "/", "/inbox?tab=claimed", f"/inbox?q={evil}"):
        assert "<script>alert" not in wang.get(address).text, address
