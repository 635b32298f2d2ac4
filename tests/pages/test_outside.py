"""Signing in by a single sign-on and by a directory: accounts are matched, never made."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from joserfc.jwk import RSAKey

from admin.accounts.ldap import is_accepted
from admin.accounts.outside import Unsafe, directory, oidc
from admin.app import create_app
from engine import Account, Deed, Person, sign_ins
from tests.pages.conftest import PASSWORD, Desk, Office, words
from tests.pages.provider import CLIENT, SECRET, Provider, ldap, provider

ROAD = "an even longer road home"


@pytest.fixture
def sso(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    with provider() as made:
        monkeypatch.setenv("GUCHENG_OIDC_ISSUER", made.issuer)
        monkeypatch.setenv("GUCHENG_OIDC_CLIENT", CLIENT)
        monkeypatch.setenv("GUCHENG_OIDC_SECRET", SECRET)
        office.app = create_app(secret_key="k" * 32, testing=True)
        yield made


def go(desk: Desk, next: str = "/inbox") -> str:
    """Walk from the door over the provider back; return where that leads."""
    there = desk.get(f"/sign-in/oidc?next={next}").location
    back = urlsplit(asked(there))
    return str(desk.get(f"{back.path}?{back.query}").location)


def asked(address: str) -> str:
    """Ask the provider as a browser does; return where it sends the browser."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
    try:
        connection.request("GET", f"{parts.path}?{parts.query}")
        return str(connection.getresponse().headers["Location"])
    finally:
        connection.close()


def is_in(desk: Desk) -> bool:
    return desk.get("/inbox").status_code == 200


def test_who_has_an_account_comes_in_and_goes_on(office: Office, sso: Provider) -> None:
    desk = office.browser()
    assert "统一登录" in desk.read("/sign-in")
    assert go(desk) == "/inbox"
    assert is_in(desk)
    assert sign_ins(office.who("wang").person)[0].how == "oidc"


def test_who_has_no_account_is_not_let_in_and_none_is_made(office: Office, sso: Provider) -> None:
    before = (Account.select().count(), Person.select().count())
    sso.claims = {"sub": "s-9", "preferred_username": "stranger"}
    desk = office.browser()
    assert go(desk) == "/sign-in"
    assert "没有您的账号" in desk.read("/sign-in")
    assert not is_in(desk)
    assert (Account.select().count(), Person.select().count()) == before


def test_the_first_identity_that_came_keeps_the_account(office: Office, sso: Provider) -> None:
    go(office.browser())
    sso.claims = {"sub": "s-2", "preferred_username": "wang"}  # somebody was renamed over there
    other = office.browser()
    assert go(other) == "/sign-in"
    assert not is_in(other)
    sso.claims = {"sub": "s-1", "preferred_username": "li"}
    desk = office.browser()
    go(desk)
    assert "王秀兰" in desk.read("/inbox")
    assert Deed.select().where(Deed.deed == "account_linked").count() == 1


@pytest.mark.parametrize(
    "bent",
    [
        {"nonce": "another"},
        {"aud": "another"},
        {"exp": 1},
        {"iss": "https://another.example"},
        {"sub": None},
        {"sub": "", "preferred_username": ""},
    ],
    ids=str,
)
def test_a_token_that_is_not_as_it_should_be_opens_nothing(
    office: Office, sso: Provider, bent: dict[str, object]
) -> None:
    sso.bent = bent
    desk = office.browser()
    assert go(desk) == "/sign-in"
    assert not is_in(desk)


def test_a_token_signed_by_another_opens_nothing(office: Office, sso: Provider) -> None:
    sso.signs_with = RSAKey.generate_key(2048, parameters={"kid": "1"}, private=True)
    desk = office.browser()
    assert go(desk) == "/sign-in"
    assert not is_in(desk)


def test_an_answer_that_was_not_asked_for_opens_nothing(office: Office, sso: Provider) -> None:
    there = office.browser().get("/sign-in/oidc").location
    back = urlsplit(asked(there))
    victim = office.browser()
    assert victim.get(f"{back.path}?{back.query}").location == "/sign-in"
    assert not is_in(victim)


