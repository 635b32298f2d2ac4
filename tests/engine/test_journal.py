"""Nobody bends a case's history without being found."""

from __future__ import annotations

import pytest

from engine import broken_links, complete_task, erase_values, start_case
from engine.journal import Chain, history
from engine.models import Case, Event, EventValues, Task
from tests.unguarded import unguarded


@pytest.fixture
def case(town):
    case = start_case("repair", town.place("CM-07"), town.who("李四"))
    task = Task.get(Task.case == case)
    complete_task(task.id, town.who("李四"), {"finding": "漏水", "cost": 6000})
    return Case.get_by_id(case.id)


def test_a_whole_history_has_no_broken_link(case):
    assert case.event_count == 3
    assert list(broken_links(case)) == []


def test_a_changed_value_is_found(case):
    with unguarded():
        EventValues.update(values=b'{"task":"x"}').where(EventValues.sequence == 2).execute()
    assert list(broken_links(case)) == [(2, "values")]


def test_a_changed_event_is_found(case):
    with unguarded():
        Event.update(deed="claimed").where(Event.sequence == 2).execute()
    assert list(broken_links(case)) == [(3, "previous")]


def test_a_deleted_event_is_found(case):
    with unguarded():
        Event.delete().where(Event.sequence == 2).execute()
    assert next(iter(broken_links(case))) == (2, "missing")


def test_a_cut_off_end_is_found(case):
    with unguarded():
        Event.delete().where(Event.sequence == 3).execute()
    assert list(broken_links(case)) == [(3, "head")]


def test_an_inserted_event_is_found(case):
    last = Event.get(Event.sequence == 3)
    with unguarded():
        Event.insert(**{**last.__data__, "sequence": 4, "deed": "ended"}).execute()
    assert next(iter(broken_links(case)))[0] == 4


def test_a_changed_last_event_is_found(case):
    with unguarded():
        Event.update(deed="claimed").where(Event.sequence == 3).execute()
    assert list(broken_links(case)) == [(4, "head")]


def test_long_values_are_packed_and_read_as_they_were(case):
    change = Chain(case)
    change.add("completed", None, "x", {"data": {"reason": "漏水" * 400}})
    change.store()
    case.save()
    assert len(bytes(EventValues.get(EventValues.sequence == 4).values)) < 100
    assert history(case)[-1].values == {"data": {"reason": "漏水" * 400}}
    assert list(broken_links(case)) == []


def test_an_event_without_values_is_told_from_one_whose_values_were_erased(case):
    change = Chain(case)
    change.add("ended", None, "x", {})
    change.store()
    case.save()
    with unguarded():
        EventValues.delete().where(EventValues.case == case).execute()
    assert [line.values for line in history(case)] == [None, None, None, {}]
    assert list(broken_links(case)) == []


def test_erasing_values_leaves_the_chain_whole(case):
    assert erase_values(case, reason="个人信息保护法第四十七条") == 3
    assert list(broken_links(case)) == []
    assert [line.values for line in history(case)] == [None, None, None]
