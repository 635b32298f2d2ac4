"""The register of legal limits: rows that follow the plugins' files, stricter where we say so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from engine import Person, Refused, connect, db, legal_limits, migrate, today
from engine.calendar import WorkCalendar
from engine.clock import LOCAL
from engine.database import disconnect
from engine.deadlines import due_of
from engine.law import forget_law
from engine.lawfiles import _follow, store_limits
from engine.legal import legal_names, read_legal_limits
from engine.limits import parse_limit
from engine.models import LimitRow, OwnLimit
from engine.ownlimits import end_own_limit, tighten
from tests.time.counted import statements
from tests.time.test_deadlines import Drawn

ROWS = read_legal_limits(Path("plugins/core/limits.csv").read_text("utf-8"))
DAY = timedelta(days=1)
DONE = next(row for row in ROWS if row.code == "XF-DONE")


def fill_law(url: str) -> None:
    connect(url)
    db.connect()
    migrate()
    Person.create(name="系统管理员")
    disconnect()


@pytest.fixture
def law(fresh: Callable[..., str]) -> Person:
    connect(fresh(fill_law))
    db.connect()
    return Person.get()


def stored(code: str) -> list[LimitRow]:
    return list(LimitRow.select().where(LimitRow.code == code).order_by(LimitRow.valid_from))


def follow(*rows) -> list[str]:
    """Let the register follow a file that holds these rows besides the others."""
    others = [row for row in ROWS if row.code not in {each.code for each in rows}]
    changed = _follow("core", [*others, *rows])
    forget_law()
    return changed


def test_the_register_holds_every_row_of_the_files(law) -> None:
    assert LimitRow.select().where(LimitRow.plugin == "core").count() == len(ROWS)
    held = legal_limits(date(2026, 7, 2))
    for row in ROWS:
        if row.holds_on(date(2026, 7, 2)):
            assert held[row.code] == row
    assert "XF-DONE" not in legal_limits(date(2022, 4, 30))


def test_the_same_file_again_changes_nothing(law) -> None:
    assert store_limits() == []


def test_a_corrected_word_is_corrected_in_place(law) -> None:
    before = stored("XF-DONE")
    corrected = replace(DONE, matter=replace_text(DONE.matter, "办结申诉求决类事项"))
    assert follow(corrected) == ["XF-DONE"]
    (row,) = stored("XF-DONE")
    assert row.id == before[0].id
    assert row.matter == "办结申诉求决类事项"


def replace_text(text, zh: str):
    return type(text)(zh, text.en)


def test_a_changed_law_closes_the_old_row_and_old_cases_keep_it(law) -> None:
    shorter = replace(DONE, amount=parse_limit("45D"), valid_from=date(2027, 1, 1))
    follow(shorter)
    old, new = stored("XF-DONE")
    assert (old.valid_to, new.valid_from) == (date(2026, 12, 31), date(2027, 1, 1))
    assert legal_limits(date(2026, 12, 31))["XF-DONE"].value == 60
    assert legal_limits(date(2027, 1, 1))["XF-DONE"].value == 45


def test_a_code_that_no_file_holds_any_more_ends_and_keeps_its_past(law) -> None:
    _follow("core", [row for row in ROWS if row.code != "XF-DONE"])
    forget_law()
    assert "XF-DONE" not in legal_limits(today())
    assert legal_limits(today() - DAY)["XF-DONE"].value == 60


@pytest.mark.parametrize("value", ["61", "60", "0", "-5", "", "x", "1/0", "9999999"])
def test_an_own_value_may_not_be_laxer_than_the_law(law, value) -> None:
    with pytest.raises(Refused):
        tighten("XF-DONE", value, law, "服务承诺", today())
    assert OwnLimit.select().count() == 0


def test_a_publication_may_only_be_made_longer(law) -> None:
    with pytest.raises(Refused) as refused:
        tighten("JW-PUB", "14", law, "服务承诺", today())
    assert "15日" in refused.value.text.say("zh")
    assert "15 days" in refused.value.text.say("en")
    tighten("JW-PUB", "20", law, "服务承诺", today())
    assert legal_limits()["JW-PUB"].value == 20


@pytest.mark.parametrize(
    ("code", "since", "until", "reason"),
    [
        ("XF-NONE", 0, None, "服务承诺"),
        ("XF-DONE", -1, None, "服务承诺"),
        ("XF-DONE", 5, 4, "服务承诺"),
        ("XF-DONE", 0, None, " "),
        ("QZ-DEMO", 0, None, "服务承诺"),
    ],
)
def test_what_has_no_ground_is_refused(law, code, since, until, reason) -> None:
    last = None if until is None else today() + until * DAY
    with pytest.raises(Refused):
        tighten(code, "30", law, reason, today() + since * DAY, last)


def test_a_stricter_value_holds_for_its_days_and_says_so(law) -> None:
    tighten("XF-DONE", "50", law, "服务承诺", today() + DAY, today() + 10 * DAY)
    assert legal_limits(today())["XF-DONE"].value == 60
    assert legal_limits(today() + 11 * DAY)["XF-DONE"].value == 60
    held = legal_limits(today() + DAY)
    assert legal_names(held)["XF_DONE"]["limit"] == "50D"
    started = datetime(2026, 3, 2, 10, tzinfo=LOCAL)
    due = due_of(
        Drawn(limit="XF-DONE"), started=started, names={}, calendar=WorkCalendar(), legal=held
    )
    assert due is not None
    assert due.at.date() == date(2026, 4, 21)
    assert "信访工作条例第三十四条（法定60日，本街道从严），50日" in due.ground.say("zh")
    assert "art. 34 (60 days by law, stricter here): 50 days" in due.ground.say("en")


def test_a_later_value_ends_the_one_before_and_nothing_is_lost(law) -> None:
    tighten("XF-DONE", "50", law, "服务承诺", today())
    tighten("XF-DONE", "40", law, "再提速", today() + 5 * DAY)
    with pytest.raises(Refused):
        tighten("XF-DONE", "45", law, "插队", today() + 2 * DAY)
    assert legal_limits(today() + 4 * DAY)["XF-DONE"].value == 50
    assert legal_limits(today() + 5 * DAY)["XF-DONE"].value == 40
    assert OwnLimit.select().count() == 2


def test_an_own_value_that_ends_gives_way_to_the_law_from_tomorrow(law) -> None:
    own = tighten("XF-DONE", "50", law, "服务承诺", today())
    end_own_limit(own, law)
    assert legal_limits(today())["XF-DONE"].value == 50
    assert legal_limits(today() + DAY)["XF-DONE"].value == 60
    with pytest.raises(Refused):
        end_own_limit(own, law)
    future = tighten("XF-DONE", "50", law, "服务承诺", today() + 9 * DAY)
    end_own_limit(future, law)
    assert legal_limits(today() + 9 * DAY)["XF-DONE"].value == 60


def test_an_own_value_gives_way_to_a_law_that_became_stricter(law) -> None:
    tighten("XF-DONE", "50", law, "服务承诺", today())
    follow(replace(DONE, amount=parse_limit("30D"), valid_from=today() + DAY))
    assert legal_limits(today())["XF-DONE"].value == 50
    assert legal_limits(today() + DAY)["XF-DONE"].value == 30


def test_amounts_that_are_no_time_are_seen_but_nothing_is_due_by_them(law) -> None:
    names = legal_names(legal_limits())
    assert names["XF_REP"]["value"] == 5
    assert names["XF_REP"]["unit"] == "persons"
    assert str(names["JW_QUORUM_REP"]["value"]).startswith("0.66666")
    assert names["QZ_DEMO"]["value"] is None
    for code in ("XF-REP", "QZ-DEMO"):
        with pytest.raises(Refused, match="不是时限"):
            due_of(
                Drawn(limit=code),
                started=datetime(2026, 3, 2, tzinfo=LOCAL),
                names={},
                calendar=WorkCalendar(),
                legal=legal_limits(),
            )


def test_asking_for_the_law_again_asks_the_database_nothing(law) -> None:
    first = legal_limits(date(2026, 3, 2))
    with statements() as asked:
        assert legal_limits(date(2026, 3, 2)) is first
    assert asked == []