def test_who_has_left_stays_out(office: Office, sso: Provider) -> None:
    Person.update(active=False).where(Person.name == "王秀兰").execute()
    desk = office.browser()
    go(desk)
    assert not is_in(desk)


def test_it_leads_nowhere_else(office: Office, sso: Provider) -> None:
    assert go(office.browser(), next="//evil.example/") == "/"


def test_without_a_single_sign_on_there_is_no_such_page(office: Office) -> None:
    assert "统一登录" not in office.browser().read("/sign-in")
    assert office.browser().get("/sign-in/oidc").status_code == 404
    assert office.browser().get("/sign-in/oidc/back?code=x&state=y").status_code == 404


# -- the directory ------------------------------------------------------------------------------


@pytest.fixture
def without_password(office: Office) -> None:
    Account.update(password=None).where(Account.username.in_(["wang", "li"])).execute()


def enter(office: Office, username: str, password: str) -> bool:
    answer = office.browser().post("/sign-in", username=username, password=password)
    return answer.status_code == 302


def test_the_directory_knows_the_password_of_who_has_none_here(
    office: Office, without_password: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ldap(wang=ROAD, zhou=ROAD, stranger=ROAD) as server:
        use(server.server_address[1], monkeypatch)
        assert enter(office, "wang", ROAD)
        assert not enter(office, "wang", "wrong")
        assert not enter(office, "wang", "")  # to a directory an empty one is nobody's, and right
        assert not enter(office, "li", ROAD)  # not known over there
        assert not enter(office, "zhou", ROAD)  # has a password here, which alone counts
        assert enter(office, "zhou", PASSWORD)
        assert not enter(office, "stranger", ROAD)  # no account, and none is made
        assert set(server.binds) == {"uid=wang,ou=people", "uid=li,ou=people"}
    assert sign_ins(office.who("wang").person)[-1].how == "ldap"


def test_five_wrong_passwords_lock_before_the_directory_does(
    office: Office, without_password: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ldap(wang=ROAD) as server:
        use(server.server_address[1], monkeypatch)
        for _ in range(5):
            assert not enter(office, "wang", "wrong")
        assert not enter(office, "wang", ROAD)
        assert len(server.binds) == 5


def test_a_name_cannot_change_whom_the_directory_is_asked_about(
    office: Office, without_password: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    Account.update(username="x,ou=admins").where(Account.username == "li").execute()
    with ldap(wang=ROAD) as server:
        use(server.server_address[1], monkeypatch)
        enter(office, "x,ou=admins", ROAD)
        assert server.binds == ["uid=x\\2Cou\\3Dadmins,ou=people"]


def test_a_directory_that_is_away_lets_nobody_in(
    office: Office, without_password: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(1, monkeypatch)
    answer = office.browser().post("/sign-in", username="wang", password=ROAD)
    assert answer.status_code == 200
    assert "用户名或密码不对" in words(answer.text)


def use(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUCHENG_LDAP_URL", f"ldap://127.0.0.1:{port}")
    monkeypatch.setenv("GUCHENG_LDAP_NAME", "uid={username},ou=people")


def test_passwords_never_travel_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUCHENG_LDAP_URL", "ldap://directory.example")
    monkeypatch.setenv("GUCHENG_OIDC_ISSUER", "http://sso.example")
    with pytest.raises(Unsafe):
        directory()
    with pytest.raises(Unsafe):
        oidc()


@pytest.mark.parametrize(
    "answer",
    [
        b"", b"\x30", b"\x30\x84\x00\x00\x00\x10", b"HTTP/1.1 200 OK", b"\x30\x80\x00\x00",
        bytes.fromhex("300c02010261070a010004000400"),  # of another message
        bytes.fromhex("300c02010161070a013104000400"),  # invalid credentials
        bytes.fromhex("300c02010165070a010004000400"),  # no answer to a bind
    ],
    ids=bytes.hex,
)  # fmt: skip
def test_no_other_answer_of_a_directory_is_an_acceptance(answer: bytes) -> None:
    assert not is_accepted(answer)


def test_an_acceptance_is_one() -> None:
    assert is_accepted(bytes.fromhex("300c02010161070a010004000400"))
    assert is_accepted(bytes.fromhex("30840000000c02010161070a010004000400"))
