"""The security administrator unlocks and resets; nobody takes over an account alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pyotp

from engine import (
    Account,
    Deed,
    begin_second_factor,
    confirm_second_factor,
    has_second_factor,
    is_locked,
    now,
    values_of_deeds,
)
from tests.console.conftest import Desk

Sit = Callable[[str], Desk]


def clerk() -> Account:
    return Account.get(Account.username == "clerk")


def set_up() -> None:
    secret = begin_second_factor(clerk().person).secret
    assert confirm_second_factor(clerk().person, pyotp.TOTP(secret).now())


def test_only_the_security_administrator_resets_the_second_step(app: object, desk: Sit) -> None:
    set_up()
    address = f"/console/signins/reset/?id={clerk().id}"
    for name in ("sys", "aud", "com"):
        assert desk(name).get(address).status_code == 404, name
    assert has_second_factor(clerk().person)
    desk("sec").post(address, reason="手机丢失，本人到场")
    assert not has_second_factor(clerk().person)
    line = Deed.select().order_by(Deed.sequence.desc()).first()
    assert line.deed == "second_factor_reset"
    assert values_of_deeds([line.sequence])[line.sequence]["reason"] == "手机丢失，本人到场"


def test_a_reset_needs_a_reason(app: object, desk: Sit) -> None:
    set_up()
    desk("sec").post(f"/console/signins/reset/?id={clerk().id}", reason="")
    assert has_second_factor(clerk().person)


def test_the_security_administrator_gives_no_password(app: object, desk: Sit) -> None:
    assert desk("sec").get(f"/console/people/password/?id={clerk().person_id}").status_code == 404


def test_a_locked_account_is_unlocked_with_a_reason(app: object, desk: Sit) -> None:
    Account.update(locked_until=now() + timedelta(minutes=10)).where(
        Account.username == "clerk"
    ).execute()
    desk("sec").post(f"/console/signins/unlock/?id={clerk().id}", reason="本人到场")
    assert not is_locked(clerk())


def test_the_page_shows_no_secret_and_no_hash(app: object, desk: Sit) -> None:
    set_up()
    page = desk("sec").page("/console/signins/")
    assert "clerk" in page
    assert "argon2" not in page
