"""By which calendar a community counts: rows of the database, laid over each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from peewee import IntegrityError

from engine import (
    Refused,
    add_community,
    calendar_of,
    community_of,
    connect,
    db,
    forget_tree,
    inherit_value,
    migrate,
    set_value,
)
from engine.calendar import WorkCalendar, parse_hours
from engine.calendars import calendars, forget_calendars, using_calendar
from engine.china import FIRST_YEAR, LAST_YEAR, china
from engine.clock import LOCAL, at
from engine.database import disconnect
from engine.models import CalendarDay, CalendarYear, Community, SettingValue
from engine.years import missing_year, published_years, seed_years
from tests.time.counted import statements

DAY = date(2026, 3, 4)  # a Wednesday


def fill_streets(url: str) -> None:
    connect(url)
    db.connect()
    migrate()
    root = add_community("SD-GC", "古城街道", "SD")
    seven = add_community("CM-07", "七社区", "CM", root)
    add_community("BL-1", "一街区", "BL", seven)
    add_community("CM-08", "八社区", "CM", root)
    disconnect()


@pytest.fixture
def streets(fresh: Callable[..., str]) -> Callable[[str], Community]:
    connect(fresh(fill_streets))
    db.connect()
    forget_tree()
    return community_of


def calendar(code: str) -> WorkCalendar:
    return calendar_of(community_of(code).id)


def add_day(place: Community | None, kind: str, hours: str = "", day: date = DAY) -> None:
    CalendarDay.create(community=place, day=day, kind=kind, hours=hours)
    forget_calendars()


def test_a_place_has_one_row_a_day_and_so_has_the_whole_subdistrict(streets) -> None:
    for place in (None, streets("CM-07")):
        add_day(place, "off")
        with pytest.raises(IntegrityError), db.atomic():
            add_day(place, "on")


def test_a_community_counts_by_nobody_elses_days(streets) -> None:
    add_day(streets("CM-08"), "off")
    assert calendar("CM-07").is_working_day(DAY)
    assert not calendar("CM-08").is_working_day(DAY)


def test_what_lies_in_a_community_counts_by_its_days_unless_it_has_its_own(streets) -> None:
    add_day(None, "off")
    assert not calendar("BL-1").is_working_day(DAY)
    add_day(streets("CM-07"), "half", "09:00-11:00")
    assert calendar("BL-1").hours_of(DAY) == parse_hours("09:00-11:00")
    add_day(streets("BL-1"), "off")
    assert not calendar("BL-1").is_working_day(DAY)
    assert calendar("CM-07").is_working_day(DAY)


def test_a_new_database_holds_the_published_lists_and_expects_the_years_after(streets) -> None:
    day, last, ours = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31), calendar("CM-07")
    while day <= last:
        assert ours.is_working_day(day) == china().is_working_day(day), day
        day += timedelta(days=1)
    assert max(published_years()) == 2026
    assert not CalendarYear.get(CalendarYear.year == 2027).published
    assert CalendarDay.get(CalendarDay.day == date(2026, 10, 1)).name == "国庆节"
    assert CalendarDay.get(CalendarDay.day == date(2026, 10, 1)).name_en == "National Day"


def test_seeding_again_changes_nothing_not_even_what_an_administrator_took_away(streets) -> None:
    CalendarDay.delete().where(CalendarDay.day == date(2026, 10, 1)).execute()
    assert seed_years() == []
    assert not CalendarDay.select().where(CalendarDay.day == date(2026, 10, 1)).exists()
    CalendarYear.delete().where(CalendarYear.year == 2027).execute()
    CalendarDay.delete().where(CalendarDay.day >= date(2027, 1, 1)).execute()
    assert seed_years() == [2027]


@pytest.mark.parametrize("written", ["", "9-17", "18:00-09:00", "09:00-12:00,11:00-18:00", 9, "x"])
def test_working_hours_that_cannot_be_read_are_refused_in_both_languages(streets, written) -> None:
    with pytest.raises(Refused) as refused:
        set_value(streets("CM-07"), "core.work_hours", written)
    assert "不是工作时间" in refused.value.text.say("zh")
    assert "is not working hours" in refused.value.text.say("en")


def test_hours_stored_before_they_were_checked_stop_nobody(streets) -> None:
    SettingValue.create(community=streets("CM-07"), key="core.work_hours", value="nine to five")
    assert calendar("CM-07").hours_of(DAY) == parse_hours("09:00-12:00,13:00-18:00")


def test_a_community_works_its_own_hours_and_what_lies_in_it_too(streets) -> None:
    set_value(streets("SD-GC"), "core.work_hours", "08:30-12:00,13:30-17:30")
    set_value(streets("CM-07"), "core.work_hours", "08:00-20:00")
    assert calendar("BL-1").hours_of(DAY) == parse_hours("08:00-20:00")
    assert calendar("CM-08").hours_of(DAY) == parse_hours("08:30-12:00,13:30-17:30")
    inherit_value(streets("CM-07"), "core.work_hours")
    assert calendar("BL-1").hours_of(DAY) == parse_hours("08:30-12:00,13:30-17:30")


def test_a_scenario_counts_by_the_calendar_it_names(streets) -> None:
    with using_calendar(WorkCalendar()):
        assert calendar("CM-07").is_working_day(date(2026, 10, 1))
    assert not calendar("CM-07").is_working_day(date(2026, 10, 1))


def test_asking_again_asks_the_database_nothing(streets) -> None:
    here = streets("BL-1").id
    first = calendar_of(here)
    with statements() as asked:
        assert calendar_of(here) is first
    assert asked == []


def test_places_alike_share_one_calendar(streets) -> None:
    assert calendar("CM-07") is calendar("CM-08")


def test_days_that_would_change_are_tried_without_being_stored(streets) -> None:
    there = streets("CM-07").id
    tried = calendars().with_days(None, [date(2026, 10, 1)], [])
    assert tried.of(there).is_working_day(date(2026, 10, 1))
    assert not calendar("CM-07").is_working_day(date(2026, 10, 1))


@pytest.mark.parametrize(("month", "missing"), [(10, None), (11, 2027), (12, 2027)])
def test_from_november_on_next_years_list_is_missed(streets, month, missing) -> None:
    assert missing_year(date(2026, month, 1)) == missing
    assert missing_year(date(2025, month, 1)) is None


def test_the_day_is_the_local_one_when_a_list_is_missed(streets) -> None:
    with at(datetime(2026, 11, 1, 0, 30, tzinfo=LOCAL)):
        assert missing_year() == 2027
