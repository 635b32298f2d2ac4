"""The door: who comes in, who does not, and what is told of it."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from flask import url_for
from werkzeug.routing import AnyConverter, Rule

from admin.app import create_app
from admin.language import inside
from engine import Account, Deed, clock, now, values_of_deeds
from tests.pages.conftest import HASHED, PASSWORD, Desk, Office, words

OPEN = {"/sign-in", "/language", "/healthz", "/static/dist/<name>", "/receipt"}
OPEN |= {"/proofs", "/proofs/<digest>", "/draws/<int:draw_id>", "/ballots/<int:ballot_id>"}
OPEN |= {"/api/v1/openapi.json"}
OPEN |= {"/sign-in/oidc", "/sign-in/oidc/back"}  # not found where no single sign-on is set up


def test_every_page_is_closed_to_who_has_not_signed_in(office: Office) -> None:
    nobody, closed = office.browser(), 0
    with office.app.test_request_context():
        addresses = {
            rule.rule: url_for(
                rule.endpoint, **{name: fitting(rule, name) for name in rule.arguments}
            )
            for rule in office.app.url_map.iter_rules()
            if rule.rule not in OPEN and "GET" in (rule.methods or ())
        }
    for rule, address in addresses.items():
        answer = nobody.get(address)
        if rule.startswith("/api/"):  # programs are told so, not sent to a page
            assert answer.status_code == 401, rule
            continue
        assert answer.status_code == 302, rule
        assert answer.location.startswith("/sign-in"), rule
        closed += 1
    assert closed > 20


def fitting(rule: Rule, name: str) -> str | int:
    """Return a value that an address takes: one of those it names, else 1."""
    converter = rule._converters[name]
    return min(converter.items) if isinstance(converter, AnyConverter) else 1


def test_only_pages_prolong_the_session_so_that_a_late_drawing_undoes_nothing(wang: Desk) -> None:
    page = wang.get("/", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    part = wang.get("/", headers={"Accept": "application/xml"})
    assert "gucheng=" in page.headers["Set-Cookie"]
    assert "Set-Cookie" not in part.headers


def test_a_wrong_password_and_an_unknown_name_are_told_alike(office: Office) -> None:
    answers = [
        office.browser().post("/sign-in", username=name, password="wrong-wrong")
        for name in ("wang", "nobody-of-this-name")
    ]
    first, second = (words(one.text).replace("nobody-of-this-name", "wang") for one in answers)
    assert first == second
    assert "用户名或密码不对" in first


def test_five_wrong_passwords_lock_an_account_for_a_quarter_of_an_hour(office: Office) -> None:
    desk = office.browser()
    for _ in range(5):
        desk.post("/sign-in", username="wang", password="wrong-wrong")
    assert desk.post("/sign-in", username="wang", password=PASSWORD).status_code == 200
    with clock.at(now() + timedelta(minutes=16)):
        assert desk.post("/sign-in", username="wang", password=PASSWORD).status_code == 302


def test_signing_in_forgets_the_wrong_passwords_before(office: Office) -> None:
    desk = office.browser()
    for _ in range(3):
        for _ in range(4):
            desk.post("/sign-in", username="wang", password="wrong-wrong")
        office.desk("wang")


def test_a_name_is_known_in_any_case(office: Office) -> None:
    assert "王秀兰" in office.desk(" WANG ").read("/")


def test_who_has_left_is_out_at_once(office: Office, wang: Desk) -> None:
    person = Account.get(Account.username == "wang").person
    person.active = False
    person.save()
    assert wang.get("/").status_code == 302
    assert office.browser().post("/sign-in", username="wang", password=PASSWORD).status_code == 200


def test_signing_out_takes_a_post_and_ends_the_session(wang: Desk) -> None:
    assert wang.get("/sign-out").status_code == 405
    assert wang.get("/").status_code == 200
    wang.post("/sign-out")
    assert wang.get("/").status_code == 302


def test_a_changed_password_ends_the_other_sessions(office: Office, wang: Desk) -> None:
    other = office.desk("wang")
    answer = wang.post(
        "/password",
        password=PASSWORD,
        new_password="新的 密码 一二三四",
        new_password_confirm="新的 密码 一二三四",
    )
    assert answer.status_code == 302, words(answer.text)
    assert wang.get("/").status_code == 200
    assert other.get("/").status_code == 302
    assert office.browser().post("/sign-in", username="wang", password=PASSWORD).status_code == 200
    office.desk("wang", password="新的 密码 一二三四")


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [
        ("wrong-wrong", "long enough now", "long enough now"),
        (PASSWORD, "short", "short"),
        (PASSWORD, "long enough now", "another one here"),
        (PASSWORD, PASSWORD, PASSWORD),
    ],
)
def test_a_password_is_not_changed(
    office: Office, wang: Desk, old: str, new: str, again: str
) -> None:
    data = {"password": old, "new_password": new, "new_password_confirm": again}
    answer = wang.post("/password", **data)
    assert answer.status_code == 200
    assert "密码没有修改" in answer.text
    assert "is-invalid" in answer.text
    assert Account.get(Account.username == "wang").password == HASHED


def test_a_borrowed_password_must_be_changed_first(office: Office) -> None:
    Account.update(must_change_password=True).where(Account.username == "wang").execute()
    desk = office.desk("wang")
    assert desk.get("/inbox").location == "/password"
    desk.post(
        "/password",
        password=PASSWORD,
        new_password="long enough now",
        new_password_confirm="long enough now",
    )
    assert desk.get("/inbox").status_code == 200


def test_a_password_is_kept_as_owasp_asks() -> None:
    assert HASHED.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize(
    "address",
    ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:x", "\n/"],
)
def test_signing_in_leads_nowhere_else(office: Office, address: str) -> None:
    answer = office.browser().post("/sign-in", username="wang", password=PASSWORD, next=address)
    assert re.fullmatch(r"/(%5C)?[\w.]*", answer.location or "/")
    assert inside(address) == "/"


def test_signing_in_goes_on_to_the_page_that_was_wanted(office: Office) -> None:
    desk = office.browser()
    door = desk.get("/inbox?tab=done").location
    assert door == "/sign-in?next=/inbox?tab%3Ddone"
    answer = desk.post(door, username="wang", password=PASSWORD, next="/inbox?tab=done")
    assert answer.location == "/inbox?tab=done"


def test_htmx_is_led_to_the_door_too(office: Office) -> None:
    answer = office.browser().get("/inbox", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"][:8]) == (204, "/sign-in")


def test_the_thirty_first_try_of_a_minute_is_held_back(office: Office) -> None:
    app = create_app(secret_key="k" * 32)
    desk = Desk(app.test_client())
    token = desk.token()
    sent = {"csrf_token": token, "username": "nobody", "password": "x"}
    tries = [desk.client.post("/sign-in", data=sent).status_code for _ in range(31)]
    assert (tries[0], tries[-1]) == (200, 429)


def test_the_demonstration_fills_in_the_name_without_script(office: Office) -> None:
    office.app.config["DEMO_PEOPLE"] = [("wang", "王秀兰", "社区居委会")]
    page = office.browser("en").get("/sign-in").text
    assert "/sign-in?username=wang" in page
    assert 'value="wang"' in office.browser().get("/sign-in?username=wang").text


def test_the_key_of_the_sessions_is_made_once_and_kept(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GUCHENG_SECRET_KEY", raising=False)
    first, second = (create_app(testing=True).config["SECRET_KEY"] for _ in range(2))
    assert first == second
    assert len(first) >= 32


@pytest.mark.parametrize(
    ("new", "why"),
    [
        ("Password123!", "太常见"),
        ("王秀兰王秀兰2026", "姓名"),
        ("wangwangwang1990", "太常见"),
        ("一二三", "至少"),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused_with_the_reason(
    wang: Desk, new: str, why: str
) -> None:
    answer = wang.post("/password", password=PASSWORD, new_password=new, new_password_confirm=new)
    assert answer.status_code == 200
    assert why in answer.text
    assert Account.get(Account.username == "wang").password == HASHED


def test_every_way_of_not_coming_in_takes_as_long(office: Office) -> None:
    """Unknown, known, locked, without a password, left: the clock tells none from another."""
    Account.update(locked_until=now() + timedelta(hours=1)).where(
        Account.username == "li"
    ).execute()
    Account.update(password=None).where(Account.username == "zhou").execute()
    gone = Account.get(Account.username == "liu").person
    gone.active = False
    gone.save()
    spent = {}
    for name in ("nobody-here", "wang", "li", "zhou", "liu"):
        desk = office.browser()
        sent = {"csrf_token": desk.token(), "username": name, "password": "wrong-wrong"}
        spent[name] = min(_seconds(desk, sent) for _ in range(3))
    assert max(spent.values()) < 2 * min(spent.values()), spent


def _seconds(desk: Desk, sent: dict[str, str]) -> float:
    begun = time.process_time()
    assert desk.client.post("/sign-in", data=sent).status_code == 200
    return time.process_time() - begun


def test_a_person_reads_its_own_sign_ins_and_the_tries_of_others(office: Office) -> None:
    for _ in range(2):
        office.browser().post("/sign-in", username="wang", password="wrong-wrong")
    wang = office.desk("wang")
    assert "2 次尝试" in wang.read("/")
    page = wang.read("/account")
    assert page.count("密码错误") == 2
    assert "127.0.0.1" in page
    assert "密码错误" not in office.desk("li").read("/account")


def test_what_was_typed_as_a_name_is_not_kept(office: Office) -> None:
    office.browser().post("/sign-in", username="my-secret-password", password="x")
    lines = list(Deed.select().dicts())
    said = values_of_deeds([line["sequence"] for line in lines])
    assert "my-secret-password" not in f"{lines}{said}"
    assert any(row.deed == "sign_in_failed" for row in Deed.select())
