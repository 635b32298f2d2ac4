"""The page of legal limits: read by administrators, made stricter by one of them, never laxer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from engine import OwnLimit, legal_limits, today
from engine.law import forget_law
from tests.console.conftest import Desk, flashed

Sit = Callable[[str], Desk]

PAGE = "/console/limits/XF-DONE/"


@pytest.fixture(autouse=True)
def law_anew() -> None:
    forget_law()


def stricter(value: str = "50", **changed: str) -> dict[str, str]:
    sent = {"value": value, "since": today().isoformat(), "until": "", "reason": "服务承诺"}
    return {**sent, **changed}


@pytest.mark.parametrize("username", ["com", "aud"])
def test_who_may_only_look_sets_nothing(still: Sit, username: str) -> None:
    here = still(username)
    assert "设定更严的值" not in here.page(PAGE)
    assert here.post(PAGE, **stricter()).status_code == 404
    assert not OwnLimit.select().exists()


@pytest.mark.parametrize("value", ["60", "90", "0", "x"])
def test_a_laxer_value_is_refused_with_the_article(still: Sit, value: str) -> None:
    answer = still("sys").post(PAGE, **stricter(value))
    assert answer.status_code == 200
    assert "error-summary" in answer.text
    if value != "x":
        assert "只能比法定的60日更短" in answer.text
        assert "信访工作条例第三十四条" in answer.text
    assert not OwnLimit.select().exists()


def test_a_value_without_a_reason_or_for_days_gone_by_is_asked_again(still: Sit) -> None:
    here, yesterday = still("sys"), (today() - timedelta(days=1)).isoformat()
    for changed in ({"reason": ""}, {"since": yesterday}, {"since": ""}):
        assert "error-summary" in here.post(PAGE, **stricter(**changed)).text
    assert not OwnLimit.select().exists()


def test_there_is_no_page_for_a_code_that_nobody_brings(still: Sit) -> None:
    assert still("sys").get("/console/limits/XX-NONE/").status_code == 404


def test_a_stricter_value_is_set_shown_and_ended_and_stays_in_the_history(desk: Sit) -> None:
    here = desk("sys")
    assert "已设定更严的值" in flashed(here.post(PAGE, **stricter()), here)
    assert legal_limits()["XF-DONE"].value == 50
    page = here.page(PAGE)
    assert "法定60日，本街道从严" in page
    own = OwnLimit.get()
    done = here.post(f"{PAGE}end/", PAGE, id=str(own.id))
    assert "恢复按法定期限" in flashed(done, here)
    assert legal_limits(today() + timedelta(days=1))["XF-DONE"].value == 60
    assert "服务承诺" in here.page(PAGE)


def test_an_own_value_is_not_ended_from_another_limits_page(desk: Sit) -> None:
    here = desk("sys")
    here.post(PAGE, **stricter())
    own = OwnLimit.get()
    assert here.post("/console/limits/XF-REG/end/", PAGE, id=str(own.id)).status_code == 404
    assert OwnLimit.get_by_id(own.id).ended_at is None


@pytest.mark.parametrize(
    ("search", "found", "missing"),
    [
        ("信访 三十四", "XF-DONE", "JW-PUB"),
        ("xf-done", "XF-DONE", "XF-REG"),
        ("residents", "JW-PUB", "XF-DONE"),
        ("没有这样的期限", "没有包含这些字词", "XF-DONE"),
    ],
)
def test_limits_are_found_by_their_words(still: Sit, search: str, found: str, missing: str) -> None:
    page = still("com").page("/console/limits/", search=search)
    assert found in page
    assert f">{missing}<" not in page


def test_amounts_that_are_no_time_are_shown_in_words(still: Sit) -> None:
    page = still("sys").page("/console/limits/")
    for said in ("不超过5人", "不超过200元", "多于1/2", "不少于2/3", "没有数量", "不少于15日"):
        assert said in page
