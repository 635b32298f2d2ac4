"""Same matters on the pages: suggested, merged and taken apart by who may."""

from __future__ import annotations

from engine import Case, work_until_idle
from tests.pages.conftest import Desk, Office


def two(office: Office, desk: Desk) -> tuple[Case, Case]:
    for _ in range(2):
        office.problem(desk)
        work_until_idle()
    one, other = Case.select().order_by(Case.id)
    return one, other


def test_a_stranger_finds_no_page_for_it(office: Office, wang: Desk) -> None:
    one, other = two(office, wang)
    assert office.desk("zhou").get(f"/cases/{one.id}/alike").status_code == 404
    assert office.desk("liu").get(f"/cases/{one.id}/alike").status_code == 404
    sent = office.desk("zhou").post(
        f"/cases/{one.id}/alike", other=other.id, deed="merge", reason="同一件"
    )
    assert sent.status_code == 404
    assert Case.get_by_id(one.id).suspended == ""


def test_a_clerk_merges_what_is_suggested_and_takes_it_out_again(
    office: Office, wang: Desk
) -> None:
    one, other = two(office, wang)
    page = wang.read(f"/cases/{one.id}/alike")
    assert other.number in page
    assert "同一诉求人" in page
    wang.post(f"/cases/{one.id}/alike", other=other.id, deed="merge", reason="同一盏灯")
    work_until_idle()
    assert "随原案一并办结" in wang.read(f"/cases/{one.id}")
    assert "并入本件" in wang.read(f"/cases/{other.id}")
    wang.post(f"/cases/{one.id}/unmerge", reason="是两盏灯")
    work_until_idle()
    assert "撤销并入" in wang.read(f"/cases/{one.id}")
    assert Case.get_by_id(one.id).suspended == ""


def test_cases_are_linked_and_unlinked_in_english_too(office: Office, wang: Desk) -> None:
    one, other = two(office, wang)
    desk = office.desk("wang", "en")
    assert "Look for the same" in desk.read(f"/cases/{one.id}")
    assert other.number in desk.read(f"/cases/{one.id}/alike?q=楼道")
    desk.post(f"/cases/{one.id}/alike", other=other.id, deed="link", reason="same lamp")
    assert "Linked" in desk.read(f"/cases/{other.id}")


def test_a_deed_without_a_reason_is_refused(office: Office, wang: Desk) -> None:
    one, other = two(office, wang)
    sent = wang.post(f"/cases/{one.id}/alike", other=other.id, deed="merge", reason=" ")
    assert sent.status_code in (400, 409, 422)
