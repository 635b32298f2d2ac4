"""Whoever may not know of something finds nothing of it, by any way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import (
    Case,
    NotFound,
    Task,
    add_community,
    clock,
    end_role,
    file_for,
    find_case,
    find_task,
    forget_tree,
    give_role,
    inbox,
    open_task,
    release_task,
    start_case,
    store_file,
)
from engine.models import CommunityLink, Grant, Holding
from engine.scope import visible


@pytest.fixture
def case(town):
    return start_case("repair", town.place("CM-07"), town.who("李四"))


def found(viewer):
    return [case.id for case in Case.select(Case.id).where(visible(viewer))]


def test_another_community_finds_nothing_by_list_search_link_or_guessed_id(town, case):
    other = town.who("王五")
    task = Task.get(Task.case == case)
    release_task(task.id, town.who("李四"))
    assert found(other) == []
    for tab in ("todo", "claimed", "done", "started"):
        assert inbox(other, tab, search=case.number).rows == []
    for ask in (find_task, open_task):
        with pytest.raises(NotFound):
            ask(task.id, other)
    with pytest.raises(NotFound):
        find_case(case.id, other)


def test_what_is_hidden_and_what_is_not_there_are_refused_alike(town, case):
    with pytest.raises(NotFound) as hidden:
        find_case(case.id, town.who("王五"))
    with pytest.raises(NotFound) as absent:
        find_case(999_999, town.who("王五"))
    assert str(hidden.value) == str(absent.value)


def test_a_file_is_for_its_sender_and_for_who_sees_its_case(town, case):
    from engine import complete_task

    sent = store_file(town.who("李四"), "漏水.png", b"\x89PNG\r\n\x1a\n123")
    with pytest.raises(NotFound):
        file_for(town.who("赵六"), sent["id"])
    task = Task.get(Task.case == case)
    answers = {"finding": "漏水", "cost": 20, "photos": [sent]}
    complete_task(task.id, town.who("李四"), answers)
    assert file_for(town.who("赵六"), sent["id"])[1].startswith(b"\x89PNG")
    with pytest.raises(NotFound):
        file_for(town.who("王五"), sent["id"])


def test_nobody_brings_in_the_file_of_another(town, case):
    from engine import complete_task
    from engine.casefile import CaseFile

    theirs = store_file(town.who("王五"), "x.png", b"\x89PNG\r\n\x1a\n123")
    task = Task.get(Task.case == case)
    complete_task(task.id, town.who("李四"), {"finding": "漏水", "cost": 20, "photos": [theirs]})
    assert CaseFile(Case.get_by_id(case.id), town.who("李四")).data["photos"] == []


def test_a_role_for_own_cases_only_opens_no_community(town, case):
    assert found(town.who("住户")) == []


def test_a_role_that_has_ended_or_not_begun_opens_nothing(town, case):
    holding = Holding.get(Holding.role == "grp_chief")
    end_role(holding)
    assert found(town.who("陈主任")) == []
    Holding.update(since=clock.now() + timedelta(days=1), until=None).execute()
    assert found(town.who("陈主任")) == []


def test_somebody_who_left_finds_nothing(town, case):
    person = town.who("陈主任").person
    person.active = False
    person.save()
    assert found(town.who("陈主任")) == []


def test_leave_granted_holds_until_it_runs_out(town, case):
    Grant.create(
        case=case,
        person=town.who("王五").person,
        approver=town.who("陈主任").person,
        reason="协查",
        until=clock.now() + timedelta(days=3),
    )
    assert found(town.who("王五")) == [case.id]
    with clock.at(clock.now() + timedelta(days=4)):
        assert found(town.who("王五")) == []


def test_who_took_part_goes_on_seeing_the_case(town, case):
    give_role(town.who("住户").person, "grp_inspector", town.place("CM-07"))
    release_task(Task.get(Task.case == case).id, town.who("李四"))
    from engine import claim_task

    claim_task(Task.get(Task.case == case).id, town.who("住户"))
    end_role(
        Holding.get(Holding.person == town.who("住户").person, Holding.role == "grp_inspector")
    )
    assert found(town.who("住户")) == [case.id]


def test_a_block_of_two_communities_is_seen_by_both_and_by_no_third(town):
    block = add_community("BL-1", "街区", "BL", town.place("SD-GC"))
    for code in ("CM-07",):
        CommunityLink.create(shared=block, community=town.place(code))
    forget_tree()
    assert block.id in town.who("李四").sees
    assert block.id not in town.who("王五").sees


def test_a_search_takes_its_signs_literally(town, case):
    assert inbox(town.who("李四"), "claimed", search="%").rows == []
    assert inbox(town.who("李四"), "claimed", search="_").rows == []
    assert len(inbox(town.who("李四"), "claimed", search="维修").rows) == 1
