"""Changing days moves due dates: shown before, done at once, told in every case, undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from engine import (
    Invalid,
    Person,
    Refused,
    broken_links,
    calendar_of,
    community_of,
    connect,
    db,
    edit_day,
    edit_list,
    edits_of,
    forget_tree,
    give_role,
    history,
    make_edit,
    moved_by,
    rows_of,
    start_case,
    told_to,
    undoing,
    viewer_of,
    year_of,
)
from engine.calendar import CalendarRow, parse_hours
from engine.calendars import forget_calendars
from engine.case_clock import count_due, set_clock
from engine.china import china_list, china_rows
from engine.clock import LOCAL, at
from engine.daylist import read_calendar_rows
from engine.due_moves import Move
from engine.models import CalendarDay, CalendarEdit, Case, Holding, Offer, Task
from tests.engine.conftest import Town, fill_town, sample_plugins  # noqa: F401

MONDAY = datetime(2026, 3, 2, 10, tzinfo=LOCAL)
WEDNESDAY = date(2026, 3, 4)
OFF = CalendarRow(WEDNESDAY, "off", name="暴雪", source="区应急通知")


@pytest.fixture
def town(sample_plugins: None, fresh: Callable[..., str]):  # noqa: F811
    url = fresh(fill_town)
    connect(url)
    db.connect()
    forget_tree()
    forget_calendars()
    Holding.update(since=MONDAY - timedelta(days=1)).execute()
    with at(MONDAY):
        yield Town(url)


def boss() -> Person:
    return Person.get(Person.name == "陈主任")


def begin(town: Town, place: str = "CM-07", within: str = "3WD") -> Case:
    """Start a case that is due so many working days later, one task of it as well."""
    who = "李四" if place == "CM-07" else "王五"
    case = start_case("repair", town.place(place), town.who(who))
    deadline = count_due(case, within=within)
    set_clock(case, deadline)
    case.save()
    task = Task.get(Task.case == case)
    task.due_at, task.due_basis = deadline.at, deadline.basis.as_json()
    task.save()
    Offer.create(task=task, role="grp_inspector", community=town.place(place), due_at=deadline.at)
    return case


def due(case: Case) -> date:
    again = Case.get_by_id(case.id)
    task = Task.get(Task.case == case)
    assert again.due_at == task.due_at
    assert all(offer.due_at == task.due_at for offer in Offer.select().where(Offer.task == task))
    return again.due_at.astimezone(LOCAL).date()


def off(reason: str = "暴雪停工", place: int | None = None):
    return edit_day(place, WEDNESDAY, OFF, reason)


def test_a_change_without_a_reason_is_refused(town) -> None:
    with pytest.raises(Refused):
        off(" ")


def test_looking_at_what_moves_changes_nothing(town) -> None:
    case = begin(town)
    assert len(moved_by(off())) == 2
    assert due(case) == date(2026, 3, 5)
    assert calendar_of(case.community_id).is_working_day(WEDNESDAY)
    assert not CalendarEdit.select().exists()


def test_what_is_due_before_the_day_or_elsewhere_does_not_move(town) -> None:
    begin(town, within="1WD")
    eight = begin(town, "CM-08")
    assert moved_by(off(place=town.place("CM-07").id)) == []
    assert [move.case.id for move in moved_by(off(place=town.place("CM-08").id))] == [
        eight.id,
        eight.id,
    ]


def test_limits_in_calendar_days_and_clocks_that_stand_still_do_not_move(town) -> None:
    begin(town, within="3D")
    still = begin(town)
    Case.update(due_at=None).where(Case.id == still.id).execute()
    Task.update(due_at=None).where(Task.case == still).execute()
    assert moved_by(off()) == []


def test_a_clock_that_cannot_be_counted_stops_no_change_of_the_calendar(town) -> None:
    broken, case = begin(town), begin(town)
    basis = {**broken.due_basis, "limit": "XX-GONE"}
    Case.update(due_basis=basis).where(Case.id == broken.id).execute()
    Task.update(due_basis=basis).where(Task.case == broken).execute()
    make_edit(off(), boss())
    assert due(broken) == date(2026, 3, 5)
    assert due(case) == date(2026, 3, 6)


def test_due_dates_move_as_was_shown_and_each_case_tells_it(town) -> None:
    case = begin(town)
    shown = moved_by(off())
    done = make_edit(off(), boss())
    assert {move.new for move in shown} == {Case.get_by_id(case.id).due_at}
    assert due(case) == date(2026, 3, 6)
    assert done.moved == 2
    told = history(Case.get_by_id(case.id))[-1]
    assert (told.deed, told.person) == ("calendar_changed", boss())
    assert told.values["reason"] == "暴雪停工"
    assert told.values["moved"][0] == {
        "what": "",
        "from": "2026-03-05 23:59",
        "to": "2026-03-06 23:59",
    }
    assert list(broken_links(Case.get_by_id(case.id))) == []


def test_what_moves_is_listed_earliest_first_and_what_becomes_overdue_is_marked(town) -> None:
    rows = [CalendarRow(date(2026, 3, 7), "on", (), "补班")]
    later, sooner = begin(town, within="6WD"), begin(town, within="5WD")
    found = moved_by(edit_day(None, date(2026, 3, 7), rows[0], "补班"))
    assert [move.case.id for move in found] == [sooner.id, sooner.id, later.id, later.id]
    with at(datetime(2026, 3, 8, 9, tzinfo=LOCAL)):
        found = moved_by(edit_day(None, date(2026, 3, 7), rows[0], "补班"))
        assert [move.becomes_overdue for move in found] == [True, True, False, False]


def test_titles_are_told_to_those_alone_who_may_see_the_case(town) -> None:
    begin(town)
    moves = moved_by(off())
    assert [move.title for move in moves] == ["", ""]
    assert all(move.title for move in told_to(moves, town.who("李四")))
    stranger = Person.create(name="外人")
    give_role(stranger, "grp_inspector", community_of("CM-08"))
    assert not any(move.title for move in told_to(moves, viewer_of(stranger)))


def test_undoing_brings_days_and_due_dates_back_once(town) -> None:
    case = begin(town)
    done = make_edit(off(), boss())
    make_edit(undoing(done, "撤销：误报"), boss())
    assert due(case) == date(2026, 3, 5)
    assert calendar_of(case.community_id).is_working_day(WEDNESDAY)
    again = CalendarEdit.get_by_id(done.id)
    assert again.undone
    with pytest.raises(Refused):
        undoing(again, "再撤")
    assert [edit.moved for edit in edits_of([None])] == [2, 2]


def test_a_day_changed_in_the_meantime_is_not_overwritten(town) -> None:
    stale, done = off(), make_edit(off(), boss())
    with pytest.raises(Refused, match="刚才"):
        make_edit(stale, boss())
    half = CalendarRow(WEDNESDAY, "half", parse_hours("09:00-12:00"))
    make_edit(edit_day(None, WEDNESDAY, half, "改半天"), boss())
    with pytest.raises(Refused, match="刚才"):
        make_edit(undoing(done, "撤销"), boss())


def test_when_one_case_fails_nothing_at_all_is_stored(town) -> None:
    case = begin(town)
    edit = off()
    double = CalendarRow(WEDNESDAY, "on")
    broken = type(edit)(None, (), (*edit.rows, double), "暴雪停工")
    with pytest.raises(Exception, match=r"(?i)unique"):
        make_edit(broken, boss())
    forget_calendars()
    assert due(case) == date(2026, 3, 5)
    assert calendar_of(case.community_id).is_working_day(WEDNESDAY)
    assert not CalendarDay.select().where(CalendarDay.day == WEDNESDAY).exists()


def test_a_list_is_of_one_year(town) -> None:
    rows = [CalendarRow(date(2026, 12, 31), "off"), CalendarRow(date(2027, 1, 1), "off")]
    with pytest.raises(Invalid):
        edit_list(None, rows)


def test_the_years_list_replaces_what_stood_there_and_confirms_the_year(town) -> None:
    with at(datetime(2026, 12, 28, 10, tzinfo=LOCAL)):
        case = begin(town, within="5WD")
        assert due(case) == date(2027, 1, 5)
        published = "2027-01-01,off,,元旦,国务院办公厅\n2027-01-02,on,,调休上班,国务院办公厅\n"
        edit = edit_list(None, read_calendar_rows(published))
        assert {move.new.astimezone(LOCAL).date() for move in moved_by(edit)} == {date(2027, 1, 4)}
        done = make_edit(edit, boss())
        assert due(case) == date(2027, 1, 4)
        assert [row.day for row in rows_of(None, 2027)] == [date(2027, 1, 1), date(2027, 1, 2)]
        known = year_of(2027)
        assert known.published
        assert known.source == "国务院办公厅"
        make_edit(undoing(done, "撤销"), boss())
        assert due(case) == date(2027, 1, 5)
        assert not year_of(2027).published


def test_the_product_offers_the_lists_it_knows_as_people_would_type_them(town) -> None:
    text = china_list(2026)
    assert read_calendar_rows(text) == list(china_rows(2026))
    assert edit_list(None, read_calendar_rows(text)).days == []
    assert china_list(2027) is None
    assert china_list(1999) is None


def test_a_move_knows_when_it_leaves_no_time(town) -> None:
    case = begin(town)
    past, future = MONDAY - timedelta(days=1), MONDAY + timedelta(days=1)
    assert Move(case, None, future, past).becomes_overdue
    assert not Move(case, None, past, past - timedelta(days=1)).becomes_overdue
