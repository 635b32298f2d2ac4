"""Signing in in two steps: nothing opens between them."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp
import pytest

from admin.app import create_app
from engine import (
    Account,
    Holding,
    clock,
    community_of,
    has_second_factor,
    inherit_value,
    now,
    second_factor_ok,
)
from tests.pages.conftest import PASSWORD, Desk, Office, words


def set_up(desk: Desk) -> tuple[str, list[str]]:
    """Set two steps up as a person does; return the secret and the recovery codes."""
    desk.post("/account/two-steps/begin", password=PASSWORD)
    page = desk.get("/account/two-steps").text
    secret = re.findall(r"<code[^>]*>([A-Z2-7]{32})</code>", page)[0]
    shown = desk.post("/account/two-steps/confirm", code=pyotp.TOTP(secret).at(now()))
    assert shown.status_code == 200, words(shown.text)
    return secret, re.findall(r"<code[^>]*>([a-z2-9]{4}(?:-[a-z2-9]{4}){2})</code>", shown.text)


def later(secret: str, minutes: int = 1) -> str:
    return pyotp.TOTP(secret).at(now() + timedelta(minutes=minutes))


def test_between_the_steps_every_page_leads_to_the_second(office: Office, wang: Desk) -> None:
    set_up(wang)
    half = office.desk("wang")
    for address in ("/", "/inbox", "/password", "/account/two-steps", "/deputies"):
        answer = half.get(address)
        assert answer.location.startswith("/sign-in/code"), address
    posted = half.post("/password", password=PASSWORD, new_password="long enough now")
    assert posted.location.startswith("/sign-in/code")
    assert "王秀兰" not in half.get("/sign-in/code").text


def test_a_wrong_code_opens_nothing_and_the_right_one_goes_on(office: Office, wang: Desk) -> None:
    secret, _ = set_up(wang)
    desk = office.desk("wang")
    refused = desk.post("/sign-in/code", code="12345", next="/inbox")
    assert refused.status_code == 200
    assert "验证码不对" in refused.text
    with clock.at(now() + timedelta(minutes=1)):
        answer = desk.post("/sign-in/code", code=later(secret, 0), next="/inbox")
        assert answer.location == "/inbox"
        assert desk.get("/inbox").status_code == 200


def test_the_code_of_one_sign_in_is_none_of_the_next(office: Office, wang: Desk) -> None:
    set_up(wang)
    assert wang.get("/").status_code == 200
    wang.post("/sign-out")
    wang.post("/sign-in", username="wang", password=PASSWORD)
    assert wang.get("/").location.startswith("/sign-in/code")


def test_a_code_shown_for_one_account_opens_no_other(office: Office, wang: Desk) -> None:
    set_up(wang)
    li = office.desk("li")
    set_up(li)
    wang.post("/sign-out")
    answer = wang.post("/sign-in", username="li", password=PASSWORD)
    assert answer.status_code == 302
    assert wang.get("/").location.startswith("/sign-in/code")


def test_other_sessions_are_asked_for_the_code_too(office: Office, wang: Desk) -> None:
    other = office.desk("wang")
    set_up(wang)
    assert other.get("/").location.startswith("/sign-in/code")


def test_a_recovery_code_lets_in_once_and_warns(office: Office, wang: Desk) -> None:
    _, codes = set_up(wang)
    desk = office.desk("wang")
    assert desk.post("/sign-in/code", code=codes[0]).status_code == 302
    assert "还剩 9 个" in desk.read("/")
    again = office.desk("wang")
    assert again.post("/sign-in/code", code=codes[0]).status_code == 200


def test_five_wrong_codes_close_the_second_step_for_a_while(office: Office, wang: Desk) -> None:
    secret, _ = set_up(wang)
    desk = office.desk("wang")
    for _ in range(5):
        desk.post("/sign-in/code", code="1")
    with clock.at(now() + timedelta(minutes=1)):
        assert "等15分钟" in desk.post("/sign-in/code", code=later(secret, 0)).text


def test_setting_up_takes_the_password(office: Office, wang: Desk) -> None:
    assert wang.post("/account/two-steps/begin", password="wrong-wrong").status_code == 422
    assert "<svg" not in wang.get("/account/two-steps").text


def test_the_square_is_drawn_here_and_hides_nothing_else(office: Office, wang: Desk) -> None:
    wang.post("/account/two-steps/begin", password=PASSWORD)
    page = wang.get("/account/two-steps").text
    svg = re.search(r"<svg.*?</svg>", page, re.S)
    assert svg
    assert "style" not in svg[0]
    assert "http" not in svg[0].replace("http://www.w3.org/2000/svg", "")


def test_who_may_do_without_switches_it_off_with_a_code(office: Office) -> None:
    ma = office.desk("zhou")
    Holding.update(role="grp_persuader").where(
        Holding.person == office.who("zhou").person
    ).execute()
    secret, _ = set_up(ma)
    assert ma.post("/account/two-steps/off", code="1").status_code == 422
    assert ma.post("/account/two-steps/off", code=later(secret, 0)).status_code == 422  # used
    with clock.at(now() + timedelta(minutes=1)):
        assert ma.post("/account/two-steps/off", code=later(secret, 0)).status_code == 302
    assert not has_second_factor(office.who("zhou").person)
    assert office.desk("zhou").get("/").status_code == 200


@pytest.fixture
def demanded(office: Office) -> None:
    """Let the house demand the second step, as it does unless it is told otherwise."""
    inherit_value(community_of("SD-GC"), "core.second_factor")


@pytest.mark.usefixtures("demanded")
def test_who_must_have_it_cannot_switch_it_off(office: Office) -> None:
    sys = office.desk("sys")
    secret, _ = set_up(sys)
    with clock.at(now() + timedelta(minutes=1)):
        assert sys.post("/account/two-steps/off", code=later(secret, 0)).status_code == 409
    assert has_second_factor(office.who("sys").person)


@pytest.mark.usefixtures("demanded")
def test_who_must_have_it_is_told_and_then_can_do_nothing_else(office: Office) -> None:
    assert "两步登录" in office.desk("sys").read("/")
    late = clock.at(now() + timedelta(days=15))
    with late:
        sys = office.desk("sys")
        assert sys.get("/console/").location == "/account/two-steps"
        assert sys.get("/account/two-steps").status_code == 200
        set_up(sys)
        assert sys.get("/console/").status_code == 200


def test_new_recovery_codes_take_a_code(office: Office, wang: Desk) -> None:
    secret, codes = set_up(wang)
    assert wang.post("/account/two-steps/codes", code="1").status_code == 422
    with clock.at(now() + timedelta(minutes=1)):
        shown = wang.post("/account/two-steps/codes", code=later(secret, 0))
    assert shown.status_code == 200
    assert codes[0] not in shown.text
    assert not second_factor_ok(office.who("wang").person, codes[0])


def test_a_changed_password_does_not_ask_for_the_code_again(office: Office, wang: Desk) -> None:
    set_up(wang)
    new = "新的 密码 一二三四"
    wang.post("/password", password=PASSWORD, new_password=new, new_password_confirm=new)
    assert wang.get("/").status_code == 200
    other = office.desk("wang", password=new)
    assert other.get("/").location.startswith("/sign-in/code")


def test_the_thirty_first_code_of_a_minute_is_held_back(office: Office) -> None:
    app = create_app(secret_key="k" * 32)
    desk = Desk(app.test_client())
    desk.post("/sign-in", username="wang", password=PASSWORD)
    tries = [desk.post("/sign-in/code", code="x").status_code for _ in range(31)]
    assert tries[-1] == 429


def test_no_page_but_the_set_up_holds_the_secret(
    office: Office, wang: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    secret, _ = set_up(wang)
    for address in ("/account/two-steps", "/", "/password"):
        assert secret not in wang.get(address).text
    assert secret not in caplog.text
    assert Account.get(Account.username == "wang").second_factor
