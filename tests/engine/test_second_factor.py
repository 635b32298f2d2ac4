"""The code of a telephone: what is not taken, and what is, once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pyotp
import pytest

from engine import (
    LOCAL,
    Account,
    begin_second_factor,
    clock,
    confirm_second_factor,
    forget_two_steps,
    has_second_factor,
    new_recovery_codes,
    now,
    recovery_codes_left,
    remove_second_factor,
    second_factor_due,
    second_factor_locked,
    second_factor_ok,
    second_factor_setup,
    set_value,
)
from engine.keyring import KEYS, new_key
from engine.models import Holding, Person, RecoveryCode, SecondFactor

NOON = datetime(2026, 11, 2, 12, 0, 10, tzinfo=LOCAL)


@pytest.fixture
def person(town):
    person = town.who("李四").person
    Account.create(person=person, username="lisi")
    with clock.at(NOON):
        yield person


@pytest.fixture
def secret(person):
    """The secret of somebody who set it up a minute ago."""
    with clock.at(NOON - timedelta(minutes=1)):
        secret = begin_second_factor(person).secret
        assert confirm_second_factor(person, code(secret))
    return secret


def code(secret: str, step: int = 0) -> str:
    return pyotp.TOTP(secret).at(now() + timedelta(seconds=30 * step))


def wrong(secret: str) -> str:
    near = {code(secret, step) for step in (-1, 0, 1)}
    return next(f"{number:06}" for number in range(9) if f"{number:06}" not in near)


def test_who_set_up_nothing_has_no_code_that_is_right(person):
    assert not has_second_factor(person)
    assert not second_factor_ok(person, "000000")
    assert not second_factor_ok(person, "")


def test_a_secret_without_its_first_code_counts_for_nothing(person):
    setup = begin_second_factor(person)
    assert setup.secret in setup.address
    assert "lisi" in setup.address
    assert not has_second_factor(person)
    assert not second_factor_ok(person, code(setup.secret))
    assert confirm_second_factor(person, wrong(setup.secret)) is None
    assert not Account.get(Account.person == person).second_factor


def test_the_first_code_puts_it_in_force(person):
    setup = begin_second_factor(person)
    assert second_factor_setup(person) == setup
    codes = confirm_second_factor(person, code(setup.secret))
    assert len(set(codes)) == 10
    assert has_second_factor(person)
    assert second_factor_setup(person) is None
    assert Account.get(Account.person == person).second_factor


def test_no_code_is_taken_twice_nor_one_before_it(person, secret):
    earlier = code(secret, -1)
    assert second_factor_ok(person, code(secret))
    assert not second_factor_ok(person, code(secret))
    assert not second_factor_ok(person, earlier)


def test_the_code_that_confirmed_is_spent(person):
    secret = begin_second_factor(person).secret
    confirm_second_factor(person, code(secret))
    assert not second_factor_ok(person, code(secret))


@pytest.mark.parametrize(
    ("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_telephone_may_be_half_a_minute_early_or_late(person, secret, steps, taken):
    assert second_factor_ok(person, code(secret, steps)) is taken


def test_spaces_do_not_matter(person, secret):
    right = code(secret)
    assert second_factor_ok(person, f" {right[:3]} {right[3:]} ")


def test_after_five_wrong_codes_not_even_the_right_one_is_taken_for_a_while(person, secret):
    for _ in range(5):
        assert not second_factor_ok(person, wrong(secret))
    assert second_factor_locked(person)
    assert not second_factor_ok(person, code(secret))
    with clock.at(NOON + timedelta(minutes=16)):
        assert second_factor_ok(person, code(secret))


def test_guessing_during_the_set_up_is_held_back_too(person):
    secret = begin_second_factor(person).secret
    for _ in range(5):
        confirm_second_factor(person, wrong(secret))
    assert confirm_second_factor(person, code(secret)) is None


def test_a_right_code_forgets_the_wrong_ones_before(person, secret):
    for minute in range(1, 4):
        with clock.at(NOON + timedelta(minutes=minute)):
            for _ in range(4):
                second_factor_ok(person, wrong(secret))
            assert second_factor_ok(person, code(secret))


def test_a_recovery_code_works_once_and_only_for_its_person(person, secret, town):
    codes = new_recovery_codes(person)
    other = town.who("王五").person
    Account.create(person=other, username="wangwu")
    confirm_second_factor(other, code(begin_second_factor(other).secret))
    assert not second_factor_ok(other, codes[0])
    assert second_factor_ok(person, codes[0].upper())
    assert not second_factor_ok(person, codes[0])
    assert recovery_codes_left(person) == 9


def test_recovery_codes_are_kept_as_hashes_and_new_ones_void_the_old(person, secret):
    old = new_recovery_codes(person)
    kept = {row.hash for row in RecoveryCode.select()}
    assert not kept & {*old, *(one.replace("-", "") for one in old)}
    new_recovery_codes(person)
    assert not second_factor_ok(person, old[0])


def test_what_is_removed_asks_and_takes_no_code(person, secret):
    codes = new_recovery_codes(person)
    remove_second_factor(person)
    assert not has_second_factor(person)
    assert not second_factor_ok(person, code(secret))
    assert not second_factor_ok(person, codes[0])
    assert not Account.get(Account.person == person).second_factor


def test_administrators_and_holders_of_c4_roles_must_others_need_not(town):
    with clock.at(NOON):
        due = {name: second_factor_due(held(town, role)) for name, role in ROLES.items()}
    assert due["居民"] is due["流程设计员"] is None
    assert due["系统"] == due["安全"] == due["审计"] == due["信访"] == NOON + timedelta(days=14)


ROLES = {
    "系统": "grp_sysadmin",
    "安全": "grp_secadmin",
    "审计": "grp_auditadmin",
    "信访": "grp_petition_office",
    "居民": "resident",
    "流程设计员": "grp_designer",
}


def held(town, role: str, name: str = ""):
    person = Person.create(name=name or role)
    Holding.create(person=person, role=role, community=town.place("SD-GC"), since=NOON)
    return town.who(person.name)


def test_the_subdistrict_says_how_soon_and_whether_at_all(town):
    with clock.at(NOON):
        admin = held(town, "grp_sysadmin")
        set_value(town.place("SD-GC"), "core.second_factor_days", 0)
        forget_two_steps()
        assert second_factor_due(admin) == NOON
        set_value(town.place("SD-GC"), "core.second_factor", False)
        forget_two_steps()
        assert second_factor_due(admin) is None


def test_a_secret_is_encrypted_and_useless_without_its_key(person, monkeypatch):
    monkeypatch.setenv(KEYS, new_key())
    secret = begin_second_factor(person).secret
    assert confirm_second_factor(person, code(secret, -1))
    assert SecondFactor.get(SecondFactor.person == person).secret == ""
    assert second_factor_ok(person, code(secret))
    monkeypatch.setenv(KEYS, new_key())
    assert not second_factor_ok(person, code(secret, 1))
