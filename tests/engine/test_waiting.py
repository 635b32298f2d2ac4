"""What is offered comes soonest first, once each, page after page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine import counts, give_role, inbox, start_case
from engine.models import Case, Offer, Task
from engine.waiting import count_offered, first_offered

START = datetime(2026, 3, 4, 1, tzinfo=UTC)


@pytest.fixture
def offered(town):
    """Offer 30 tasks of one case in 七社区 to the inspectors: every third has no due instant."""
    case = start_case("repair", town.place("CM-07"), town.who("李四"))
    Task.delete().where(Task.case == case).execute()
    for step in range(30):
        due = START + timedelta(hours=(step * 7) % 30) if step % 3 else None
        task = Task.create(case=case, step=step, element="inspect", name=f"t{step}", due_at=due)
        Offer.insert(
            task=task, role="grp_inspector", community=town.place("CM-07"), due_at=due
        ).execute()
    return town


def names(page):
    return [row.task.name for row in page.rows]


def test_pages_follow_one_another_without_gap_or_repetition(offered):
    who = offered.who("李四")
    one, two = inbox(who), inbox(who, page=2)
    assert (len(one.rows), one.more, len(two.rows), two.more) == (20, True, 10, False)
    assert sorted(names(one) + names(two)) == sorted(f"t{step}" for step in range(30))


def test_the_soonest_come_first_and_what_has_no_limit_last(offered):
    who = offered.who("李四")
    due = [row.due_at for row in (*inbox(who).rows, *inbox(who, page=2).rows)]
    with_limit = [one for one in due if one is not None]
    assert due == sorted(with_limit) + [None] * 10


def test_a_list_is_the_same_as_the_one_that_is_searched(offered):
    who = offered.who("李四")
    assert names(inbox(who)) == names(inbox(who, procedure="repair"))


def test_a_task_offered_to_two_of_a_persons_roles_stands_once(offered):
    task = Task.get(Task.name == "t1")
    place = offered.place("CM-07")
    Offer.insert(task=task, role="grp_tenant", community=place, due_at=task.due_at).execute()
    give_role(offered.who("李四").person, "grp_tenant", place)
    who = offered.who("李四")
    assert first_offered(who, 0, 40).count(task.id) == 1
    assert count_offered(who)[0] == 30


def test_counts_tell_what_is_late_and_what_is_ones_own(offered):
    who = offered.who("李四")
    Task.update(claimed_by=who.person).where(Task.name == "t1").execute()
    Offer.delete().where(Offer.task == Task.get(Task.name == "t1")).execute()
    assert counts(who) == {"todo": 29, "claimed": 1, "overdue": 20}


def test_who_holds_nothing_finds_nothing(offered):
    nobody = offered.who("王五")
    assert inbox(nobody).rows == []
    assert counts(nobody) == {"todo": 0, "claimed": 0, "overdue": 0}
    assert Case.select().exists()
