"""Duties that stay apart: who checks what, who stands aside, who gives roles, who is on leave."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import (
    CaseFile,
    Holding,
    Person,
    Refused,
    Task,
    assign_task,
    claim_task,
    complete_task,
    delegate_task,
    end_role,
    give_role,
    inbox,
    name_deputy,
    now,
    recuse,
    release_task,
    share_on,
    transfer_task,
)
from tests.bpmn.diagrams import Box
from tests.engine.conftest import Town
from tests.operations.cases import assert_whole, opened, task_of, user

DAY = timedelta(days=1)
ADMINISTRATORS = ("grp_sysadmin", "grp_secadmin", "grp_auditadmin")


def person(name: str) -> Person:
    found: Person = Person.get(Person.name == name)
    return found


def handled_and_checked() -> Box:
    box = user(Box().node("startEvent", "s"), "write")
    box = user(box, "check", gucheng_notAssignee="[done_by.write]")
    return box.node("endEvent", "e").chain("s", "write", "check", "e")


# -- handler and verifier -------------------------------------------------------------------------


def test_who_filled_it_in_for_the_handler_does_not_check_it(town: Town) -> None:
    case = opened(town, handled_and_checked())
    task = task_of(case, "write")
    delegate_task(task.id, person("赵六"), town.who("李四"), "协助")
    complete_task(task.id, town.who("赵六"), {})
    complete_task(task.id, town.who("李四"), {})
    check = task_of(case, "check")
    assert set(check.barred) == {person("李四").id, person("赵六").id}
    for name in ("李四", "赵六"):
        with pytest.raises(Refused, match="回避"):
            complete_task(check.id, town.who(name), {})
    complete_task(check.id, town.who("张三"), {})


def test_the_handler_gets_the_check_neither_by_transfer_nor_by_assignment(town: Town) -> None:
    case = opened(town, handled_and_checked())
    complete_task(task_of(case, "write").id, town.who("李四"), {})
    check = task_of(case, "check")
    claim_task(check.id, town.who("赵六"))
    with pytest.raises(Refused, match="回避"):
        transfer_task(check.id, person("李四"), town.who("赵六"), "忙")
    with pytest.raises(Refused, match="回避"):
        delegate_task(check.id, person("李四"), town.who("赵六"), "忙")
    with pytest.raises(Refused, match="回避"):
        assign_task(check.id, person("李四"), town.who("陈主任"), "忙")


def test_the_handler_does_not_check_as_deputy_of_the_verifier(town: Town) -> None:
    case = opened(town, handled_and_checked())
    complete_task(task_of(case, "write").id, town.who("李四"), {})
    zhao = town.who("赵六").person
    name_deputy(zhao, person("李四"), now() - DAY, now() + DAY, by=zhao)
    with pytest.raises(Refused, match="回避"):
        complete_task(task_of(case, "check").id, town.who("李四"), {})


# -- standing aside -------------------------------------------------------------------------------


def test_standing_aside_needs_a_reason_and_the_task(town: Town) -> None:
    case = opened(town, handled_and_checked())
    task = task_of(case, "write")
    with pytest.raises(Refused, match="理由"):
        recuse(task.id, town.who("李四"), " ")
    with pytest.raises(Refused):
        recuse(task.id, town.who("王五"), "亲属")


def test_who_stands_aside_does_nothing_more_in_the_case_by_any_way(town: Town) -> None:
    case = opened(town, handled_and_checked())
    task = task_of(case, "write")
    recuse(task.id, town.who("李四"), "当事人是我的亲属")
    with pytest.raises(Refused, match="回避"):
        claim_task(task.id, town.who("李四"))
    complete_task(task.id, town.who("赵六"), {})
    check = task_of(case, "check")
    assert person("李四").id in check.barred  # and in what comes later
    claim_task(check.id, town.who("张三"))
    with pytest.raises(Refused):
        transfer_task(check.id, person("李四"), town.who("张三"), "忙")
    said = [line.sentence.say("zh") for line in CaseFile(case, town.who("陈主任")).told()]
    assert "李四回避“write”：当事人是我的亲属" in said
    assert_whole(case)


def test_nobody_stands_aside_where_nobody_else_could_do_it(town: Town) -> None:
    case = opened(town, handled_and_checked())
    for holding in Holding.select().where(Holding.role == "grp_inspector"):
        if holding.person_id != person("李四").id:
            end_role(holding)
    task = task_of(case, "write")
    with pytest.raises(Refused, match="没有别人"):
        recuse(task.id, town.who("李四"), "亲属")
    assert Task.get_by_id(task.id).claimed_by_id == person("李四").id


# -- three administrators -------------------------------------------------------------------------


@pytest.mark.parametrize("first", ADMINISTRATORS)
@pytest.mark.parametrize("second", ADMINISTRATORS)
def test_the_three_administrators_are_three_people(town: Town, first: str, second: str) -> None:
    if first == second:
        return
    root = town.place("SD-GC")
    give_role(person("张三"), first, root)
    with pytest.raises(Refused, match="职责分离"):
        give_role(person("张三"), second, root)
    give_role(person("赵六"), second, root)
    zhao = person("赵六")
    with pytest.raises(Refused, match=r"职责分离|同事"):
        name_deputy(zhao, person("张三"), now() - DAY, now() + DAY, by=zhao)


def test_only_the_security_administrator_gives_and_ends_roles_of_others(town: Town) -> None:
    seven, security = town.place("CM-07"), person("张三")
    for nobody in ("陈主任", "管理员", "李四"):
        with pytest.raises(Refused, match="安全管理员"):
            give_role(person("赵六"), "grp_chief", seven, by=person(nobody))
        with pytest.raises(Refused, match="安全管理员"):
            end_role(Holding.get(Holding.person == person("赵六")), by=person(nobody))
    give_role(security, "grp_secadmin", town.place("SD-GC"))
    with pytest.raises(Refused, match="自己"):
        give_role(security, "grp_chief", seven, by=security)
    given = give_role(person("赵六"), "grp_chief", seven, by=security)
    end_role(given, by=security)


# -- leave ----------------------------------------------------------------------------------------


def test_on_leave_without_a_deputy_work_goes_to_the_others_with_what_was_typed(town: Town) -> None:
    case = opened(town, handled_and_checked())
    task = task_of(case, "write")
    li = person("李四")
    assert share_on(li, li, "年假") == (1, 0)
    assert Task.get_by_id(task.id).claimed_by_id is None
    assert task.id in [row.task.id for row in inbox(town.who("赵六")).rows]
    assert_whole(case)


def test_what_nobody_else_could_do_stays_with_who_is_on_leave(town: Town) -> None:
    case = opened(town, handled_and_checked())
    for holding in Holding.select().where(Holding.role == "grp_inspector"):
        if holding.person_id != person("李四").id:
            end_role(holding)
    li = person("李四")
    assert share_on(li, li, "年假") == (0, 1)
    assert task_of(case, "write").claimed_by_id == li.id
    release_task(task_of(case, "write").id, town.who("李四"))
