"""A task in other hands: transferred, assigned, delegated, signed by others, urged, copied."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from engine import (
    Case,
    CaseFile,
    Invalid,
    NotFound,
    Person,
    Refused,
    Task,
    add_signers,
    assign_task,
    claim_task,
    colleague,
    colleagues,
    complete_task,
    copies_of,
    copy_case,
    delegate_task,
    find_case,
    inbox,
    name_deputy,
    note_read,
    notifications,
    now,
    recall_task,
    remove_signer,
    signings_of,
    transfer_task,
    urge_task,
)
from tests.bpmn.diagrams import Box
from tests.engine.conftest import Town
from tests.operations.cases import assert_whole, opened, task_of, user


def two_steps() -> Box:
    box = user(Box().node("startEvent", "s"), "write", "check")
    return box.node("endEvent", "e").chain("s", "write", "check", "e")


def person(name: str) -> Person:
    found: Person = Person.get(Person.name == name)
    return found


def held(town: Town) -> tuple[Case, Task]:
    """A case whose first step its starter, 李四, has in hand."""
    case = opened(town, two_steps())
    return case, task_of(case, "write")


def told(town: Town, case: Case) -> list[str]:
    return [line.sentence.say("zh") for line in CaseFile(case, town.who("陈主任")).told()]


def holder(task: Task) -> str:
    return str(Task.get_by_id(task.id).claimed_by.name)


# -- transfer and assign ------------------------------------------------------------------------


def test_only_the_holder_transfers(town: Town) -> None:
    _, task = held(town)
    with pytest.raises(Refused):
        transfer_task(task.id, person("赵六"), town.who("王五"), "忙")


def test_a_transfer_needs_a_reason(town: Town) -> None:
    _, task = held(town)
    with pytest.raises(Refused):
        transfer_task(task.id, person("赵六"), town.who("李四"), "  ")


def test_a_task_is_not_transferred_to_who_lacks_its_role(town: Town) -> None:
    _, task = held(town)
    for name in ("王五", "住户", "陈主任"):
        with pytest.raises(Refused):
            transfer_task(task.id, person(name), town.who("李四"), "忙")
    assert holder(task) == "李四"


def test_who_is_barred_gets_nothing_by_any_way(town: Town) -> None:
    _, task = held(town)
    Task.update(barred=[person("赵六").id]).where(Task.id == task.id).execute()
    by = town.who("李四")
    deeds: list[Callable[[], object]] = [
        lambda: transfer_task(task.id, person("赵六"), by, "忙"),
        lambda: delegate_task(task.id, person("赵六"), by, "忙"),
        lambda: add_signers(task.id, [person("赵六")], by, "before", "忙"),
        lambda: assign_task(task.id, person("赵六"), town.who("陈主任"), "忙"),
    ]
    for deed in deeds:
        with pytest.raises(Refused):
            deed()
    assert holder(task) == "李四"


def test_a_transferred_task_is_another_s_for_good(town: Town) -> None:
    case, task = held(town)
    transfer_task(task.id, person("赵六"), town.who("李四"), "出差")
    with pytest.raises(Refused):
        complete_task(task.id, town.who("李四"), {})
    complete_task(task.id, town.who("赵六"), {})
    assert "李四把“write”转办给赵六：出差" in told(town, case)
    assert_whole(case)


def test_only_who_is_in_charge_assigns(town: Town) -> None:
    _, task = held(town)
    with pytest.raises(Refused):
        assign_task(task.id, person("赵六"), town.who("赵六"), "我来")


def test_an_assigned_task_leaves_every_other_inbox(town: Town) -> None:
    case, task = held(town)
    complete_task(task.id, town.who("李四"), {})
    check = task_of(case, "check")
    assign_task(check.id, person("赵六"), town.who("陈主任"), "熟悉情况")
    assert [row.task.id for row in inbox(town.who("李四")).rows] == []
    assert [row.task.id for row in inbox(town.who("赵六"), "claimed").rows] == [check.id]
    assert_whole(case)


# -- delegate -----------------------------------------------------------------------------------


def test_nobody_lends_on_what_is_lent(town: Town) -> None:
    _, task = held(town)
    delegate_task(task.id, person("王五"), town.who("李四"), "请协助")
    with pytest.raises(Refused):
        delegate_task(task.id, person("赵六"), town.who("王五"), "再转")
    with pytest.raises(Refused):
        transfer_task(task.id, person("赵六"), town.who("王五"), "再转")


def test_a_delegate_s_answers_come_back_to_the_owner(town: Town) -> None:
    case, task = held(town)
    delegate_task(task.id, person("王五"), town.who("李四"), "请协助")
    complete_task(task.id, town.who("王五"), {})
    assert holder(task) == "李四"
    assert task_of(case, "write").status == "open"
    complete_task(task.id, town.who("李四"), {})
    assert told(town, case)[1:4] == [
        "李四把“write”委派给王五：请协助",
        "王五填好“write”，交回李四",
        "李四办结“write”",
    ]
    assert_whole(case)


def test_owner_and_delegate_end_a_loan_and_nobody_else(town: Town) -> None:
    _, task = held(town)
    for who in ("李四", "王五"):
        delegate_task(task.id, person("王五"), town.who("李四"), "请协助")
        with pytest.raises(Refused):
            recall_task(task.id, town.who("赵六"))
        recall_task(task.id, town.who(who))
        assert holder(task) == "李四"
    with pytest.raises(Refused):
        recall_task(task.id, town.who("李四"))


# -- signers ------------------------------------------------------------------------------------


def signed(town: Town, task: Task, name: str, agrees: bool = True, opinion: str = "") -> None:
    mine = next(row.task for row in signings_of(task) if row.task.claimed_by.name == name)
    complete_task(mine.id, town.who(name), {"agrees": agrees, "opinion": opinion})


def test_a_signer_adds_no_signers_and_hands_nothing_on(town: Town) -> None:
    _, task = held(town)
    add_signers(task.id, [person("王五")], town.who("李四"), "before", "请把关")
    mine = signings_of(task)[0].task
    by = town.who("王五")
    for deed in (
        lambda: add_signers(mine.id, [person("赵六")], by, "before", "再请"),
        lambda: transfer_task(mine.id, person("赵六"), by, "忙"),
        lambda: delegate_task(mine.id, person("赵六"), by, "忙"),
    ):
        with pytest.raises(Refused):
            deed()


def test_the_holder_waits_for_signers_before(town: Town) -> None:
    case, task = held(town)
    add_signers(task.id, [person("王五"), person("赵六")], town.who("李四"), "before", "请把关")
    with pytest.raises(Refused):
        complete_task(task.id, town.who("李四"), {})
    signed(town, task, "王五")
    with pytest.raises(Refused):
        complete_task(task.id, town.who("李四"), {})
    signed(town, task, "赵六", False, "缺预算")
    complete_task(task.id, town.who("李四"), {})
    assert "赵六加签“write”：不同意。缺预算" in told(town, case)
    assert_whole(case)


def test_an_objection_needs_its_reason(town: Town) -> None:
    _, task = held(town)
    add_signers(task.id, [person("王五")], town.who("李四"), "before", "请把关")
    with pytest.raises(Invalid):
        signed(town, task, "王五", agrees=False)
    mine = signings_of(task)[0].task
    with pytest.raises(Invalid):
        complete_task(mine.id, town.who("王五"), {})


def test_nobody_signs_twice_nor_for_another(town: Town) -> None:
    _, task = held(town)
    add_signers(task.id, [person("王五")], town.who("李四"), "before", "请把关")
    with pytest.raises(Refused):
        add_signers(task.id, [person("王五")], town.who("李四"), "before", "再请")
    with pytest.raises(Refused):
        complete_task(signings_of(task)[0].task_id, town.who("赵六"), {"agrees": True})
    signed(town, task, "王五")
    with pytest.raises(Refused):
        signed(town, task, "王五")


def test_signers_in_turn_sign_one_after_the_other(town: Town) -> None:
    _, task = held(town)
    both = [person("王五"), person("赵六")]
    add_signers(task.id, both, town.who("李四"), "before", "请把关", in_turn=True)
    assert inbox(town.who("赵六"), "claimed").rows == []
    with pytest.raises(Refused):
        signed(town, task, "赵六")
    signed(town, task, "王五")
    assert len(inbox(town.who("赵六"), "claimed").rows) == 1


def test_answers_are_held_until_the_signers_after_agree(town: Town) -> None:
    case, task = held(town)
    add_signers(task.id, [person("王五"), person("赵六")], town.who("李四"), "after", "请复核")
    assert inbox(town.who("王五"), "claimed").rows == []
    complete_task(task.id, town.who("李四"), {})
    with pytest.raises(Refused):
        complete_task(task.id, town.who("李四"), {})
    signed(town, task, "王五")
    assert task_of(case, "write").id == task.id
    signed(town, task, "赵六")
    assert Task.get_by_id(task.id).ended_by.name == "李四"
    assert task_of(case, "check")
    assert_whole(case)


def test_the_first_objection_after_sends_the_answers_back(town: Town) -> None:
    case, task = held(town)
    add_signers(task.id, [person("王五"), person("赵六")], town.who("李四"), "after", "请复核")
    complete_task(task.id, town.who("李四"), {})
    signed(town, task, "王五", False, "数字不对")
    assert inbox(town.who("赵六"), "claimed").rows == []
    complete_task(task.id, town.who("李四"), {})
    assert task_of(case, "check")
    assert_whole(case)


def test_taking_the_last_signer_off_frees_the_holder(town: Town) -> None:
    case, task = held(town)
    add_signers(task.id, [person("王五"), person("赵六")], town.who("李四"), "before", "请把关")
    first, second = signings_of(task)
    with pytest.raises(Refused):
        remove_signer(first.id, town.who("赵六"), "不用了")
    remove_signer(first.id, town.who("李四"), "不用了")
    with pytest.raises(Refused):
        complete_task(task.id, town.who("李四"), {})
    remove_signer(second.id, town.who("李四"), "不用了")
    complete_task(task.id, town.who("李四"), {})
    assert_whole(case)


def test_who_has_signed_is_not_taken_off(town: Town) -> None:
    _, task = held(town)
    add_signers(task.id, [person("王五")], town.who("李四"), "before", "请把关")
    signed(town, task, "王五")
    with pytest.raises(Refused):
        remove_signer(signings_of(task)[0].id, town.who("李四"), "不用了")


# -- copies and urging --------------------------------------------------------------------------


def test_a_case_that_one_may_not_see_is_not_copied(town: Town) -> None:
    case, _ = held(town)
    with pytest.raises(NotFound):
        copy_case(case.id, [person("赵六")], town.who("王五"), "看看")


def test_a_copy_is_read_when_it_is_opened(town: Town) -> None:
    case, _ = held(town)
    with pytest.raises(NotFound):
        find_case(case.id, town.who("王五"))
    copy_case(case.id, [person("王五")], town.who("李四"), "供参考")
    assert find_case(case.id, town.who("王五")) == case
    assert [row.task for row in inbox(town.who("王五"), "copied").rows] == [None]
    assert copies_of(case)[0].read_at is None
    note_read(case.id, town.who("王五"))
    assert copies_of(case)[0].read_at is not None


def test_urging_has_a_limit(town: Town) -> None:
    case, task = held(town)
    with pytest.raises(Refused):
        urge_task(task.id, town.who("李四"))
    for _ in range(3):
        urge_task(task.id, town.who("陈主任"), "请抓紧")
    with pytest.raises(Refused) as refused:
        urge_task(task.id, town.who("陈主任"))
    assert "3" in refused.value.text.say("zh")
    said = [row.zh for row in notifications(town.who("李四")).rows]
    assert said == ["陈主任催办“write”。请抓紧"] * 3
    assert told(town, case).count("陈主任催办“write”。请抓紧") == 3


def test_who_may_not_see_a_case_urges_nobody(town: Town) -> None:
    _, task = held(town)
    with pytest.raises(NotFound):
        urge_task(task.id, town.who("王五"))


def test_colleagues_are_staff_of_one_s_own_line(town: Town) -> None:
    assert [one.name for one in colleagues(town.who("李四"))] == ["张三", "王五", "赵六", "陈主任"]
    with pytest.raises(Refused):
        colleague(town.who("李四"), person("住户").id)


def test_a_claim_after_a_transfer_is_refused(town: Town) -> None:
    _, task = held(town)
    transfer_task(task.id, person("赵六"), town.who("李四"), "出差")
    with pytest.raises(Refused):
        claim_task(task.id, town.who("李四"))


# -- only among colleagues ------------------------------------------------------------------------


def test_nobody_outside_one_s_own_line_is_brought_in_by_any_deed(town: Town) -> None:
    case, task = held(town)
    by, stranger = town.who("李四"), person("外来主任")
    deeds: list[Callable[[], object]] = [
        lambda: transfer_task(task.id, stranger, by, "忙"),
        lambda: delegate_task(task.id, stranger, by, "忙"),
        lambda: add_signers(task.id, [person("赵六"), stranger], by, "before", "忙"),
        lambda: assign_task(task.id, stranger, town.who("陈主任"), "忙"),
        lambda: copy_case(case.id, [stranger], by),
        lambda: name_deputy(by.person, stranger, now(), now() + timedelta(days=1), by=by.person),
    ]
    for deed in deeds:
        with pytest.raises(Refused, match="同事"):
            deed()
    assert holder(task) == "李四"
    with pytest.raises(NotFound):
        find_case(case.id, town.who("外来主任"))


def test_a_resident_is_no_colleague_and_hears_nothing(town: Town) -> None:
    case, _ = held(town)
    with pytest.raises(Refused, match="同事"):
        copy_case(case.id, [person("住户")], town.who("李四"))
