"""The whole list of 2026, day by day, and what limits do around each of its holidays.

Source: 国务院办公厅关于2026年部分节假日安排的通知 (State Council, 4 November 2025);
`item` is the number of its paragraph.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from engine.calendar import CalendarRow, WorkCalendar, parse_hours
from engine.china import china
from engine.clock import LOCAL
from engine.limits import parse_limit

CHINA = china()
END = "23:59:59"

# item, first day off, last day off, made-up days
LIST = [
    ("1 New Year", "2026-01-01", "2026-01-03", ["2026-01-04"]),
    ("2 Spring Festival", "2026-02-15", "2026-02-23", ["2026-02-14", "2026-02-28"]),
    ("3 Qingming", "2026-04-04", "2026-04-06", []),
    ("4 Labour Day", "2026-05-01", "2026-05-05", ["2026-05-09"]),
    ("5 Dragon Boat", "2026-06-19", "2026-06-21", []),
    ("6 Mid-Autumn", "2026-09-25", "2026-09-27", []),
    ("7 National Day", "2026-10-01", "2026-10-07", ["2026-09-20", "2026-10-10"]),
]


def days(first: str, last: str) -> list[date]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return [start + timedelta(days=n) for n in range((end - start).days + 1)]


OFF = {day for _, first, last, _ in LIST for day in days(first, last)}
MADE_UP = {date.fromisoformat(day) for *_, made_up in LIST for day in made_up}


@pytest.mark.parametrize(("item", "first", "last", "made_up"), LIST)
def test_every_day_of_an_item_is_off_and_every_made_up_day_works(
    item, first, last, made_up
) -> None:
    assert not any(CHINA.is_working_day(day) for day in days(first, last)), item
    for day in map(date.fromisoformat, made_up):
        assert day.weekday() in (5, 6), item
        assert CHINA.is_working_day(day), item


def test_every_other_day_of_the_year_is_as_its_weekday() -> None:
    for day in days("2026-01-01", "2026-12-31"):
        expected = day in MADE_UP or (day not in OFF and day.weekday() < 5)
        assert CHINA.is_working_day(day) == expected, day


def test_the_year_has_as_many_working_days_as_weekends_and_statutory_holidays_leave() -> None:
    worked = CHINA.working_days_between(date(2025, 12, 31), date(2026, 12, 31))
    weekends = sum(day.weekday() >= 5 for day in days("2026-01-01", "2026-12-31"))
    statutory = 13  # 全国年节及纪念日放假办法 (2024) art. 2
    assert worked == 365 - weekends - statutory == 248


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


# start, limit, due, why; the last day rolls
AROUND = [
    ("2025-12-31T09:00", "2WD", f"2026-01-05T{END}", "item 1: 4 January works, 5 is Monday"),
    ("2025-12-31T16:00", "4WH", "2026-01-04T11:00:00", "item 1: two hours left, two on Sunday"),
    ("2026-02-13T17:30", "2WH", "2026-02-14T10:30:00", "item 2: hours run on Saturday the 14th"),
    ("2026-02-14T17:00", "2WH", "2026-02-24T10:00:00", "item 2: hours stand still for nine days"),
    ("2026-02-13T09:00", "5WD", f"2026-02-27T{END}", "item 2: 14, then 24 to 27 February"),
    ("2026-02-27T09:00", "1WD", f"2026-02-28T{END}", "item 2: Saturday the 28th works"),
    ("2026-01-20T09:00", "30D", f"2026-02-24T{END}", "item 2: 19 February rolls to the 24th"),
    ("2026-02-09T09:00", "5D", f"2026-02-14T{END}", "item 2: a made-up Saturday does not roll"),
    ("2026-02-09T09:00", "6D", f"2026-02-24T{END}", "item 2: 15 February rolls past the 23rd"),
    ("2026-04-03T16:30", "4WH", "2026-04-07T11:30:00", "item 3: hours over three days off"),
    ("2026-03-30T09:00", "5D", f"2026-04-07T{END}", "item 3: Saturday 4 April rolls to Tuesday"),
    ("2026-03-30T09:00", "7D", f"2026-04-07T{END}", "item 3: Monday 6 April rolls as well"),
    ("2026-04-29T09:00", "2WD", f"2026-05-06T{END}", "item 4: 30 April and 6 May"),
    ("2026-04-30T17:00", "2WH", "2026-05-06T10:00:00", "item 4: one hour before, one after"),
    ("2026-05-08T09:00", "2WD", f"2026-05-11T{END}", "item 4: Saturday 9 May works, Sunday not"),
    ("2026-05-08T09:00", "24H", "2026-05-09T09:00:00", "item 4: clock hours know no holiday"),
    ("2026-06-18T15:00", "1WD", f"2026-06-22T{END}", "item 5: Friday to Sunday off"),
    ("2026-06-04T09:00", "15D", f"2026-06-22T{END}", "item 5: 19 June rolls to Monday"),
    ("2026-09-18T17:30", "1WH", "2026-09-20T09:30:00", "item 7: Sunday 20 September works"),
    ("2026-09-24T09:00", "2WD", f"2026-09-29T{END}", "item 6: 28 and 29 September"),
    ("2026-09-10T09:00", "15D", f"2026-09-28T{END}", "item 6: 25 September rolls to Monday"),
    ("2026-09-30T09:00", "2WD", f"2026-10-09T{END}", "item 7: 8 and 9 October"),
    ("2026-10-09T17:30", "2WH", "2026-10-10T10:30:00", "item 7: hours run on Saturday the 10th"),
    ("2026-07-04T09:00", "90D", f"2026-10-08T{END}", "item 7: 2 October rolls to the 8th"),
    ("2026-04-01T09:00", "6MON", f"2026-10-08T{END}", "item 7: months roll, too"),
    ("2026-12-31T09:00", "1WD", f"2027-01-04T{END}", "year's end: 1 January is always off"),
    ("2026-12-30T17:00", "9WH", "2026-12-31T18:00:00", "the year's last day is worked in full"),
    ("2026-12-31T09:00", "1MON", f"2027-02-01T{END}", "31 January 2027 is a Sunday"),
    ("2025-02-28T09:00", "1Y", f"2026-02-28T{END}", "item 2: a made-up Saturday stays"),
]


@pytest.mark.parametrize(("start", "limit", "due", "why"), AROUND)
def test_limits_around_the_holidays(start, limit, due, why) -> None:
    assert parse_limit(limit).after(local(start), CHINA, roll=True) == local(due), why


# start, limit, due, why; nothing rolls
MONTHS_AND_LEAP_DAYS = [
    ("2026-08-31", "1MON", "2026-09-30", "September has no 31st"),
    ("2026-12-31", "2MON", "2027-02-28", "over the year into a short month"),
    ("2027-12-31", "2MON", "2028-02-29", "the same in a leap year"),
    ("2024-01-31", "1MON", "2024-02-29", "January's last day, leap year"),
    ("2028-02-28", "1D", "2028-02-29", "the leap day is a day"),
    ("2027-02-28", "1D", "2027-03-01", "and is not where there is none"),
    ("2028-02-29", "1Y", "2029-02-28", "a year after a leap day"),
    ("2028-02-29", "4Y", "2032-02-29", "four years after it"),
    ("2027-02-28", "1Y", "2028-02-28", "the same-numbered day, not the month's last"),
    ("2026-11-30", "15MON", "2028-02-29", "more than a year of months"),
    ("2026-10-31", "6MON", "2027-04-30", "ALL 46: six months, a short April"),
]


@pytest.mark.parametrize(("start", "limit", "due", "why"), MONTHS_AND_LEAP_DAYS)
def test_months_end_on_their_day_or_their_last(start, limit, due, why) -> None:
    found = parse_limit(limit).after(local(f"{start}T10:00"), CHINA)
    assert found == local(f"{due}T{END}"), why


# notice, limit, first day of the event, latest notice for that day, why
NOTICES = [
    ("2026-02-13", "2WD", "2026-02-25", "2026-02-13", "item 2: 14 and 24 February lie between"),
    ("2026-09-28", "3WD", "2026-10-09", "2026-09-28", "item 7: 29, 30 September and 8 October"),
    ("2026-09-25", "10D", "2026-10-06", "2026-09-25", "natural days count in the holidays, too"),
    ("2026-02-20", "8D", "2026-03-01", "2026-02-20", "over the end of February"),
    ("2028-02-25", "5D", "2028-03-02", "2028-02-25", "over a leap day"),
    ("2026-12-25", "7WD", "2027-01-07", "2026-12-27", "over the year's end, a weekend before it"),
]


@pytest.mark.parametrize(("notice", "limit", "event", "latest", "why"), NOTICES)
def test_notices_around_the_holidays_both_ways(notice, limit, event, latest, why) -> None:
    amount = parse_limit(limit)
    assert amount.first_event_day(date.fromisoformat(notice), CHINA) == date.fromisoformat(event), (
        why
    )
    assert amount.last_notice_day(date.fromisoformat(event), CHINA) == date.fromisoformat(latest), (
        why
    )


STORM = CalendarRow(date(2026, 3, 4), "half", parse_hours("09:00-12:00"), "half day")
WATCH = CalendarRow(date(2026, 3, 7), "half", parse_hours("14:00-16:00"), "half a Saturday")
LATE = parse_hours("08:00-12:00,14:00-20:00")

# start, limit, due by a half Wednesday and half Saturday, due by a community's long hours, why
HALVES_AND_HOURS = [
    (
        "2026-03-03T17:00",
        "4WH",
        "2026-03-04T12:00:00",
        "2026-03-04T09:00:00",
        "one and three hours",
    ),
    ("2026-03-03T17:00", "5WH", "2026-03-05T10:00:00", "2026-03-04T10:00:00", "the rest after it"),
    ("2026-03-04T11:00", "2WH", "2026-03-05T10:00:00", "2026-03-04T15:00:00", "over a lunch break"),
    ("2026-03-04T15:00", "1WH", "2026-03-05T10:00:00", "2026-03-04T16:00:00", "a free afternoon"),
    (
        "2026-03-06T17:00",
        "2WH",
        "2026-03-07T15:00:00",
        "2026-03-06T19:00:00",
        "an hour on Saturday",
    ),
    ("2026-03-06T17:00", "4WH", "2026-03-09T10:00:00", "2026-03-09T09:00:00", "over the weekend"),
    ("2026-03-03T09:00", "1WD", f"2026-03-04T{END}", f"2026-03-04T{END}", "a half day is a day"),
    ("2026-03-06T09:00", "1WD", f"2026-03-07T{END}", f"2026-03-09T{END}", "a half Saturday, too"),
]


@pytest.mark.parametrize(("start", "limit", "halves", "hours", "why"), HALVES_AND_HOURS)
def test_half_days_and_a_communitys_own_hours(start, limit, halves, hours, why) -> None:
    amount, begins = parse_limit(limit), local(start)
    assert amount.after(begins, china([STORM, WATCH])) == local(halves), why
    assert amount.after(begins, china(hours=LATE)) == local(hours), why


def test_a_week_without_rows_has_five_days() -> None:
    assert WorkCalendar().working_days_between(date(2026, 3, 1), date(2026, 3, 8)) == 5
