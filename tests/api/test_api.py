"""What programs do through the interface, and what they are refused."""

from __future__ import annotations

import pytest

from engine import Case, Task, work_until_idle
from tests.api.conftest import Program, Programs
from tests.pages.conftest import PROBLEM

OPENED = {"procedure": "issue_loop", "community": "CM-07", "answers": PROBLEM}


@pytest.fixture
def wangs(program: Programs) -> Program:
    return program("wang")


def opened(program: Program) -> dict[str, object]:
    case: dict[str, object] = program.post("/cases", 201, json=OPENED)
    return case


def test_a_case_is_started_its_task_done_and_its_history_read(wangs: Program) -> None:
    assert "issue_loop" in [one["key"] for one in wangs.get("/procedures")]
    case = opened(wangs)
    assert (case["procedure"], case["community"], case["status"]) == ("issue_loop", "CM-07", "open")
    (row,) = wangs.get("/tasks?tab=claimed")["items"]
    task = wangs.get(f"/tasks/{row['task']['id']}")
    assert task["mine"] is True
    assert "contacted_at" in [one.get("key") for one in task["schema"]["components"]]
    answers = {"contacted_at": "2026-03-04T10:00"}
    moved = wangs.post(f"/tasks/{row['task']['id']}/complete", json={"answers": answers})
    assert moved["id"] == case["id"]
    deeds = [line["deed"] for line in wangs.get(f"/cases/{case['id']}/history")]
    assert deeds[0] == "started"
    assert "completed" in deeds


def test_the_same_word_starts_a_case_once(wangs: Program) -> None:
    word = {"Idempotency-Key": "order-4711"}
    first = wangs.post("/cases", 201, json=OPENED, headers=word)
    again = wangs.post("/cases", 201, json=OPENED, headers=word)
    assert (first["id"], Case.select().count()) == (again["id"], 1)
    other = {**OPENED, "answers": {**PROBLEM, "title": "另一件事情"}}
    refused = wangs.post("/cases", 409, json=other, headers=word)
    assert "幂等键" in refused["detail"]


def test_a_word_whose_deed_was_refused_may_be_used_again(wangs: Program) -> None:
    word = {"Idempotency-Key": "order-4712"}
    wangs.post("/cases", 422, json={**OPENED, "answers": {}}, headers=word)
    wangs.post("/cases", 201, json=OPENED, headers=word)
    assert Case.select().count() == 1


def test_wrong_answers_are_all_named_and_nothing_is_stored(wangs: Program) -> None:
    opened(wangs)
    task = Task.get()
    said = wangs.post(f"/tasks/{task.id}/complete", 422, json={"answers": {"contacted_at": "x"}})
    assert [one["field"] for one in said["problems"]] == ["contacted_at"]
    assert Task.get_by_id(task.id).status == "open"


def test_another_communitys_person_finds_nothing(program: Programs, wangs: Program) -> None:
    case = opened(wangs)
    stranger, task = program("zhou"), Task.get()
    assert stranger.get("/cases")["items"] == []
    for address in (f"/cases/{case['id']}", f"/cases/{case['id']}/history", f"/tasks/{task.id}"):
        stranger.get(address, 404)
    for deed in ("claim", "release"):
        stranger.post(f"/tasks/{task.id}/{deed}", 404)
    stranger.post(f"/tasks/{task.id}/complete", 404, json={"answers": {}})
    stranger.post(f"/tasks/{task.id}/urge", 404, json={})
    stranger.post(f"/cases/{case['id']}/cancel", 404, json={"reason": "x"})
    stranger.post(f"/cases/{case['id']}/suspend", 404, json={"reason": "x"})
    assert Case.get().status == "open"


def test_personal_values_come_masked_to_who_has_no_task(program: Programs, wangs: Program) -> None:
    case = opened(wangs)
    leader = program("ma").get(f"/cases/{case['id']}")
    answers = [one for step in leader["known"] for one in step["answers"]]
    assert {one["value"] for one in answers if one["masked"]} >= {"138****5678"}
    assert "13812345678" not in str(leader)


def test_a_leader_suspends_and_resumes_a_clerk_does_not(program: Programs, wangs: Program) -> None:
    case = opened(wangs)
    wangs.post(f"/cases/{case['id']}/suspend", 409, json={"reason": "等材料"})
    leader = program("ma")
    assert leader.post(f"/cases/{case['id']}/suspend", json={"reason": "等材料"})["suspended"]
    assert not leader.post(f"/cases/{case['id']}/resume", json={"reason": "齐了"})["suspended"]


def test_another_system_says_something_once_in_a_leaders_name(
    program: Programs, wangs: Program
) -> None:
    said = {
        "name": "msg.issue.routed",
        "procedure": "issue_loop",
        "community": "CM-07",
        "payload": {"title": "路灯不亮", "category": "C02", "origin_case": "x-1"},
    }
    wangs.post("/messages", 409, json=said)  # a clerk may not move cases either
    leader, word = program("ma"), {"Idempotency-Key": "m-1"}
    leader.post("/messages", 202, json=said, headers=word)
    leader.post("/messages", 202, json=said, headers=word)
    work_until_idle()
    assert [case.title for case in Case.select()] == ["路灯不亮"]
    leader.post("/messages", 409, json={"name": "msg.dispatch.result", "correlation": "nobody"})
    leader.post("/messages", 409, json={**said, "name": "msg.unknown"})


def test_what_is_not_json_or_not_of_the_shape_is_told_apart(wangs: Program) -> None:
    assert wangs.ask("POST", "/cases", data="x", content_type="text/plain").status_code == 415
    assert wangs.ask("POST", "/cases", data="{", content_type="application/json").status_code == 400
    wangs.post("/cases", 422, json={**OPENED, "more": 1})
    wangs.get("/tasks?page=0", 422)
    wangs.get("/tasks?nothing=1", 422)
    assert wangs.ask("DELETE", "/cases").status_code == 405
    assert wangs.get("/no-such-thing", 404)["title"] == "没有找到"


def test_refusals_speak_the_language_that_is_asked_for(wangs: Program) -> None:
    english = wangs.get("/cases/4711", 404, headers={"Accept-Language": "en"})
    assert english["title"] == "Not found"
