"""Leave to see a case: asked for without learning of it, decided, used up, logged."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import (
    Case,
    NotFound,
    Refused,
    ask_grant,
    clock,
    decide_grant,
    end_grant,
    find_case,
    grant_requests,
    grants_given,
    now,
)
from engine.models import Grant, GrantRequest, Reading
from tests.pages.conftest import Desk, Office


@pytest.fixture
def case(office: Office, wang: Desk) -> Case:
    office.problem(wang)
    found: Case = Case.get()
    return found


def asked(office: Office, case: Case, days: int = 7) -> int:
    ask_grant(case.number, office.who("zhou"), "两社区交界处同一盏灯", days)
    return int(GrantRequest.get().id)


@pytest.mark.parametrize("days", [0, 31, -1])
def test_leave_is_for_one_to_thirty_days(office: Office, case: Case, days: int) -> None:
    with pytest.raises(Refused, match="30日"):
        ask_grant(case.number, office.who("zhou"), "协查", days)


def test_asking_needs_a_reason_and_tells_nothing_of_whether_there_is_such_a_case(
    office: Office, case: Case
) -> None:
    with pytest.raises(Refused, match="理由"):
        ask_grant(case.number, office.who("zhou"), " ", 7)
    zhou = office.desk("zhou")
    sent = {"reason": "协查", "days": "7"}
    pages = []
    for number in (case.number, "core-209901-CM-07-00001"):
        answer = zhou.post("/grants", number=number, **sent)
        assert (answer.status_code, answer.location) == (302, "/grants")
        pages.append(zhou.read("/grants").count("如果有这件事项，由其负责人审批"))
    assert pages == [1, 1]
    assert GrantRequest.select().count() == 1


def test_only_who_is_in_charge_decides_and_never_on_an_own_wish(office: Office, case: Case) -> None:
    number = asked(office, case)
    for key in ("wang", "zhou", "sys"):
        with pytest.raises(NotFound):
            decide_grant(number, office.who(key), True)
        assert grant_requests(office.who(key)) == []
    GrantRequest.update(person=office.who("ma").person).execute()
    assert grant_requests(office.who("ma")) == []
    with pytest.raises(Refused, match="自己"):
        decide_grant(number, office.who("ma"), True)


def test_declining_needs_a_reason_and_opens_nothing(office: Office, case: Case) -> None:
    number = asked(office, case)
    with pytest.raises(Refused, match="理由"):
        decide_grant(number, office.who("ma"), False)
    decide_grant(number, office.who("ma"), False, "与本案无关")
    with pytest.raises(NotFound):
        find_case(case.id, office.who("zhou"))
    with pytest.raises(Refused, match="已经审批"):
        decide_grant(number, office.who("ma"), True)


def test_leave_that_was_given_opens_the_case_until_it_runs_out(office: Office, case: Case) -> None:
    with pytest.raises(NotFound):
        find_case(case.id, office.who("zhou"))
    decide_grant(asked(office, case), office.who("ma"), True)
    assert find_case(case.id, office.who("zhou")).id == case.id
    with clock.at(now() + timedelta(days=7, minutes=1)):
        with pytest.raises(NotFound):
            find_case(case.id, office.who("zhou"))
        assert grants_given(office.who("ma")) == []


def test_leave_is_taken_back_by_who_is_in_charge_at_once(office: Office, case: Case) -> None:
    decide_grant(asked(office, case), office.who("ma"), True)
    grant = Grant.get()
    with pytest.raises(NotFound):
        end_grant(grant.id, office.who("li"), "不必")
    end_grant(grant.id, office.who("ma"), "已查清")
    with pytest.raises(NotFound):
        find_case(case.id, office.who("zhou"))


def test_each_look_at_a_granted_case_is_logged_and_others_are_not(
    office: Office, case: Case
) -> None:
    decide_grant(asked(office, case), office.who("ma"), True)
    find_case(case.id, office.who("wang"))
    assert Reading.select().count() == 0
    zhou = office.desk("zhou")
    zhou.read(f"/cases/{case.id}")
    zhou.read(f"/cases/{case.id}")  # the same look
    assert [(row.person, row.place, row.reason) for row in Reading.select()] == [
        (office.who("zhou").person, "grant", "两社区交界处同一盏灯")
    ]
    with clock.at(now() + timedelta(hours=1)):
        find_case(case.id, office.who("zhou"))
    assert Reading.select().count() == 2


def test_the_whole_way_by_the_pages_in_both_languages(office: Office, case: Case) -> None:
    zhou, ma = office.desk("zhou"), office.desk("ma", "en-US")
    zhou.post("/grants", number=case.number, reason="协查", days="3")
    assert "Waiting for your decision" in ma.read("/grants")
    number = GrantRequest.get().id
    assert zhou.post(f"/grants/{number}/decide", deed="agree").status_code == 404
    assert ma.post(f"/grants/{number}/decide", deed="agree").status_code == 302
    assert "打开事项" in zhou.read("/grants")
    assert "准许周敏查阅" in office.desk("wang").read(f"/cases/{case.id}")
