"""Due instants of steps, and the sentences that give their ground."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest

from engine.calendar import WorkCalendar
from engine.china import china
from engine.clock import LOCAL
from engine.deadlines import Deadline, due_of
from engine.errors import Refused
from engine.legal import legal_names, legal_on, read_legal_limits

ROWS = read_legal_limits(Path("plugins/core/limits.csv").read_text("utf-8"))
LEGAL = legal_on(ROWS, date(2026, 3, 2))
PLAIN = WorkCalendar()
STARTED = datetime(2026, 3, 2, 10, 0, tzinfo=LOCAL)
ACCEPTED = {"case": {"accepted_at": datetime(2026, 3, 1, 9, 0, tzinfo=LOCAL)}}


@dataclass(frozen=True)
class Drawn:
    limit: str | None = None
    within: str | None = None
    start_from: str | None = None
    calendar: str | None = None
    extension: str | None = None
    extensions: int = 1


def due(drawn: Drawn, **names) -> Deadline | None:
    return due_of(drawn, started=STARTED, names=names, calendar=china(), legal=LEGAL)


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LOCAL)


@pytest.mark.parametrize(
    "drawn",
    [
        Drawn(limit="XF-NONE"),
        Drawn(within="soon"),
        Drawn(within="= 3"),
        Drawn(within="3WD", calendar="cal.nowhere"),
    ],
)
def test_what_cannot_be_counted_is_refused(drawn) -> None:
    with pytest.raises(Refused):
        due(drawn)


def test_a_row_out_of_force_is_not_there() -> None:
    assert "JW-PUB" in LEGAL
    assert "JW-PUB" not in legal_on(ROWS, date(2025, 12, 31))


def test_two_rows_of_one_code_may_not_hold_on_one_day() -> None:
    header, first = Path("plugins/core/limits.csv").read_text("utf-8").splitlines()[:2]
    with pytest.raises(ValueError, match="XF-REG: two rows hold"):
        read_legal_limits("\n".join([header, first, first]))


def test_a_broken_row_is_named_by_its_line() -> None:
    header, first = Path("plugins/core/limits.csv").read_text("utf-8").splitlines()[:2]
    with pytest.raises(ValueError, match="line 2"):
        read_legal_limits("\n".join([header, first.replace(",most,", ",more,")]))


def test_every_row_of_the_register_says_its_basis_and_start() -> None:
    for row in ROWS:
        for text in (row.matter, row.start, row.basis):
            assert text.zh, row.code
            assert text.en, row.code
        assert row.source in ("L", "P", "?"), row.code


def test_nothing_drawn_gives_no_deadline() -> None:
    assert due_of(None, started=STARTED, names={}, calendar=PLAIN, legal={}) is None
    assert due(Drawn()) is None
    assert due(Drawn(within="= due_within"), due_within=None) is None


def test_the_ground_names_article_amount_and_start() -> None:
    found = due(Drawn(limit="XF-DONE", start_from="case.accepted_at"), **ACCEPTED)
    assert found.at == local(2026, 4, 30, 23, 59, 59)
    assert found.ground.say("zh") == "信访工作条例第三十四条，60日，自受理之日（2026-03-01）起算"
    assert found.ground.say("en") == (
        "Regulations on Petition Work, art. 34: 60 days from acceptance (2026-03-01)"
    )


def test_a_legal_limit_rolls_unless_a_setting_forbids() -> None:
    drawn = Drawn(limit="XF-DONE")  # 60 days after 2 March is Labour Day
    assert due(drawn).at == local(2026, 5, 6, 23, 59, 59)
    strict = due_of(drawn, started=STARTED, names={}, calendar=china(), legal=LEGAL, roll=False)
    assert strict.at == local(2026, 5, 1, 23, 59, 59)


def test_while_the_start_event_is_unknown_the_step_itself_counts() -> None:
    found = due(Drawn(limit="XF-DONE", start_from="case.accepted_at"), case={})
    assert "2026-03-02" in found.ground.say("zh")


def test_a_setting_may_shorten_a_limit_but_not_pass_it() -> None:
    shorter = due(Drawn(limit="XF-NOTICE", within="10D"))
    assert shorter.at == local(2026, 3, 12, 23, 59, 59)
    assert "不超过信访工作条例第二十三条的15日" in shorter.ground.say("zh")
    assert "at most the 15 days of Regulations on Petition Work" in shorter.ground.say("en")
    assert due(Drawn(limit="XF-NOTICE", within="20D")) == due(Drawn(limit="XF-NOTICE"))


def test_a_publication_may_be_longer_but_not_shorter_than_the_law() -> None:
    longer = due(Drawn(limit="JW-PUB", within="20D"))
    assert longer.at == local(2026, 3, 22, 23, 59, 59)
    assert "不少于" in longer.ground.say("zh")
    shorter = due(Drawn(limit="JW-PUB", within="7D"))
    assert shorter.at == local(2026, 3, 17, 23, 59, 59)
    assert "第三十四条" in shorter.ground.say("zh")


@pytest.mark.parametrize(
    ("within", "names", "at"),
    [
        ("3WD", {}, local(2026, 3, 5, 23, 59, 59)),
        ("4WH", {}, local(2026, 3, 2, 15, 0)),
        ("= due_within", {"due_within": "7D"}, local(2026, 3, 9, 23, 59, 59)),
        ("= promise_date", {"promise_date": date(2026, 3, 11)}, local(2026, 3, 11, 23, 59, 59)),
        (
            "= order_deadline",
            {"order_deadline": datetime.fromisoformat("2026-03-03T02:00:00+00:00")},
            local(2026, 3, 3, 10, 0),
        ),
        ('= duration("PT90M")', {}, local(2026, 3, 2, 11, 30)),
        ('= duration("P2M")', {}, local(2026, 5, 2, 23, 59, 59)),
        (
            "= if order_deadline != null then order_deadline else due_within",
            {"order_deadline": None, "due_within": "24H"},
            local(2026, 3, 3, 10, 0),
        ),
    ],
)
def test_a_step_is_due_within_what_is_drawn(within, names, at) -> None:
    assert due(Drawn(within=within), **names).at == at


def test_a_step_of_its_own_says_so() -> None:
    assert due(Drawn(within="3WD")).ground.say("zh") == "本步骤3个工作日，自2026-03-02起算"
    assert due(Drawn(within="4WH")).ground.say("en") == (
        "4 working hours for this step, from 2026-03-02 10:00"
    )


def test_the_natural_calendar_can_be_drawn() -> None:
    found = due(Drawn(within="5WD", calendar="cal.natural"))
    assert found.at == local(2026, 3, 7, 23, 59, 59)


def test_a_start_that_is_a_day_counts_from_its_beginning() -> None:
    found = due(Drawn(within="24H", start_from="occurred"), occurred=date(2026, 3, 5))
    assert found.at == local(2026, 3, 6, 0, 0)


def test_a_deadline_is_stored_as_plain_strings() -> None:
    found = due(Drawn(limit="XF-DONE"))
    stored = json.loads(json.dumps(found.as_json()))
    again = Deadline.from_json(stored)
    assert again.at == found.at
    assert again.ground.say("en") == found.ground.say("en")


def test_expressions_see_the_register() -> None:
    assert legal_names(LEGAL)["XF_DONE"]["value"] == 60
    assert due(Drawn(within="= legal.XF_DONE.limit"), legal=legal_names(LEGAL)).at == local(
        2026, 5, 1, 23, 59, 59
    )
