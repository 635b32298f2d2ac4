"""From the inbox through a task: what is asked, what is kept, who wins."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta
from typing import Any

import pytest

from engine import Task, clock, now
from tests.pages.conftest import PROBLEM, Desk, Office, words

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 200


def accepted(**changed: str) -> dict[str, str]:
    moment = (now() - timedelta(hours=1)).astimezone(clock.LOCAL)
    return {"deed": "complete", "contacted_at": moment.strftime("%Y-%m-%dT%H:%M"), **changed}


def test_a_start_that_is_not_filled_in_opens_nothing(wang: Desk) -> None:
    answer = wang.post("/start/issue_loop", community="CM-07", description="只写了描述")
    assert answer.status_code == 422
    assert "请改正 2 处" in answer.text
    assert 'href="#f-title"' in answer.text
    assert "只写了描述" in answer.text
    assert "您还没有发起过事项" in wang.read("/inbox?tab=started")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/start/issue_loop", 400),
        ("/start/issue_loop?community=", 400),
        ("/start/issue_loop?community=CM-08", 409),
        ("/start/issue_loop?community=XX-99", 409),
        ("/start/no_such?community=CM-07", 409),
    ],
)
def test_nothing_starts_where_it_may_not(wang: Desk, address: str, status: int) -> None:
    assert wang.get(address).status_code == status
    assert wang.post(address).status_code == status


def test_the_start_page_asks_for_the_community_only_where_there_are_several(wang: Desk) -> None:
    page = wang.get("/").text
    assert "提出问题" in page
    assert '<select class="form-select" id="at-' not in page


def test_a_started_case_leads_to_its_first_task_with_its_ground(office: Office, wang: Desk) -> None:
    task = office.problem(wang)
    page = wang.read(task)
    assert "受理并联系居民" in page
    assert "本步骤1个工作日" in page
    assert "三号楼楼道灯不亮" in page


def test_wrong_answers_are_told_at_the_top_and_the_field_and_what_was_typed_stays(
    office: Office, wang: Desk
) -> None:
    task = office.problem(wang)
    answer = wang.post(task, deed="complete", accept_note="已电话核实")
    assert answer.status_code == 422
    assert "请改正 1 处" in answer.text
    assert 'href="#f-contacted_at"' in answer.text
    assert 'id="f-contacted_at-error"' in answer.text
    assert "已电话核实</textarea>" in answer.text
    assert spec(answer.text)["data"]["accept_note"] == "已电话核实"
    assert Task.get_by_id(number(task)).status == "open"


def number(address: str) -> int:
    return int(address.rsplit("/", 1)[1])


def spec(page: str) -> dict[str, Any]:
    found = re.search(r'id="asked">(.*?)</script>', page, re.DOTALL)
    assert found
    said: dict[str, Any] = json.loads(found[1])
    return said


def test_a_draft_stays_until_the_task_is_completed(office: Office, wang: Desk) -> None:
    task = office.problem(wang)
    assert wang.post(task, deed="save", accept_note="先记一笔").location == task
    page = wang.get(task).text
    assert spec(page)["data"] == {"accept_note": "先记一笔", "is_inquiry": False}
    assert "先记一笔</textarea>" in page


def test_plain_fields_and_form_js_give_the_same_data(office: Office, wang: Desk) -> None:
    for sent in (
        accepted(accept_note="核实了"),
        {"deed": "complete", "payload": json.dumps({**accepted(), "accept_note": "核实了"})},
    ):
        task = office.problem(wang)
        answer = wang.post(task, **sent)
        assert answer.status_code == 302, words(answer.text)
        case = Task.get_by_id(number(task)).case_id
        assert "核实了" in wang.read(f"/cases/{case}")


@pytest.mark.parametrize(
    "payload", ["{", "[]", '"x"', "null", "{" * 2000, '{"contacted_at": {"a": [1]}}']
)
def test_a_broken_payload_is_no_answer(office: Office, wang: Desk, payload: str) -> None:
    assert wang.post(office.problem(wang), deed="complete", payload=payload).status_code == 422


def test_the_second_of_two_who_complete_keeps_what_it_typed(office: Office, wang: Desk) -> None:
    task = office.problem(wang)
    assert wang.post(task, **accepted()).status_code == 302
    answer = wang.post(task, **accepted(accept_note="我也填了一份"))
    assert answer.status_code == 409
    assert "已由王秀兰办理" in answer.text
    assert "我也填了一份" in answer.text
    assert "没有提交" in answer.text


def test_a_colleague_cannot_do_what_somebody_has_claimed(office: Office, wang: Desk) -> None:
    task = office.problem(wang)
    li = office.desk("li")
    page = li.read(task)
    assert "王秀兰已认领" in page
    assert "提交办结" not in page
    assert li.post(task, **accepted()).status_code == 409
    assert li.post(f"{task}/claim").status_code == 409
    assert li.post(f"{task}/release").status_code == 409


def test_a_task_is_given_back_claimed_by_a_colleague_and_goes_on_with_the_draft(
    office: Office, wang: Desk
) -> None:
    task = office.problem(wang)
    wang.post(task, deed="save", accept_note="交接说明")
    assert wang.post(f"{task}/release").location == "/inbox"
    li = office.desk("li")
    assert "认领" in li.read("/inbox")
    assert "提交办结" not in li.read(task)
    assert li.post(f"{task}/claim").location == task
    page = li.get(task).text
    assert "交接说明" in page
    assert "提交办结" in page


def test_after_a_task_one_goes_on_to_the_next_that_is_ones_own_to_do(
    office: Office, wang: Desk
) -> None:
    task = office.problem(wang)
    onward = wang.post(task, **accepted()).location
    assert onward.startswith("/tasks/")
    assert onward != task
    assert "决定办理方式" in wang.read(onward)


def test_the_inbox_finds_by_words_and_procedure_and_says_what_to_do_when_empty(
    office: Office, wang: Desk
) -> None:
    office.problem(wang, title="一号楼漏水")
    office.problem(wang, title="二号楼停电")
    found = wang.read("/inbox?tab=claimed&q=漏水")
    assert "一号楼漏水" in found
    assert "二号楼停电" not in found
    assert "没有符合条件" in wang.read("/inbox?tab=claimed&q=100%_")
    assert "二号楼停电" in wang.read("/inbox?tab=claimed&procedure=issue_loop")
    assert "二号楼停电" not in wang.read("/inbox?tab=claimed&procedure=core_publicity")
    assert "没有待认领的任务" in wang.read("/inbox")
    assert wang.get("/inbox?tab=nothing").status_code == 404
    for page in ("0", "-1", "x", "99999999999"):
        assert wang.get(f"/inbox?tab=claimed&page={page}").status_code == 200


def test_htmx_gets_the_list_alone(office: Office, wang: Desk) -> None:
    office.problem(wang)
    part = wang.get("/inbox?tab=claimed", headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith('<div id="list">')
    assert "<html" not in part
    assert "三号楼楼道灯不亮" in part


def test_an_overdue_task_says_so_in_words(office: Office, wang: Desk) -> None:
    task = office.problem(wang)
    Task.update(due_at=now() - timedelta(days=3)).where(Task.id == number(task)).execute()
    assert "已超期" in wang.read("/inbox?tab=claimed")
    assert "已过 3 天" in wang.read("/")
    Task.update(due_at=now() + timedelta(hours=5, minutes=1)).where(
        Task.id == number(task)
    ).execute()
    assert "即将到期" in wang.read(task)


# -- files ----------------------------------------------------------------------------------


def sent_photo(name: str = "楼道.png", content: bytes = PNG) -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name


def photo_of(page: str) -> str:
    found = re.search(r'href="(/files/[\w-]+)"', page)
    assert found, words(page)
    return found[1]


def test_a_file_goes_with_the_answers_and_comes_back_harmless(office: Office, wang: Desk) -> None:
    task = office.problem(wang, photos=sent_photo())
    address = photo_of(wang.get(task).text)
    answer = wang.get(address)
    assert (answer.status_code, answer.data, answer.mimetype) == (200, PNG, "image/png")
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_form_js_names_the_files_by_a_reference(office: Office, wang: Desk) -> None:
    answers = {**PROBLEM, "photos": "files::abc"}
    sent = {"payload": json.dumps(answers), "files::abc": sent_photo()}
    answer = wang.post("/start/issue_loop", community="CM-07", **sent)
    assert answer.status_code == 302, words(answer.text)
    photo_of(wang.get(answer.location).text)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bild.svg", b"<svg onload='alert(1)'/>"),
        ("a.html", b"<html>"),
        ("a.png", b"MZ"),
        ("leer.png", b""),
    ],
)
def test_a_file_that_could_do_harm_is_refused(
    office: Office, wang: Desk, name: str, content: bytes
) -> None:
    answer = wang.post(
        "/start/issue_loop", community="CM-07", **PROBLEM, photos=sent_photo(name, content)
    )
    assert answer.status_code == 409
    assert name in answer.text


def test_files_sent_with_wrong_answers_need_not_be_sent_again(office: Office, wang: Desk) -> None:
    wrong = {**PROBLEM, "title": ""}
    page = wang.post("/start/issue_loop", community="CM-07", **wrong, photos=sent_photo()).text
    token = re.search(r'name="kept:photos" value="([\w-]+)" checked', page)
    assert token
    kept = {"kept:photos": token[1], "shown:photos": "1"}
    answer = wang.post("/start/issue_loop", community="CM-07", **PROBLEM, **kept)
    assert photo_of(wang.get(answer.location).text) == f"/files/{token[1]}"


def test_nobody_brings_in_the_file_of_somebody_else(office: Office, wang: Desk) -> None:
    address = photo_of(wang.get(office.problem(wang, photos=sent_photo())).text)
    zhou = office.desk("zhou")
    stolen = {"kept:photos": address.rsplit("/", 1)[1], "shown:photos": "1"}
    answer = zhou.post("/start/issue_loop", community="CM-08", **PROBLEM, **stolen)
    assert address not in zhou.get(answer.location).text
    assert zhou.get(address).status_code == 404
