"""Where a task is offered when some of its roles are not held nearby."""

from __future__ import annotations

from engine import (
    Case,
    Holding,
    Person,
    Task,
    add_community,
    end_role,
    forget_holders,
    give_role,
    inbox,
    start_case,
)
from engine.change import Change
from engine.procedures import definition_of
from engine.steps import offers
from tests.engine.conftest import Town


def offered(town: Town, place: str, *roles: str) -> list[tuple[str, str]]:
    """Return (role, code of the place) for a task of a case in a place."""
    case: Case = start_case("repair", town.place("CM-08"), town.who("王五"))
    task = Task(case=case, roles=list(roles), scope=town.place(place).id, due_at=None)
    codes = {town.place(code).id: code for code in ("SD-GC", "CM-07", "CM-08")}
    change = Change(case, definition_of(case.version_id))
    return [(role, codes[community]) for role, community in offers(change, task)]


def test_a_role_that_nobody_holds_here_takes_no_other_community_in(town: Town) -> None:
    both = offered(town, "CM-08", "grp_tenant", "grp_inspector")
    assert both == [("grp_inspector", "CM-08")]


def test_a_task_goes_to_the_level_at_which_its_role_is_held(town: Town) -> None:
    assert offered(town, "CM-08", "grp_chief") == [("grp_chief", "SD-GC")]


def test_a_residents_own_task_is_offered_to_no_other_resident(town: Town) -> None:
    assert offered(town, "CM-07", "grp_tenant") == []


def test_a_task_that_goes_up_reaches_nobody_of_another_community(town: Town) -> None:
    end_role(Holding.get(Holding.person == town.who("王五").person))
    forget_holders()
    give_role(Person.create(name="街道"), "grp_inspector", town.place("SD-GC"))
    case: Case = start_case("repair", town.place("CM-08"), town.who("陈主任"))
    task = Task.get(Task.case == case)
    assert task.no_local_holder
    assert [row.task.id for row in inbox(town.who("街道")).rows] == [task.id]
    assert inbox(town.who("李四")).rows == []


def test_a_task_that_nobody_can_do_stays_for_whoever_gets_the_role(town: Town) -> None:
    end_role(Holding.get(Holding.person == town.who("王五").person))
    case: Case = start_case("repair", town.place("CM-08"), town.who("陈主任"))
    task = Task.get(Task.case == case)
    assert task.no_local_holder
    assert inbox(town.who("李四")).rows == []
    give_role(town.who("王五").person, "grp_inspector", town.place("CM-08"))
    assert [row.task.id for row in inbox(town.who("王五")).rows] == [task.id]


def test_a_group_does_the_work_of_the_community_it_lies_in_and_of_no_other(town: Town) -> None:
    group = add_community("CM-08-T1", "劝导队", "GR", town.place("CM-08"))
    give_role(Person.create(name="队员"), "grp_persuader", group)
    offers = town.who("队员").all_offers
    assert offered(town, "CM-08", "grp_persuader") == [("grp_persuader", "CM-08")]
    assert ("grp_persuader", town.place("CM-08").id) in offers
    assert ("grp_persuader", town.place("CM-07").id) not in offers
    assert ("grp_persuader", town.place("SD-GC").id) not in offers
