"""A masked value is shown to who may see it, for a reason, and that is noted for good."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp
import pytest

from engine import (
    Case,
    NotFound,
    Refused,
    Task,
    begin_second_factor,
    claim_task,
    clock,
    complete_task,
    confirm_second_factor,
    data_of,
    history,
    open_task,
    reveal,
)
from engine.models import Reading
from tests.pages.conftest import words
from tests.privacy.conftest import SECRET, Office, Welfare


def codes(town: Welfare, username: str) -> pyotp.TOTP:
    """Set up the second factor of a person."""
    person = town.who(username).person
    made = pyotp.TOTP(begin_second_factor(person).secret)
    assert confirm_second_factor(person, made.at(clock.now() - timedelta(seconds=30)))
    return made


def code(made: pyotp.TOTP) -> str:
    return made.at(clock.now())


def claimed(town: Welfare, case: Case) -> None:
    claim_task(town.task(case).id, town.who("sun"))


@pytest.mark.parametrize("username", ["wu", "shen"])
def test_who_has_no_task_on_the_case_has_nothing_shown(town: Welfare, username: str) -> None:
    case = town.apply()
    for field in ("phone", "diagnosis"):
        with pytest.raises(Refused, match="经办"):
            reveal(case.id, field, town.who(username), "想看一看")
    assert not Reading.select().exists()


def test_a_person_of_another_community_does_not_learn_that_there_is_a_case(town: Welfare) -> None:
    with pytest.raises(NotFound):
        reveal(town.apply().id, "phone", town.who("zheng"), "想看一看")


def test_what_is_not_personal_and_what_does_not_exist_cannot_be_asked_for(town: Welfare) -> None:
    case = town.apply()
    for field in ("street", "no_such_field"):
        with pytest.raises(NotFound):
            reveal(case.id, field, town.who("feng"), "想看一看")


@pytest.mark.parametrize("reason", ["", "   ", "看看"])
def test_without_a_reason_nothing_is_shown(town: Welfare, reason: str) -> None:
    case = town.apply()
    claimed(town, case)
    with pytest.raises(Refused, match="理由"):
        reveal(case.id, "phone", town.who("sun"), reason)


def test_personal_data_is_shown_for_a_reason_which_is_noted(town: Welfare) -> None:
    case = town.apply()
    claimed(town, case)
    reveal(case.id, "phone", town.who("sun"), "电话核实情况")
    row = Reading.get()
    assert (row.person.name, row.field, row.reason) == ("孙民政", "phone", "电话核实情况")
    last = history(Case.get_by_id(case.id))[-1]
    assert (last.deed, last.values["reason"]) == ("revealed", "电话核实情况")
    assert "13812345678" not in str(last.values)


def test_sensitive_data_needs_the_second_factor(town: Welfare) -> None:
    case = town.apply()
    claimed(town, case)
    with pytest.raises(Refused, match="双因素"):
        reveal(case.id, "diagnosis", town.who("sun"), "审核救助资格", "123456")
    made = codes(town, "sun")
    with pytest.raises(Refused, match="口令"):
        reveal(case.id, "diagnosis", town.who("sun"), "审核救助资格", "000000")
    assert not Reading.select().exists()
    reveal(case.id, "diagnosis", town.who("sun"), "审核救助资格", code(made))
    assert Reading.get().data_class == "C4"


def test_a_task_alone_does_not_open_sensitive_data_of_a_kind_that_no_role_clears(
    town: Welfare,
) -> None:
    case = town.apply()
    claimed(town, case)
    Task.update(claimed_by=town.who("wu").person).where(Task.case == case).execute()
    made = codes(town, "wu")
    reveal(case.id, "phone", town.who("wu"), "电话核实情况")
    with pytest.raises(Refused, match="权限"):
        reveal(case.id, "diagnosis", town.who("wu"), "审核救助资格", code(made))


def test_the_officer_for_personal_data_may_see_all_and_is_noted_like_others(town: Welfare) -> None:
    case = town.apply()
    made = codes(town, "feng")
    reveal(case.id, "members.illness", town.who("feng"), "处理查阅请求", code(made))
    assert Reading.get().person.name == "冯信息"


def test_a_later_form_neither_shows_nor_loses_what_was_not_shown(town: Welfare) -> None:
    case = town.apply()
    claimed(town, case)
    task = town.task(case)
    opened = open_task(task.id, town.who("sun"))
    assert opened.access["diagnosis"] == "hidden"
    complete_task(task.id, town.who("sun"), {"opinion": "同意", "diagnosis": "伪造"})
    assert data_of(Case.get_by_id(case.id))["diagnosis"] == SECRET[0]


def test_who_had_it_shown_may_correct_it_in_a_later_form(town: Welfare) -> None:
    case = town.apply()
    claimed(town, case)
    made = codes(town, "sun")
    reveal(case.id, "diagnosis", town.who("sun"), "审核救助资格", code(made))
    task = town.task(case)
    assert "diagnosis" not in open_task(task.id, town.who("sun")).access
    complete_task(task.id, town.who("sun"), {"opinion": "同意", "diagnosis": "早期胃癌"})
    assert data_of(Case.get_by_id(case.id))["diagnosis"] == "早期胃癌"


# -- pages ------------------------------------------------------------------------------------


def test_the_page_asks_why_shows_the_value_and_masks_it_again_later(office: Office) -> None:
    case = office.apply()
    claimed(office, case)
    sun = office.desk("sun")
    page = sun.get(f"/cases/{case.id}").text
    assert "13812345678" not in page
    address = f"/cases/{case.id}/show/phone"
    assert address in page
    assert "查看理由" in sun.read(address)
    refused = sun.post(address, reason="  ")
    assert refused.status_code == 409
    answer = sun.post(address, reason="电话核实情况", next=f"/cases/{case.id}")
    assert answer.location == f"/cases/{case.id}#known"
    page = sun.get(f"/cases/{case.id}").text
    assert "13812345678" in page
    assert SECRET[0] not in page
    assert "孙民政查看“电话”：电话核实情况" in words(page)
    Reading.update(at=clock.now() - timedelta(minutes=11)).execute()
    assert "13812345678" not in sun.get(f"/cases/{case.id}").text


def test_the_page_of_a_sensitive_value_sends_who_has_no_codes_to_set_them_up(
    office: Office,
) -> None:
    case = office.apply()
    claimed(office, case)
    page = office.desk("sun").get(f"/cases/{case.id}/show/diagnosis").text
    assert "/account/two-steps" in page
    assert 'name="code"' not in page


def test_a_sensitive_value_is_shown_with_a_code(office: Office) -> None:
    case = office.apply()
    claimed(office, case)
    made = codes(office, "sun")
    sun = office.desk_with_code("sun", made)
    later = made.at(clock.now() + timedelta(seconds=30))  # the one after that of the sign-in
    address = f"/cases/{case.id}/show/diagnosis"
    assert sun.post(address, reason="审核救助资格", code="1").status_code == 409
    assert sun.post(address, reason="审核救助资格", code=later).status_code == 302
    assert SECRET[0] in sun.get(f"/cases/{case.id}").text
    log = office.desk("chen").read("/readings")
    assert re.search("孙民政 · 诊断 C4 .*审核救助资格", log)
    assert SECRET[0] not in log


def test_the_log_is_for_those_who_watch_over_it(office: Office) -> None:
    case = office.apply()
    claimed(office, case)
    reveal(case.id, "phone", office.who("sun"), "电话核实情况")
    for username in ("sun", "qian", "wu", "shen", "han", "yang"):
        assert office.desk(username).get("/readings").status_code == 404, username
    for username in ("chen", "feng"):
        assert "电话核实情况" in office.desk(username).read("/readings"), username
        assert "没有人查看过" in office.desk(username).read("/readings?q=不存在")
    assert "电话核实情况" in office.desk("shen").read(f"/cases/{case.id}/readings")
    assert office.desk("sun").get(f"/cases/{case.id}/readings").status_code == 404


def test_the_log_is_said_in_english_too(office: Office) -> None:
    case = office.apply()
    claimed(office, case)
    reveal(case.id, "phone", office.who("sun"), "电话核实情况")
    page = office.desk("feng", "en").read("/readings")
    assert "Who had personal data shown" in page
    assert "Telephone" in page
