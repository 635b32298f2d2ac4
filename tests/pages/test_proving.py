"""Anybody checks hashes, draws and receipts; names and texts only who may see the case."""

from __future__ import annotations

import pytest

from engine import (
    Ballot,
    Case,
    Person,
    Proof,
    Seat,
    Task,
    Text,
    bind_texts,
    cast_vote,
    close_ballot,
    draw_lots,
    open_ballot,
    publish_pool,
)
from engine.keyring import passing_key
from tests.pages.conftest import Desk, Office
from tests.pages.test_tasks import number

OPTIONS = [("yes", Text("同意", "In favour")), ("no", Text("反对", "Against"))]


@pytest.fixture
def case(office: Office, wang: Desk) -> Case:
    """A case of community 7."""
    found: Case = Case.get_by_id(Task.get_by_id(number(office.problem(wang))).case_id)
    return found


def voted(case: Case) -> tuple[Ballot, str]:
    wang = Person.get(Person.name == "王秀兰")
    ballot = open_ballot(case, "充电棚：表决", OPTIONS, [Seat("S01", wang.name, wang.id)])
    return ballot, cast_vote(ballot.id, "S01", "yes", wang)


def test_an_open_ballot_is_nobodys_business_and_tells_no_vote(
    office: Office, wang: Desk, case: Case
) -> None:
    with passing_key():
        ballot, receipt = voted(case)
        for stranger in (office.browser(), office.desk("zhou")):
            assert stranger.get(f"/ballots/{ballot.id}").status_code == 404
        page = wang.post(f"/ballots/{ballot.id}", receipt=receipt).text
    assert receipt not in page
    assert "1人中已有1人投票" in page


def test_names_and_texts_are_only_for_who_may_see_the_case(
    office: Office, wang: Desk, case: Case
) -> None:
    proof = bind_texts(case, "纪要", [("纪要", "同意增设充电棚。"), ("名单", "S01 王秀兰")])
    draw = draw_lots(publish_pool(case, "抽签", ["甲某", "乙某"], 1, "开奖号码").id, "7")
    for stranger in (office.browser(), office.desk("zhou")):
        page = stranger.get(f"/proofs/{proof.digest}").text
        assert "一致" in page
        assert "增设充电棚" not in page
        assert "王秀兰" not in page.split("</header>")[1]
        assert "甲某" not in stranger.get(f"/draws/{draw.id}").text
    assert "增设充电棚" in wang.get(f"/proofs/{proof.digest}").text
    assert "甲某" in wang.get(f"/draws/{draw.id}").text


def test_what_does_not_exist_is_not_found(office: Office) -> None:
    for address in ("/proofs/0123456789ab", "/proofs/x", "/draws/9", "/ballots/9"):
        assert office.browser().get(address).status_code == 404, address


def test_a_changed_text_is_told_to_anybody(office: Office, case: Case) -> None:
    proof = bind_texts(case, "纪要", [("纪要", "同意增设充电棚。")])
    Proof.update(parts=[["纪要", "不同意。"]]).where(Proof.id == proof.id).execute()
    assert "绑定之后有改动" in office.browser().get(f"/proofs/{proof.digest}").text


def test_anybody_finds_a_proof_by_its_hash_and_compares_its_copy(
    office: Office, wang: Desk, case: Case
) -> None:
    proof = bind_texts(case, "纪要", [("纪要", "同意增设充电棚。")])
    found = wang.post("/proofs", digest=proof.digest[:12])
    assert found.location == f"/proofs/{proof.digest}"
    same = wang.post(f"/proofs/{proof.digest}", copy="同意增设充电棚。\r\n").text
    other = wang.post(f"/proofs/{proof.digest}", copy="同意").text
    assert ("“纪要”一致" in same, "都不一致" in other) == (True, True)


def test_a_receipt_shows_its_voter_that_the_vote_was_counted(
    office: Office, wang: Desk, case: Case
) -> None:
    with passing_key():
        ballot, receipt = voted(case)
        close_ballot(ballot.id)
    assert "已计入：同意" in wang.post(f"/ballots/{ballot.id}", receipt=receipt).text
    wrong = wang.post(f"/ballots/{ballot.id}", receipt="2222-2222-2222").text
    assert "没有计入" in wrong
    public = office.browser().get(f"/ballots/{ballot.id}").text
    assert receipt in public
    assert "王秀兰" not in public


def test_the_page_of_a_case_links_to_all_that_can_be_checked(wang: Desk, case: Case) -> None:
    proof = bind_texts(case, "纪要", [("纪要", "同意。")])
    draw = publish_pool(case, "抽签", ["甲某", "乙某"], 1, "开奖号码")
    page = wang.get(f"/cases/{case.id}").text
    assert f"/proofs/{proof.digest}" in page
    assert f"/draws/{draw.id}" in page
