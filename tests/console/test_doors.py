"""Who may enter which page, who may change it, and that nobody here reads a case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from engine import Case, Event, Holding, Job, Person, give_role
from tests.console.conftest import SECRET, Desk, token_in
from tests.unguarded import unguarded

Sit = Callable[[str], Desk]

MAY_SEE = {
    "": {"sys", "sec", "aud", "com"},
    "organisation": {"sys", "sec", "aud"},
    "people": {"sys", "sec"},
    "people-import": {"sec"},
    "signins": {"sec", "aud"},
    "roles": {"sys", "sec", "aud"},
    "holdings": {"sys", "sec", "aud"},
    "plugins": {"sys", "com"},
    "settings": {"sys", "com"},
    "calendar": {"sys", "com"},
    "limits": {"sys", "com", "aud"},
    "procedures": {"sys", "sec"},
    "cases": {"sys", "aud"},
    "events": {"aud"},
    "jobs": {"sys"},
    "incidents": {"sys"},
    "migrations": {"sys"},
}
EVERYBODY = {"sys", "sec", "aud", "com", "clerk"}

# every deed: address, what is sent, who may do it
DEEDS: list[tuple[str, dict[str, str], set[str]]] = [
    (
        "organisation/new/",
        {"code": "CM-99", "name": "新社区", "level": "CM", "parent": "1"},
        {"sys"},
    ),
    ("organisation/edit/?id=2", {"name": "改名"}, {"sys"}),
    ("organisation/delete/?id=4", {"id": "4", "sure": "1"}, {"sys"}),
    ("people/new/", {"name": "新人", "username": "xinren"}, {"sys"}),
    ("people/edit/?id=5", {"name": "改名"}, {"sys"}),
    ("people/password/?id=5", {"id": "5", "sure": "1"}, {"sys"}),
    ("people/leave/?id=5", {"id": "5", "sure": "1"}, {"sys"}),
    ("people/return/?id=5", {"id": "5", "sure": "1"}, {"sys"}),
    ("people-import/", {}, {"sec"}),
    ("people-import/confirm/", {"shown": "x"}, {"sec"}),
    ("holdings/new/?person=5", {"role": "grp_community_admin", "community": "2"}, {"sec"}),
    ("holdings/end/?id=5", {}, {"sec"}),
    ("procedures/suspend/?id=1", {"reason": "表单有误"}, {"sys"}),
    ("procedures/resume/?id=1", {"reason": "已改好"}, {"sys"}),
    ("jobs/action/", {"action": "retry", "rowid": "1", "sure": "1"}, {"sys"}),
]


def address(page: str) -> str:
    return f"/console/{page}/" if page else "/console/"


@pytest.mark.parametrize("username", sorted(EVERYBODY))
def test_each_enters_its_own_pages_and_finds_no_others(still: Sit, username: str) -> None:
    here = still(username)
    for page, who in MAY_SEE.items():
        wanted = 200 if username in who else 404
        assert here.get(address(page)).status_code == wanted, page


@pytest.mark.parametrize("username", sorted(EVERYBODY - {"clerk"}))
def test_the_menu_names_what_may_be_entered_and_nothing_else(still: Sit, username: str) -> None:
    page = still(username).page("/console/")
    for name, who in MAY_SEE.items():
        if name:
            assert (f'href="/console/{name}/"' in page) == (username in who), name


def test_a_stranger_is_led_to_the_door(app: Flask) -> None:
    for page in MAY_SEE:
        answer = app.test_client().get(address(page))
        assert answer.status_code == 302
        assert "/sign-in" in answer.location


def test_a_clerk_is_not_offered_the_console(still: Sit) -> None:
    assert "/console" not in still("clerk").page("/inbox")


@pytest.mark.parametrize(("page", "sent", "who"), DEEDS, ids=[one[0] for one in DEEDS])
def test_a_forged_deed_of_anybody_else_is_404_and_changes_nothing(
    still: Sit, page: str, sent: dict[str, str], who: set[str]
) -> None:
    before = state()
    for username in sorted(EVERYBODY - who):
        here = still(username)
        token = token_in(here.page("/inbox"))
        answer = here.client.post(f"/console/{page}", data={**sent, "csrf_token": token})
        assert answer.status_code == 404, username
        assert state() == before, username


def state() -> list[Any]:
    """Return all that the deeds above could change."""
    from engine import Account, Community

    return [
        sorted(Community.select(Community.code, Community.name).tuples()),
        sorted(Person.select(Person.id, Person.name, Person.active).tuples()),
        sorted(Account.select(Account.username, Account.password).tuples()),
        sorted(Holding.select(Holding.person, Holding.role, Holding.community).tuples()),
        [holding.until for holding in Holding.select().order_by(Holding.id)],
        [job.status for job in Job.select()],
    ]


@pytest.mark.parametrize("page", ["procedures", "cases", "events", "jobs", "holdings"])
def test_histories_can_be_neither_edited_nor_deleted(still: Sit, page: str) -> None:
    who = "aud" if page == "events" else "sys"
    for deed in ("edit/?id=1", "delete/?id=1"):
        assert still(who).client.get(f"/console/{page}/{deed}").status_code == 404


def test_no_administrator_reads_a_word_of_a_case(still: Sit) -> None:
    assert Case.select().where(Case.title == SECRET).exists()
    case, job = Case.get(), Job.get()
    pages = [
        "/console/", "/console/cases/", f"/console/cases/details/?id={case.id}",
        "/console/cases/export/csv/", "/console/events/", "/console/events/export/csv/",
        "/console/jobs/", f"/console/jobs/details/?id={job.id}", "/console/jobs/export/csv/",
        f"/console/cases/?search={case.number}", f"/console/events/?search={case.number}",
    ]  # fmt: skip
    read = 0
    for username in sorted(EVERYBODY):
        for page in pages:
            answer = still(username).client.get(page)
            assert SECRET not in answer.text, (username, page)
            read += answer.status_code == 200 and case.number in answer.text
    assert read >= 9  # they were there to be read


def test_a_case_is_not_found_by_its_words(still: Sit) -> None:
    assert "core-2026" not in still("sys").page("/console/cases/", search="王秀英")
    assert "core-2026" not in still("aud").page("/console/events/", search="王秀英")
    assert "core-2026" not in still("sys").page("/console/jobs/", search="王秀英")


def test_an_auditor_sees_who_did_what_without_the_values(still: Sit) -> None:
    page = still("aud").page("/console/events/")
    assert "居委会干部" in page
    assert "core-202611-CM-01-00001" in page
    assert "办结任务" in page


def test_an_auditor_is_told_of_a_changed_event(desk: Sit) -> None:
    case = Case.get()
    page = f"/console/cases/details/?id={case.id}"
    assert "校验链完整" in desk("aud").page(page)
    with unguarded():
        Event.update(deed="released").where(Event.case == case, Event.sequence == 2).execute()
    assert "校验链已断裂" in desk("aud").page(page)
    assert "校验链" not in desk("sys").page(page)


def test_who_loses_the_role_is_out_at_once(desk: Sit) -> None:
    here = desk("sec")
    assert here.get("/console/holdings/").status_code == 200
    Holding.delete().where(Holding.role == "grp_secadmin").execute()
    assert here.get("/console/holdings/").status_code == 404


def test_an_administrator_may_be_a_clerk_too(desk: Sit) -> None:
    person = Person.get(Person.name == "系统管理员")
    give_role(
        person, "grp_community_admin", Holding.get(Holding.role == "grp_community_admin").community
    )
    page = desk("sys").page("/console/")
    assert "社区插件管理员" in page
