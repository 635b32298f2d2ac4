"""Keys for programs: made by oneself, shown once, within scopes, ended at once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from engine import ApiKey, clock, now, values_of_deeds
from engine.models import Deed
from tests.pages.conftest import Desk, Office, words


def make(desk: Desk, **changed: object) -> str:
    """Make a key on the page and return its secret."""
    asked = {"name": "对账程序", "scopes": ["read"], "days": "30", **changed}
    page = desk.post("/keys", **asked)
    assert page.status_code == 200, words(page.text)
    found = re.search(r'id="secret"[^>]*>(gck_[\w-]+)<', page.text)
    assert found
    return found[1]


def ask(office: Office, secret: str, address: str = "/tasks") -> int:
    headers = {"Authorization": f"Bearer {secret}"}
    return office.app.test_client().get(f"/api/v1{address}", headers=headers).status_code


def test_without_a_good_key_nothing_is_said(office: Office, wang: Desk) -> None:
    secret = make(wang)
    assert ask(office, secret) == 200
    assert ask(office, secret[:-1] + "x") == 401
    assert ask(office, "") == 401
    wang.get("/")  # the cookie of somebody signed in opens nothing
    assert wang.get("/api/v1/tasks").status_code == 401


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"scopes": []},
        {"scopes": ["everything"]},
        {"days": "0"},
        {"days": "367"},
        {"days": "9" * 30},
    ],
)
def test_a_key_without_name_purpose_or_end_is_refused(wang: Desk, wrong: dict[str, object]) -> None:
    asked = {"name": "对账程序", "scopes": ["read"], "days": "30", **wrong}
    assert wang.post("/keys", **asked).status_code == 409
    assert ApiKey.select().count() == 0


def test_the_secret_is_shown_once_and_kept_nowhere(wang: Desk) -> None:
    secret = make(wang)
    assert secret not in wang.get("/keys").text
    key = ApiKey.get()
    assert secret.encode() not in bytes(key.digest)
    assert secret.startswith(key.start)


def test_an_ended_an_expired_and_a_leavers_key_open_nothing(office: Office, wang: Desk) -> None:
    secret = make(wang)
    with clock.at(now() + timedelta(days=31)):
        assert ask(office, secret) == 401
    person = ApiKey.get().person
    person.active = False
    person.save()
    assert ask(office, secret) == 401
    person.active = True
    person.save()
    assert wang.post(f"/keys/{ApiKey.get().id}/end").status_code == 302
    assert ask(office, secret) == 401


def test_nobody_ends_anothers_key(office: Office, wang: Desk) -> None:
    secret = make(wang)
    assert office.desk("li").post(f"/keys/{ApiKey.get().id}/end").status_code == 404
    assert ask(office, secret) == 200


def test_the_journal_of_the_house_holds_who_made_and_who_ended_a_key(wang: Desk) -> None:
    make(wang, scopes=["read", "work"])
    key = ApiKey.get()
    wang.post(f"/keys/{key.id}/end")
    lines = Deed.select().where(Deed.subject == f"key:{key.id}").order_by(Deed.sequence)
    assert [(line.deed, line.person_id) for line in lines] == [
        ("key_made", key.person_id),
        ("key_ended", key.person_id),
    ]
    assert values_of_deeds([lines[0].sequence])[lines[0].sequence] == {"after": "read work"}


def test_a_scope_is_a_wall(office: Office, wang: Desk) -> None:
    reading = {"Authorization": f"Bearer {make(wang)}"}
    client = office.app.test_client()
    sent = {"procedure": "issue_loop", "community": "CM-07", "answers": {}}
    refused = client.post("/api/v1/cases", json=sent, headers=reading)
    assert refused.status_code == 403
    assert refused.content_type == "application/problem+json"
    assert client.get("/api/v1/incidents", headers=reading).status_code == 403


def test_the_last_use_is_noted_at_most_once_a_minute(office: Office, wang: Desk) -> None:
    secret = make(wang)
    ask(office, secret)
    first = ApiKey.get().last_used_at
    ask(office, secret)
    assert ApiKey.get().last_used_at == first
    with clock.at(now() + timedelta(minutes=2)):
        ask(office, secret)
    assert ApiKey.get().last_used_at > first


def test_the_page_says_in_both_languages_whether_a_key_is_used(office: Office, wang: Desk) -> None:
    secret = make(wang)
    assert "尚未使用" in wang.read("/keys")
    ask(office, secret)
    assert "最近使用" in wang.read("/keys")
    assert "last used" in office.desk("wang", "en").read("/keys")
