"""Standing in for somebody: what a deputy may do, what it may not, and in whose names."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine import (
    Case,
    CaseFile,
    Person,
    Refused,
    Task,
    Viewer,
    claim_task,
    complete_task,
    counts,
    end_deputy,
    give_role,
    inbox,
    name_deputy,
    now,
    release_task,
    start_case,
)
from tests.engine.conftest import Town

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def neighbour(town: Town) -> None:
    """王五 of the other community represents the Party members of this one: a colleague."""
    give_role(town.who("王五").person, "grp_party_rep", town.place("CM-07"))


def stand_in(town: Town, away: str, deputy: str, **narrower: Any) -> None:
    person = town.who(away).person
    name_deputy(person, town.who(deputy).person, now() - DAY, now() + DAY, by=person, **narrower)


def inspection(town: Town, place: str = "CM-07") -> Task:
    """A repair's first task, nobody's yet: the chief starts it and inspects nothing himself."""
    case = start_case("repair", town.place(place), town.who("陈主任"))
    task: Task = Task.get(Task.case == case, Task.status == "open")
    return task


def seen_by(viewer: Viewer) -> list[int]:
    return [row.task.id for row in inbox(viewer).rows]


def test_nobody_stands_in_for_themselves(town: Town) -> None:
    with pytest.raises(Refused):
        stand_in(town, "李四", "李四")


def test_an_end_in_the_past_is_refused(town: Town) -> None:
    person, deputy = town.who("李四").person, town.who("王五").person
    with pytest.raises(Refused):
        name_deputy(person, deputy, now() - 2 * DAY, now() - DAY, by=person)


def test_a_deputy_sees_nothing_before_or_after_its_days(town: Town) -> None:
    inspection(town)
    person, deputy = town.who("李四").person, town.who("王五").person
    name_deputy(person, deputy, now() + DAY, now() + 2 * DAY, by=person)
    assert seen_by(town.who("王五")) == []


def test_a_stand_in_that_was_ended_gives_nothing(town: Town) -> None:
    inspection(town)
    person, deputy = town.who("李四").person, town.who("王五").person
    row = name_deputy(person, deputy, now() - DAY, now() + DAY, by=person)
    end_deputy(row, person)
    assert seen_by(town.who("王五")) == []


def test_only_the_two_may_end_it(town: Town) -> None:
    person, deputy = town.who("李四").person, town.who("王五").person
    row = name_deputy(person, deputy, now() - DAY, now() + DAY, by=person)
    with pytest.raises(Refused):
        end_deputy(row, town.who("赵六").person)


def test_a_deputy_of_another_role_does_not_get_the_task(town: Town) -> None:
    task = inspection(town)
    stand_in(town, "李四", "王五", role="grp_chief")
    assert seen_by(town.who("王五")) == []
    with pytest.raises(Refused):
        complete_task(task.id, town.who("王五"), {"finding": "漏水", "cost": 100})


def test_a_deputy_for_another_community_does_not_get_the_task(town: Town) -> None:
    inspection(town)
    stand_in(town, "李四", "王五", community=town.place("CM-08"))
    assert seen_by(town.who("王五")) == []


def test_a_deputy_does_the_task_in_both_names(town: Town) -> None:
    task = inspection(town)
    stand_in(town, "李四", "王五")
    deputy = town.who("王五")
    assert seen_by(deputy) == [task.id]
    assert counts(deputy)["todo"] == 1
    complete_task(task.id, deputy, {"finding": "漏水", "cost": 100})
    done = Task.get_by_id(task.id)
    assert (done.ended_by.name, done.done_for.name) == ("王五", "李四")
    told = [line.sentence.say("zh") for line in CaseFile(done.case, town.who("陈主任")).told()]
    assert "王五代李四办结“查勘”" in told


def test_a_claim_for_another_keeps_both_names_until_it_is_done(town: Town) -> None:
    task = inspection(town)
    stand_in(town, "李四", "王五")
    claim_task(task.id, town.who("王五"))
    assert Task.get_by_id(task.id).done_for.name == "李四"
    release_task(task.id, town.who("王五"))
    assert Task.get_by_id(task.id).done_for is None
    claim_task(task.id, town.who("王五"))
    complete_task(task.id, town.who("王五"), {"finding": "漏水", "cost": 100})
    assert Task.get_by_id(task.id).done_for.name == "李四"


def test_what_was_claimed_already_is_done_by_the_deputy_of_all_the_work(town: Town) -> None:
    task = inspection(town)
    claim_task(task.id, town.who("李四"))
    stand_in(town, "李四", "王五")
    assert [row.task.id for row in inbox(town.who("王五"), "claimed").rows] == [task.id]
    complete_task(task.id, town.who("王五"), {"finding": "漏水", "cost": 100})
    assert Task.get_by_id(task.id).done_for.name == "李四"


def test_a_chain_of_deputies_ends_at_the_last(town: Town) -> None:
    task = inspection(town)
    give_role(town.who("住户").person, "grp_party_rep", town.place("CM-08"))
    stand_in(town, "李四", "王五")
    stand_in(town, "王五", "住户")
    complete_task(task.id, town.who("住户"), {"finding": "漏水", "cost": 100})
    assert Task.get_by_id(task.id).done_for.name == "李四"


def test_a_loop_of_deputies_ends(town: Town) -> None:
    stand_in(town, "李四", "王五")
    stand_in(town, "王五", "李四")
    assert [face.person.name for face in town.who("李四").faces] == ["李四", "王五"]


def approval(town: Town, inspector: str) -> tuple[Case, Task]:
    task = inspection(town)
    case = complete_task(task.id, town.who(inspector), {"finding": "漏水", "cost": 60000})
    approve: Task = Task.get(Task.case == case, Task.element == "approve")
    return case, approve


def test_who_inspected_does_not_approve_as_deputy_of_the_chief(town: Town) -> None:
    _, approve = approval(town, "李四")
    stand_in(town, "陈主任", "李四")
    with pytest.raises(Refused) as refused:
        complete_task(approve.id, town.who("李四"), {"approved": True})
    assert "回避" in refused.value.text.say("zh")


def test_who_had_it_inspected_by_a_deputy_does_not_approve_either(town: Town) -> None:
    stand_in(town, "陈主任", "李四")
    stand_in(town, "李四", "王五")
    _, approve = approval(town, "王五")
    assert Person.get(Person.name == "李四").id in approve.barred
    with pytest.raises(Refused):
        complete_task(approve.id, town.who("李四"), {"approved": True})


def test_a_deputy_holds_no_role_of_its_own_by_it(town: Town) -> None:
    stand_in(town, "陈主任", "王五")
    assert not town.who("王五").holds("grp_chief")
