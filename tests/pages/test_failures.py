"""What a person reads when something did not work, and what every answer carries."""

from __future__ import annotations

import logging
import re
from contextlib import closing

import psycopg
import pytest
from flask import url_for
from werkzeug.routing import AnyConverter, Rule

from engine import db
from tests.pages.conftest import Desk, Office, words


def some(rule: Rule, name: str) -> object:
    """Return any value that an argument of an address may have."""
    kind = rule._converters[name]
    return min(kind.items) if isinstance(kind, AnyConverter) else 1


def test_a_post_without_the_token_is_refused_everywhere(office: Office, wang: Desk) -> None:
    with office.app.test_request_context():
        posts = [
            url_for(rule.endpoint, **{name: some(rule, name) for name in rule.arguments})
            for rule in office.app.url_map.iter_rules()
            if "POST" in (rule.methods or ()) and rule.endpoint.partition(".")[0] != "api"
        ]
    assert len(posts) > 10
    for address in posts:
        for data in ({}, {"csrf_token": "made-up"}):
            answer = wang.client.post(address, data=data)
            assert answer.status_code == 400, address
            assert "页面已过期" in answer.text


def test_a_mistake_of_ours_shows_a_number_and_no_trace(
    office: Office, wang: Desk, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> str:
        raise RuntimeError("the password is swordfish")

    monkeypatch.setitem(office.app.view_functions, "inbox.show", broken)
    with caplog.at_level(logging.ERROR):
        answer = wang.get("/inbox")
    assert answer.status_code == 500
    assert "swordfish" not in answer.text
    assert "Traceback" not in answer.text
    shown = re.search(r"\b[0-9A-F]{8}\b", words(answer.text))
    assert shown
    assert shown[0] in caplog.text
    assert "swordfish" in caplog.text


def test_while_the_database_is_away_nobody_is_told_that_nothing_was_changed(
    office: Office, wang: Desk, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    english = office.desk("wang", "en")

    def lost(**_: object) -> str:
        if kind == "postgresql":
            db.execute_sql("SELECT pg_terminate_backend(pg_backend_pid())")
        with closing(db.obj._connect()) as other:
            other.execute("BEGIN IMMEDIATE")
            db.execute_sql("PRAGMA busy_timeout = 1")
            db.execute_sql("BEGIN IMMEDIATE")
        return ""

    monkeypatch.setitem(office.app.view_functions, "start.begin", lost)
    monkeypatch.setitem(office.app.view_functions, "inbox.show", lost)
    answer = wang.post("/start/issue_loop", community="CM-07")
    assert answer.status_code == 503
    assert "可能已经保存" in answer.text
    assert "没有做任何改动" not in answer.text
    answer = english.get("/inbox")
    assert (answer.status_code, "Perhaps your last step" in answer.text) == (503, False)
    assert "try again" in answer.text
    assert wang.get("/").status_code == 200


def test_without_any_database_a_page_still_says_so(
    office: Office, wang: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    db.close()
    monkeypatch.setattr(db.obj, "_connect", unreachable)
    answer = wang.get("/inbox")
    assert (answer.status_code, "请稍等片刻再试" in answer.text) == (503, True)
    monkeypatch.undo()
    assert wang.get("/inbox").status_code == 200


def unreachable() -> None:
    raise psycopg.OperationalError("connection refused")


def test_a_missing_page_says_so_in_both_languages(office: Office) -> None:
    assert "没有这个页面" in office.desk("wang").get("/no-such-page").text
    answer = office.desk("wang", "en").get("/cases/12345")
    assert (answer.status_code, "There is no such page" in answer.text) == (404, True)


def test_too_much_is_refused_with_what_to_do(office: Office, wang: Desk) -> None:
    office.app.config["MAX_CONTENT_LENGTH"] = 1000
    answer = wang.client.post("/language", data={"next": "x" * 2000})
    assert answer.status_code == 413
    assert "每个最多 10 MB" in answer.text


def test_a_wrong_method_and_a_bad_address_are_told_gently(wang: Desk) -> None:
    assert "不能这样办理" in wang.get("/language").text
    assert wang.get("/cases/abc").status_code == 404
    assert wang.get("/cases/99999999999999999999999").status_code == 404
    assert wang.get("/tasks/99999999999999999999999").status_code == 404


def test_health_tells_only_whether_the_database_answers(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = office.browser()
    assert (nobody.get("/healthz").status_code, nobody.get("/healthz").text) == (200, "ok\n")
    monkeypatch.setattr("admin.health.is_reachable", lambda: False)
    assert (nobody.get("/healthz").status_code, nobody.get("/healthz").text) == (503, "down\n")


def test_pages_load_nothing_from_elsewhere_and_obey_no_frame(office: Office, wang: Desk) -> None:
    seen = set()
    for desk, address in (
        (wang, "/"),
        (wang, "/inbox"),
        (wang, "/nothing"),
        (office.browser(), "/sign-in"),
    ):
        answer = desk.get(address)
        policy = answer.headers["Content-Security-Policy"]
        for part in (
            "default-src 'none'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
        ):
            assert part in policy
        assert "unsafe-eval" not in policy
        script = re.search(r"script-src 'self' 'nonce-([\w-]+)';", policy)
        assert script
        seen.add(script[1])
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Strict-Transport-Security" not in answer.headers
        assert not re.search(r"(src|href|action)=\"(https?:)?//", answer.text)
        assert not re.search(r" on\w+=", answer.text)
    assert len(seen) == 4  # a new one for each answer


def test_over_https_the_cookie_and_the_headers_are_for_https_alone(office: Office) -> None:
    answer = office.browser().get("/sign-in", base_url="https://desk.example")
    cookie = answer.headers["Set-Cookie"]
    assert "Secure" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "max-age=" in answer.headers["Strict-Transport-Security"]
    assert "Secure" not in office.browser().get("/sign-in").headers["Set-Cookie"]


def test_a_connection_goes_back_to_the_pool_on_postgresql(
    office: Office, wang: Desk, kind: str
) -> None:
    wang.get("/")
    assert db.is_closed() is (kind == "postgresql")


def test_the_console_is_offered_to_administrators_alone(office: Office, wang: Desk) -> None:
    assert "管理后台" not in wang.read("/")
    assert "管理后台" in office.desk("sys").read("/")
    assert wang.get("/console/").status_code in (403, 404)
