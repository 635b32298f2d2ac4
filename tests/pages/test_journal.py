"""The journal as people read it: who reads what, and what it tells and does not tell."""

from __future__ import annotations

import io
import re

import pytest
from openpyxl import load_workbook

from engine import (
    Account,
    Case,
    Community,
    Person,
    Task,
    broken_chains,
    give_role,
    last_receipt,
    seal,
    set_value,
)
from tests.pages.conftest import HASHED, PROBLEM, Desk, Office


@pytest.fixture
def auditor(office: Office) -> Desk:
    person = Person.create(name="审计员")
    Account.create(person=person, username="aud", password=HASHED)
    give_role(person, "grp_auditadmin", Community.get(Community.code == "SD-GC"))
    return office.desk("aud")


@pytest.fixture
def case(office: Office, wang: Desk) -> Case:
    office.problem(wang)
    return Case.get()


def test_the_houses_journal_is_nobodys_but_who_watches_over_it(
    office: Office, auditor: Desk
) -> None:
    for name in ("wang", "sys", "ma"):
        for address in ("/journal/house", "/journal/house.xlsx", "/journal/seals"):
            assert office.desk(name).get(address).status_code == 404, (name, address)
    assert auditor.get("/journal/house").status_code == 200


def test_others_find_the_lines_of_the_cases_they_may_see(
    office: Office, wang: Desk, case: Case
) -> None:
    assert case.number in wang.read("/journal")
    for name in ("zhou", "sys"):
        assert case.number not in office.desk(name).read("/journal"), name


def test_who_watches_reads_who_did_what_but_not_what_a_case_says(auditor: Desk, case: Case) -> None:
    page = auditor.read("/journal")
    assert case.number in page
    assert "王秀兰" in page
    for said in PROBLEM.values():
        assert len(said) < 4 or said not in page
    assert f"/cases/{case.id}" not in auditor.get("/journal").text


def test_a_search_narrows_by_person_deed_case_time_and_element(
    office: Office, auditor: Desk, wang: Desk, case: Case
) -> None:
    for query, there in (
        ("person=王秀兰", True), ("person=nobody", False), ("deed=started", True),
        ("deed=cancelled", False), (f"number={case.number}", True), ("number=xyz", False),
        ("since=2020-01-01", True), ("since=2100-01-01", False), ("until=2020-01-01", False),
        ("element=nosuch", False), ("element=核验身份", False),
        ("since=nonsense&until=\x00&page=-3", True),
    ):  # fmt: skip
        page = re.sub(r"<form.*?</form>", "", auditor.get(f"/journal?{query}").text, flags=re.S)
        assert (case.number in page) is there, query


def test_a_line_says_its_step_by_name_and_is_found_by_it(
    office: Office, auditor: Desk, wang: Desk, case: Case
) -> None:
    task = Task.get(Task.case == case, Task.status == "open")
    for deed in ("release", "claim"):
        wang.post(f"/tasks/{task.id}/{deed}")
    table = auditor.get(f"/journal?element={task.name}").text.partition("<tbody>")[2]
    assert task.name in table
    assert case.number in table
    assert task.element not in table


def test_a_changed_setting_shows_before_and_after_side_by_side(
    office: Office, auditor: Desk
) -> None:
    place = Community.get(Community.code == "SD-GC")
    chief = office.who("ma").person
    set_value(place, "core.undo_minutes", 20, chief)
    set_value(place, "core.undo_minutes", 35, chief)
    page = auditor.read("/journal/house?deed=setting_changed")
    assert re.search(r"撤回\S*： 由“20”改为“35”", page)
    assert "马指挥" in page


def test_roles_and_sign_ins_stand_in_it(office: Office, auditor: Desk, wang: Desk) -> None:
    page = auditor.read("/journal/house")
    for said in ("授予岗位", "已登录", "审计管理员"):
        assert said in page


def test_an_export_is_a_workbook_without_values_and_is_itself_noted(
    office: Office, auditor: Desk, case: Case
) -> None:
    sent = auditor.get("/journal.xlsx")
    rows = list(load_workbook(io.BytesIO(sent.data)).active.values)
    assert sum(case.number in row for row in rows) == case.event_count
    assert PROBLEM["title"] not in str(rows)
    assert "导出清单" in auditor.read("/journal/house?deed=exported")
    assert list(broken_chains()) == []


def test_seals_are_shown_with_their_roots(auditor: Desk, case: Case) -> None:
    assert "还没有封存" in auditor.read("/journal/seals")
    root = bytes(seal().root).hex()
    assert root in auditor.read("/journal/seals")


# -- receipts -----------------------------------------------------------------------------------


def test_who_starts_a_case_is_given_a_receipt_that_anybody_can_check(
    office: Office, wang: Desk, case: Case
) -> None:
    code = last_receipt(case.id, office.who("wang").person.id)
    assert code in wang.read(f"/cases/{case.id}/receipts")
    page = office.browser().read(f"/receipt?code={code}")
    assert "记录完好" in page
    assert "今夜封存" in page
    for said in (*PROBLEM.values(), case.number, "王秀兰", "受理"):
        assert len(said) < 4 or said not in page


def test_the_notice_after_a_deed_tells_the_code(office: Office, wang: Desk) -> None:
    answer = wang.post("/start/issue_loop", community="CM-07", **PROBLEM)
    code = last_receipt(Case.get().id, office.who("wang").person.id)
    assert code in wang.read(answer.location)


def test_the_codes_of_others_and_of_cases_not_seen_are_not_shown(
    office: Office, wang: Desk, case: Case
) -> None:
    assert office.desk("zhou").get(f"/cases/{case.id}/receipts").status_code == 404
    code = last_receipt(case.id, office.who("wang").person.id)
    assert code not in office.desk("li").read(f"/cases/{case.id}/receipts")


def test_a_wrong_code_tells_nothing(office: Office) -> None:
    for code in ("0" * 24, "x", "<script>", "%00"):
        answer = office.browser().get(f"/receipt?code={code}")
        assert answer.status_code == 200
        assert "没有与此回执码相符" in answer.text
        assert "<script>" not in answer.text.split("<main")[1].split("</main")[0]


def test_every_deed_that_cases_tell_of_has_its_words() -> None:
    from admin.journal.words import OF_CASES
    from engine.told import DEEDS

    assert set(DEEDS) - set(OF_CASES) == set()
