"""When limits end: a table of date computations, each with the source of its expectation."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from engine.calendar import (
    NATURAL,
    BadHours,
    CalendarRow,
    WorkCalendar,
    parse_hours,
)
from engine.china import china
from engine.clock import LOCAL
from engine.daylist import read_calendar_rows
from engine.limits import BadLimit, parse_limit

FIXTURE = Path("plugins/core/calendars/test_cal_2026.csv")
CHINA = china()
PLAIN = WorkCalendar()


@pytest.fixture(scope="module")
def fixture_2026() -> WorkCalendar:
    return WorkCalendar().with_rows(read_calendar_rows(FIXTURE.read_text("utf-8")))


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


END = "23:59:59"

# start, limit, due, why (the source of the expectation)
IN_THE_FIXTURE = [
    ("2026-03-02T10:00", "3WD", f"2026-03-05T{END}", "AT-01 step 1: topic review"),
    ("2026-03-11T15:00", "3WD", f"2026-03-16T{END}", "AT-01 step 4: minutes, over a weekend"),
    ("2026-03-16T09:00", "15D", f"2026-03-31T{END}", "AT-01 step 4: publicity"),
    ("2026-03-11T09:00", "2WD", f"2026-03-13T{END}", "AT-02: confirmation by the committee"),
    ("2026-03-06T16:30", "4WH", "2026-03-09T11:30:00", "AT-04: hours over a weekend"),
    ("2026-03-09T10:50", "1WD", f"2026-03-10T{END}", "AT-04: check after the photo"),
    ("2026-04-13T09:00", "5WD", f"2026-04-20T{END}", "AT-06: survey"),
    ("2026-03-12T10:00", "24H", "2026-03-13T10:00:00", "AT-07: measures at once"),
    ("2026-03-12T10:00", "3WD", f"2026-03-17T{END}", "AT-07: plan"),
    ("2026-05-14T10:00", "5WD", f"2026-05-21T{END}", "AT-09: objection handled"),
    ("2026-03-04T09:00", "1WD", f"2026-03-05T{END}", "P3.3 step 1, diagram.md's scenario"),
    ("2026-04-03T17:00", "1WD", f"2026-04-07T{END}", "§11.2: 04-04 to 04-06 are off"),
    ("2026-05-06T09:00", "3WD", f"2026-05-09T{END}", "§11.2: Saturday 05-09 is made up"),
    ("2026-05-08T17:30", "1WH", "2026-05-09T09:30:00", "§11.2: hours run on a made-up Saturday"),
    ("2026-09-18T09:00", "1WD", f"2026-09-20T{END}", "§11.2: Sunday 09-20 is made up"),
    ("2026-09-30T09:00", "3WD", f"2026-10-10T{END}", "§11.2: 8, 9 and the made-up 10 October"),
    ("2026-10-01T09:00", "1WD", f"2026-10-08T{END}", "§1.3: a start in a holiday"),
]

IN_CHINA = [
    ("2025-12-31T09:00", "1WD", f"2026-01-04T{END}", "State Council list 2026: Sunday 01-04 works"),
    ("2025-12-31T17:30", "1WH", "2026-01-04T09:30:00", "the same, by hours"),
    ("2026-02-13T09:00", "1WD", f"2026-02-14T{END}", "list 2026: Saturday 02-14 works"),
    ("2026-02-14T09:00", "1WD", f"2026-02-24T{END}", "list 2026: 02-15 to 02-23 are off"),
    ("2026-02-24T09:00", "4WD", f"2026-02-28T{END}", "list 2026: Saturday 02-28 works"),
    ("2026-02-27T15:00", "8WH", "2026-02-28T15:00:00", "8 hours a day make the same clock time"),
    ("2026-04-03T09:00", "1WD", f"2026-04-07T{END}", "list 2026: Qingming 04-04 to 04-06"),
    ("2026-04-30T09:00", "1WD", f"2026-05-06T{END}", "list 2026: Labour Day 05-01 to 05-05"),
    ("2026-05-08T09:00", "1WD", f"2026-05-09T{END}", "list 2026: Saturday 05-09 works"),
    ("2026-06-18T09:00", "1WD", f"2026-06-22T{END}", "list 2026: Dragon Boat 06-19 to 06-21"),
    ("2026-09-19T09:00", "1WD", f"2026-09-20T{END}", "list 2026: Sunday 09-20 works"),
    ("2026-09-24T09:00", "1WD", f"2026-09-28T{END}", "list 2026: Mid-Autumn 09-25 to 09-27"),
    ("2026-09-30T09:00", "1WD", f"2026-10-08T{END}", "list 2026: National Day 10-01 to 10-07"),
    ("2026-10-09T09:00", "1WD", f"2026-10-10T{END}", "list 2026: Saturday 10-10 works"),
    ("2025-01-24T09:00", "1WD", f"2025-01-26T{END}", "list 2025: Sunday 01-26 works"),
    ("2025-01-27T09:00", "1WD", f"2025-02-05T{END}", "list 2025: 01-28 to 02-04 are off"),
    ("2025-04-25T09:00", "1WD", f"2025-04-27T{END}", "list 2025: Sunday 04-27 works"),
    ("2025-09-30T09:00", "2WD", f"2025-10-10T{END}", "list 2025: 10-01 to 10-08 are off"),
    ("2025-10-10T09:00", "1WD", f"2025-10-11T{END}", "list 2025: Saturday 10-11 works"),
    ("2024-02-09T09:00", "1WD", f"2024-02-18T{END}", "list 2024: Sunday 02-18 works"),
    ("2024-09-30T09:00", "1WD", f"2024-10-08T{END}", "list 2024: 10-01 to 10-07 are off"),
    ("2020-01-23T09:00", "1WD", f"2020-02-03T{END}", "2020: the holiday prolonged to 02-02"),
]

ANYWHERE = [
    ("2026-03-02T11:30", "1WH", "2026-03-02T13:30:00", "§1.3 workhour: lunch does not count"),
    ("2026-03-02T12:30", "1WH", "2026-03-02T14:00:00", "a start in the lunch break"),
    ("2026-03-02T07:00", "3WH", "2026-03-02T12:00:00", "a span used up ends with it, not at 13:00"),
    ("2026-03-02T18:00", "1WH", "2026-03-03T10:00:00", "a start at closing time"),
    ("2026-03-02T09:00", "16WH", "2026-03-03T18:00:00", "two full days"),
    ("2026-03-02T09:00:30", "4WH", "2026-03-02T14:00:30", "seconds are kept"),
    ("2026-03-07T10:00", "1WD", f"2026-03-09T{END}", "a start on Saturday"),
    ("2026-03-02T23:59", "1D", f"2026-03-03T{END}", "§1.3: the start day is not counted"),
    ("2026-03-02T10:00", "30MIN", "2026-03-02T10:30:00", "P0.1 step 1: register"),
    ("2026-03-02T23:00", "2H", "2026-03-03T01:00:00", "clock hours pass midnight"),
    ("2026-01-31T10:00", "1MON", f"2026-02-28T{END}", "civil practice: the month's last day"),
    ("2024-02-29T10:00", "2Y", f"2026-02-28T{END}", "the same for a leap day"),
    ("2026-05-10T10:00", "6MON", f"2026-11-10T{END}", "ALL 46: the same-numbered day"),
    ("2026-03-02T10:00", "P3D", f"2026-03-05T{END}", "ISO days are calendar days"),
    ("2026-03-02T10:00", "P2W", f"2026-03-16T{END}", "ISO weeks are seven days"),
    ("2026-03-02T10:00", "PT90M", "2026-03-02T11:30:00", "ISO minutes are exact"),
    ("2026-03-02T10:00", "0D", f"2026-03-02T{END}", "the same day"),
    ("2026-03-02T10:00", "0WH", "2026-03-02T10:00:00", "no time"),
]


@pytest.mark.parametrize(("start", "limit", "due", "why"), IN_THE_FIXTURE)
def test_limits_of_the_acceptance_scenarios(fixture_2026, start, limit, due, why) -> None:
    assert parse_limit(limit).after(local(start), fixture_2026) == local(due), why


@pytest.mark.parametrize(("start", "limit", "due", "why"), IN_CHINA)
def test_limits_by_the_published_lists(start, limit, due, why) -> None:
    assert parse_limit(limit).after(local(start), CHINA) == local(due), why


@pytest.mark.parametrize(("start", "limit", "due", "why"), ANYWHERE)
def test_limits_by_the_rules_alone(start, limit, due, why) -> None:
    assert parse_limit(limit).after(local(start), PLAIN) == local(due), why


# start, limit, due with roll-over, why
ROLLED = [
    ("2026-03-06T10:00", "15D", f"2026-03-23T{END}", "Saturday 03-21 → Monday"),
    ("2026-03-02T10:00", "60D", f"2026-05-06T{END}", "05-01 is Labour Day → 05-06"),
    ("2026-08-02T10:00", "60D", f"2026-10-08T{END}", "10-01 → the day after the holidays"),
    ("2026-04-09T10:00", "30D", f"2026-05-09T{END}", "a made-up Saturday is a working day: stays"),
    ("2026-03-02T10:00", "15D", f"2026-03-17T{END}", "a Tuesday stays"),
    ("2026-03-06T10:00", "24H", "2026-03-07T10:00:00", "hours never roll"),
    ("2026-02-07T10:00", "3MON", f"2026-05-07T{END}", "months, on a working day"),
    ("2026-02-01T10:00", "3MON", f"2026-05-06T{END}", "months roll as days do"),
]


@pytest.mark.parametrize(("start", "limit", "due", "why"), ROLLED)
def test_a_last_day_that_does_not_work_rolls_when_asked(
    fixture_2026, start, limit, due, why
) -> None:
    assert parse_limit(limit).after(local(start), fixture_2026, roll=True) == local(due), why


# notice, limit, first day of the event, latest notice for that day, why
NOTICES = [
    (
        "2026-03-05",
        "3WD",
        "2026-03-11",
        "2026-03-05",
        "AT-01 step 2: 6, 9 and 10 March lie between",
    ),
    (
        "2026-03-05",
        "10D",
        "2026-03-16",
        "2026-03-05",
        "§1.3: ten full days between, both ends excluded",
    ),
    (
        "2026-04-30",
        "3WD",
        "2026-05-09",
        "2026-05-05",
        "§11.2: 6, 7, 8 May, then the made-up Saturday",
    ),
    ("2026-03-13", "1D", "2026-03-15", "2026-03-13", "one full day between"),
]


@pytest.mark.parametrize(("notice", "limit", "event", "latest", "why"), NOTICES)
def test_a_notice_leaves_full_days_before_the_event(
    fixture_2026, notice, limit, event, latest, why
) -> None:
    limit, day, latest = parse_limit(limit), date.fromisoformat(notice), date.fromisoformat(latest)
    assert limit.first_event_day(day, fixture_2026) == date.fromisoformat(event), why
    assert limit.last_notice_day(date.fromisoformat(event), fixture_2026) == latest, why


def test_a_meeting_one_day_too_early_is_seen(fixture_2026) -> None:
    earliest = parse_limit("3WD").first_event_day(date(2026, 3, 5), fixture_2026)
    assert date(2026, 3, 10) < earliest


def test_a_notice_in_hours_is_refused() -> None:
    with pytest.raises(BadLimit):
        parse_limit("4WH").first_event_day(date(2026, 3, 5), PLAIN)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "5",
        "WD",
        "-1WD",
        "5wd",
        "1.5H",
        "P1DT2H",
        "P",
        "PT",
        "99999999H",
        "101Y",
        "５WD",
        None,
        3,
    ],
)
def test_what_is_no_limit_is_refused_in_both_languages(written) -> None:
    with pytest.raises(BadLimit) as refused:
        parse_limit(written)
    assert "不是时限" in refused.value.text.say("zh")
    assert "is no limit" in refused.value.text.say("en")


def test_a_calendar_without_working_hours_is_refused() -> None:
    with pytest.raises(ValueError, match="working hours"):
        WorkCalendar(hours=())


@pytest.mark.parametrize(
    "written", ["", "9-12", "12:00-09:00", "09:00-12:00,11:00-18:00", "09:00-25:00", "09:00-09:00"]
)
def test_hours_out_of_order_are_refused(written) -> None:
    with pytest.raises(BadHours) as refused:
        parse_hours(written)
    assert "不是工作时间" in refused.value.text.say("zh")


def test_the_order_of_rows_decides() -> None:
    day = date(2026, 3, 2)
    rows = [CalendarRow(day, "off"), CalendarRow(day, "on")]
    assert PLAIN.with_rows(rows).is_working_day(day)
    assert not PLAIN.with_rows(reversed(rows)).is_working_day(day)


def test_rows_of_an_administrator_win_over_the_published_list() -> None:
    ours = china([CalendarRow(date(2026, 1, 4), "off")])
    assert CHINA.is_working_day(date(2026, 1, 4))
    assert not ours.is_working_day(date(2026, 1, 4))


def test_a_half_day_counts_as_a_day_but_only_its_hours_run() -> None:
    half = CalendarRow(date(2026, 3, 3), "half", parse_hours("09:00-12:00"))
    calendar = PLAIN.with_rows([half])
    assert calendar.is_working_day(date(2026, 3, 3))
    due = parse_limit("8WH").after(local("2026-03-02T14:00"), calendar)
    assert due == local("2026-03-04T10:00")


def test_every_hour_of_the_natural_calendar_runs() -> None:
    assert parse_limit("30WH").after(local("2026-03-06T16:30"), NATURAL) == local(
        "2026-03-07T22:30"
    )
    assert NATURAL.add_working_days(date(2026, 10, 1), 3) == date(2026, 10, 4)


def test_working_days_count_back_and_between(fixture_2026) -> None:
    assert fixture_2026.add_working_days(date(2026, 5, 6), -1) == date(2026, 4, 30)
    assert fixture_2026.add_working_days(date(2026, 5, 6), 0) == date(2026, 5, 6)
    assert fixture_2026.working_days_between(date(2026, 4, 30), date(2026, 5, 9)) == 4
    assert fixture_2026.working_days_between(date(2026, 5, 9), date(2026, 4, 30)) == -4


def test_working_minutes_between_are_those_that_add_up(fixture_2026) -> None:
    start, end = local("2026-03-06T16:30"), local("2026-03-09T11:30")
    assert fixture_2026.working_minutes_between(start, end) == 4 * 60
    assert fixture_2026.working_minutes_between(end, start) == 0


def test_an_instant_counts_by_its_local_day() -> None:
    late_in_utc = datetime.fromisoformat("2026-03-02T17:00:00+00:00")  # 3 March in Beijing
    assert parse_limit("1D").after(late_in_utc, PLAIN) == local(f"2026-03-04T{END}")


def test_the_amount_is_said_in_both_languages() -> None:
    assert parse_limit("5WD").text.say("zh") == "5个工作日"
    assert parse_limit("1WD").text.say("en") == "1 working day"
    assert str(parse_limit("P1Y2M")) == "14MON"
