"""What a limit comes to that stood still or was lengthened: a table of cases, and its sentence."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import pytest

from engine.basis import Basis, Extension, Pause
from engine.china import china
from engine.clock import LOCAL, at
from engine.clocks import recount
from engine.errors import Refused
from engine.legal import legal_on, read_legal_limits

ROWS = read_legal_limits(Path("plugins/core/limits.csv").read_text("utf-8"))
LEGAL = legal_on(ROWS, date(2026, 3, 2))
CHINA = china()


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def pause(begin: str, end: str | None = None) -> Pause:
    return Pause(moment(begin), moment(end) if end else None, "hearing")


def due(start: str, written: str, *pauses: Pause, **more) -> str:
    kind = "limit" if "-" in written else "within"
    basis = Basis(moment(start), pauses=pauses, **{kind: written}, **more)
    return recount(basis, CHINA, LEGAL).at.strftime("%Y-%m-%d %H:%M")


# 2026: Spring Festival 15–23 February off, Saturdays 14 and 28 February worked; 4–6 April off;
# 1–5 May off, Saturday 9 May worked. `*` says that a last day on a holiday moves on.
TABLE = [
    # limit, start, pauses, due (unmoved it would be in the remark)
    ("5WD", "2026-03-02 10:00", [], "2026-03-09 23:59"),
    ("5WD", "2026-03-02 10:00", [("2026-03-04 09:00", "2026-03-06 09:00")], "2026-03-11 23:59"),
    ("5WD", "2026-03-02 10:00", [("2026-03-04 09:00", "2026-03-04 17:00")], "2026-03-09 23:59"),
    # on the start day itself: day 1 is the day after going on
    ("5WD", "2026-03-02 10:00", [("2026-03-02 11:00", "2026-03-04 09:00")], "2026-03-11 23:59"),
    # ends on a weekend: Saturday gives no working day back; Friday had been used up
    ("5WD", "2026-03-02 10:00", [("2026-03-06 09:00", "2026-03-07 10:00")], "2026-03-09 23:59"),
    ("5WD", "2026-03-02 10:00", [("2026-03-06 09:00", "2026-03-09 10:00")], "2026-03-10 23:59"),
    # begins on a weekend: Monday is the day of going on
    ("5WD", "2026-03-02 10:00", [("2026-03-07 09:00", "2026-03-09 10:00")], "2026-03-10 23:59"),
    # over the whole Spring Festival: Saturday the 14th is worked, the 24th is the day of going on
    ("5WD", "2026-02-11 10:00", [], "2026-02-25 23:59"),
    ("5WD", "2026-02-11 10:00", [("2026-02-13 09:00", "2026-02-24 09:00")], "2026-02-27 23:59"),
    # inside the holiday: nothing had been running
    ("5WD", "2026-02-11 10:00", [("2026-02-15 09:00", "2026-02-23 17:00")], "2026-02-25 23:59"),
    # two pauses; the second begins only because the first had moved the end
    (
        "5WD",
        "2026-03-02 10:00",
        [("2026-03-03 09:00", "2026-03-05 09:00"), ("2026-03-11 09:00", "2026-03-12 09:00")],
        "2026-03-12 23:59",
    ),
    # after the end: a limit that is over cannot stand still
    ("5WD", "2026-03-02 10:00", [("2026-03-10 09:00", "2026-03-20 09:00")], "2026-03-09 23:59"),
    # natural days
    ("15D", "2026-03-02 10:00", [], "2026-03-17 23:59"),
    ("15D", "2026-03-02 10:00", [("2026-03-04 09:00", "2026-03-14 09:00")], "2026-03-27 23:59"),
    ("15D", "2026-02-02 10:00", [("2026-02-13 09:00", "2026-02-24 09:00")], "2026-02-28 23:59"),
    # the last day rolls after the pause: 60 days and 12 end on Sunday the 15th
    ("XF-DONE", "2026-03-02 10:00", [], "2026-05-06 23:59"),
    (
        "XF-DONE",
        "2026-03-04 10:00",
        [("2026-03-10 09:00", "2026-03-17 09:00"), ("2026-04-01 09:00", "2026-04-06 09:00")],
        "2026-05-15 23:59",
    ),
    ("XF-DONE", "2026-03-02 10:00", [("2026-04-20 09:00", "2026-04-22 09:00")], "2026-05-06 23:59"),
    # a pause that begins on the holiday to which the end had not yet moved counts no more
    ("XF-DONE", "2026-03-02 10:00", [("2026-05-02 09:00", "2026-05-04 09:00")], "2026-05-06 23:59"),
    # months and years
    ("1MON", "2026-01-31 10:00", [], "2026-02-28 23:59"),
    ("1MON", "2026-01-31 10:00", [("2026-02-10 09:00", "2026-02-13 09:00")], "2026-03-03 23:59"),
    ("2Y", "2026-01-31 10:00", [("2026-02-10 09:00", "2026-03-10 09:00")], "2028-02-28 23:59"),
    # working hours, over lunch, over night, over a weekend
    ("4WH", "2026-03-02 10:00", [], "2026-03-02 15:00"),
    ("4WH", "2026-03-02 10:00", [("2026-03-02 11:30", "2026-03-02 13:30")], "2026-03-02 16:00"),
    ("4WH", "2026-03-06 10:00", [("2026-03-06 11:00", "2026-03-09 10:00")], "2026-03-09 14:00"),
    ("4WH", "2026-03-06 10:00", [("2026-03-06 19:00", "2026-03-07 10:00")], "2026-03-06 15:00"),
    # hours and minutes exactly
    ("24H", "2026-03-02 10:00", [("2026-03-02 12:00", "2026-03-02 15:20")], "2026-03-03 13:20"),
    ("30MIN", "2026-03-02 10:00", [("2026-03-02 10:10", "2026-03-02 10:15")], "2026-03-02 10:35"),
    # a pause that had begun before the clock did counts from its start
    ("24H", "2026-03-02 10:00", [("2026-03-01 10:00", "2026-03-02 11:00")], "2026-03-03 11:00"),
    ("5WD", "2026-03-02 10:00", [("2026-02-26 10:00", "2026-03-03 11:00")], "2026-03-10 23:59"),
    ("15D", "2026-03-02 10:00", [("2026-02-20 10:00", "2026-03-03 11:00")], "2026-03-18 23:59"),
]


@pytest.mark.parametrize(("limit", "start", "pauses", "wanted"), TABLE)
def test_a_pause_gives_back_what_passed_in_it(limit, start, pauses, wanted) -> None:
    assert due(start, limit, *(pause(*one) for one in pauses)) == wanted


def test_no_pause_brings_a_limit_nearer() -> None:
    for limit, start, pauses, _ in TABLE:
        assert due(start, limit, *(pause(*one) for one in pauses)) >= due(start, limit)


def test_while_it_stands_still_the_end_moves_with_the_present() -> None:
    still = pause("2026-03-04 09:00")
    with at(moment("2026-03-06 09:00")):
        assert due("2026-03-02 10:00", "5WD", still) == "2026-03-11 23:59"
    with at(moment("2026-03-09 09:00")):
        assert due("2026-03-02 10:00", "5WD", still) == "2026-03-12 23:59"


def test_a_fixed_day_moves_by_days_and_a_fixed_instant_exactly() -> None:
    start, stop = moment("2026-03-02 10:00"), (pause("2026-03-04 09:00", "2026-03-06 15:00"),)
    day = Basis(start, at=moment("2026-03-10 23:59:59"), at_day=True, pauses=stop)
    assert recount(day, CHINA, LEGAL).at == moment("2026-03-12 23:59:59")
    exact = Basis(start, at=moment("2026-03-10 12:00"), pauses=stop)
    assert recount(exact, CHINA, LEGAL).at == moment("2026-03-12 18:00")
    length = Basis(start, seconds=3600 * 90, pauses=stop)
    assert recount(length, CHINA, LEGAL).at == moment("2026-03-08 10:00")


LONGER = Extension("30D", "XF-EXT", "陈主任", "案情复杂")


@pytest.mark.parametrize(
    ("start", "pauses", "wanted"),
    [
        # 60 days end on 3 May, a holiday: on the 6th; thirty days more are 5 June
        ("2026-03-04 10:00", [], "2026-06-05 23:59"),
        ("2026-03-04 10:00", [("2026-03-10 09:00", "2026-03-17 09:00")], "2026-06-10 23:59"),
        # a pause in the added time belongs to it; Saturday the 13th moves to Monday
        ("2026-03-04 10:00", [("2026-05-10 09:00", "2026-05-18 09:00")], "2026-06-15 23:59"),
        (
            "2026-03-04 10:00",
            [("2026-03-10 09:00", "2026-03-17 09:00"), ("2026-05-13 09:00", "2026-05-15 09:00")],
            "2026-06-12 23:59",
        ),
    ],
)
def test_a_lengthening_runs_from_the_last_day_of_the_first_period(start, pauses, wanted) -> None:
    stops = [pause(*one) for one in pauses]
    assert due(start, "XF-DONE", *stops, extended=(LONGER,)) == wanted


def test_the_ground_tells_pauses_and_lengthening() -> None:
    basis = Basis(
        moment("2026-03-04 10:00"),
        limit="XF-DONE",
        pauses=(
            pause("2026-03-10 09:00", "2026-03-17 09:00"),
            pause("2026-04-01 09:00", "2026-04-06 09:00"),
        ),
        extended=(LONGER,),
    )
    found = recount(basis, CHINA, LEGAL).ground
    assert found.say("zh") == (
        "信访工作条例第三十四条，60日，自受理之日（2026-03-04）起算；"
        "暂停2次共12日；延长30日（信访工作条例第三十四条）"
    )
    assert found.say("en") == (
        "Regulations on Petition Work, art. 34: 60 days from acceptance (2026-03-04); "
        "paused 2 times, 12 days in all; "
        "extended by 30 days (Regulations on Petition Work, art. 34)"
    )


def test_one_pause_and_hours_are_said_as_people_say_them() -> None:
    stop = pause("2026-03-02 11:30", "2026-03-02 13:45")
    hours = Basis(moment("2026-03-02 10:00"), within="4WH", pauses=(stop,))
    said = recount(hours, CHINA, LEGAL).ground
    assert said.say("zh").endswith("；暂停1次共75分钟")
    assert said.say("en").endswith("; paused once for 75 minutes")


def test_a_pause_in_each_of_two_units_is_not_added_up() -> None:
    basis = Basis(
        moment("2026-03-02 10:00"),
        within="5WD",
        pauses=(
            pause("2026-03-03 09:00", "2026-03-05 09:00"),
            pause("2026-03-12 09:00", "2026-03-14 09:00"),
        ),
        extended=(Extension("5D", None, "陈主任", "等待现场条件"),),
    )
    found = recount(basis, CHINA, LEGAL)
    assert found.at == moment("2026-03-18 23:59:59")
    assert found.ground.say("zh").endswith("；暂停2次；延长5日（陈主任）")


def test_a_basis_survives_the_database() -> None:
    basis = Basis(
        moment("2026-03-04 00:00"),
        whole_day=True,
        limit="XF-DONE",
        within="40D",
        roll=False,
        calendar="cal.natural",
        extension="XF-EXT",
        extensions=2,
        of_case=True,
        pauses=(pause("2026-03-10 09:00", "2026-03-17 09:00"), pause("2026-04-01 09:00")),
        extended=(LONGER,),
    )
    assert Basis.from_json(json.loads(json.dumps(basis.as_json()))) == basis
    small = Basis(moment("2026-03-04 10:00"), within="3WD", own=True)
    assert set(small.as_json()) == {"start", "within", "own"}
    assert Basis.from_json(small.as_json()) == small


def test_an_unknown_limit_is_refused() -> None:
    with pytest.raises(Refused, match="XF-NONE"):
        due("2026-03-04 10:00", "XF-NONE")
