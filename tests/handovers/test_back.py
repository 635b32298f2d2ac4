"""Sending back and taking back: where the case stands then, and who has it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import (
    Case,
    NotFound,
    Refused,
    Task,
    claim_task,
    clock,
    complete_task,
    describe_send_back,
    describe_withdraw,
    earlier_steps,
    save_draft,
    send_back,
    withdraw_task,
)
from tests.bpmn.diagrams import Box
from tests.engine.conftest import Town
from tests.handovers.test_people import told
from tests.operations.cases import assert_whole, opened, task_of, tasks, user

FEEL = 'xsi:type="bpmn:tFormalExpression"'


def three_steps() -> Box:
    box = user(Box().node("startEvent", "s"), "write", "check", "sign")
    return box.node("endEvent", "e").chain("s", "write", "check", "sign", "e")


def checked(town: Town) -> Case:
    """A case written by 李四 and checked by 赵六, that waits to be signed by 赵六."""
    case = opened(town, three_steps())
    complete_task(task_of(case, "write").id, town.who("李四"), {})
    complete_task(task_of(case, "check").id, town.who("赵六"), {})
    claim_task(task_of(case, "sign").id, town.who("赵六"))
    return case


def test_only_the_holder_sends_back(town: Town) -> None:
    case = checked(town)
    with pytest.raises(Refused):
        send_back(task_of(case, "sign").id, "write", town.who("李四"), "不全")


def test_a_step_that_was_not_done_is_no_target(town: Town) -> None:
    case = opened(town, three_steps())
    with pytest.raises(Refused):
        send_back(task_of(case, "write").id, "sign", town.who("李四"), "不全")


def test_the_steps_done_before_are_offered_the_latest_first(town: Town) -> None:
    case = checked(town)
    steps = earlier_steps(task_of(case, "sign").id, town.who("赵六"))
    assert [(step.element, step.person.name, step.direct) for step in steps] == [
        ("check", "赵六", True),
        ("write", "李四", True),
    ]


def test_sent_back_it_is_done_again_by_who_did_it_and_goes_the_whole_way(town: Town) -> None:
    case = checked(town)
    send_back(task_of(case, "sign").id, "write", town.who("赵六"), "材料不全")
    assert tasks(case) == ["write"]
    again = task_of(case, "write")
    assert again.claimed_by.name == "李四"
    complete_task(again.id, town.who("李四"), {})
    assert tasks(case) == ["check"]
    assert "赵六由“sign”退回到“write”：材料不全" in told(town, case)
    assert_whole(case)


def test_sent_back_directly_it_returns_to_who_sent_it(town: Town) -> None:
    case = checked(town)
    send_back(task_of(case, "sign").id, "write", town.who("赵六"), "材料不全", direct=True)
    complete_task(task_of(case, "write").id, town.who("李四"), {})
    assert tasks(case) == ["sign"]
    assert task_of(case, "sign").claimed_by.name == "赵六"
    complete_task(task_of(case, "sign").id, town.who("赵六"), {})
    assert Case.get_by_id(case.id).status == "ended"
    assert_whole(case)


def test_it_is_described_before_and_refused_when_the_case_has_moved_on(town: Town) -> None:
    case = checked(town)
    sign = task_of(case, "sign")
    described = describe_send_back(sign.id, "write", town.who("赵六"), direct=True)
    said = " ".join(text.say("zh") for text in described.sentences)
    assert "由李四重新办理“write”，办完直接回到“sign”" in said
    with pytest.raises(Refused):
        send_back(sign.id, "write", town.who("赵六"), "不全", seen="999")
    send_back(sign.id, "write", town.who("赵六"), "不全", seen=described.seen)


def beside() -> Box:
    box = user(Box().node("startEvent", "s"), "write", "left", "right", "after")
    box.node("parallelGateway", "split").node("parallelGateway", "join").node("endEvent", "e")
    box.chain("s", "write", "split", "left", "join", "after", "e")
    return box.chain("split", "right", "join")


def test_from_one_of_two_ways_both_go_back_and_a_direct_return_is_refused(town: Town) -> None:
    case = opened(town, beside())
    complete_task(task_of(case, "write").id, town.who("李四"), {})
    left = task_of(case, "left")
    claim_task(left.id, town.who("赵六"))
    assert not earlier_steps(left.id, town.who("赵六"))[0].direct
    with pytest.raises(Refused):
        send_back(left.id, "write", town.who("赵六"), "不全", direct=True)
    send_back(left.id, "write", town.who("赵六"), "不全")
    assert tasks(case) == ["write"]
    assert_whole(case)


def joint(sequential: str = "false") -> Box:
    loop = (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{sequential}">'
        f"<bpmn:loopCardinality {FEEL}>3</bpmn:loopCardinality>"
        "</bpmn:multiInstanceLoopCharacteristics>"
    )
    box = user(Box().node("startEvent", "s"), "write")
    user(box, "vote", inner=loop)
    return box.node("endEvent", "e").chain("s", "write", "vote", "e")


@pytest.mark.parametrize("sequential", ["false", "true"])
def test_out_of_a_joint_signature_the_whole_step_goes_back(town: Town, sequential: str) -> None:
    case = opened(town, joint(sequential))
    complete_task(task_of(case, "write").id, town.who("李四"), {})
    complete_task(task_of(case, "vote").id, town.who("李四"), {})
    vote = task_of(case, "vote")
    claim_task(vote.id, town.who("赵六"))
    send_back(vote.id, "write", town.who("赵六"), "重新起草")
    assert tasks(case) == ["write"]
    assert_whole(case)
    complete_task(task_of(case, "write").id, town.who("李四"), {})
    assert set(tasks(case)) == {"vote"}
    while tasks(case):
        complete_task(task_of(case, "vote").id, town.who("赵六"), {})
    assert Case.get_by_id(case.id).status == "ended"
    assert_whole(case)


# -- taking back --------------------------------------------------------------------------------


def written(town: Town) -> tuple[Case, Task]:
    case = opened(town, three_steps())
    write = task_of(case, "write")
    complete_task(write.id, town.who("李四"), {})
    return case, write


def test_nobody_takes_back_what_another_did(town: Town) -> None:
    _, write = written(town)
    with pytest.raises(NotFound):
        withdraw_task(write.id, town.who("赵六"))


def test_untouched_it_is_taken_back_at_any_time(town: Town) -> None:
    case, write = written(town)
    said = [text.say("zh") for text in describe_withdraw(write.id, town.who("李四")).sentences]
    assert said[-1] == "“write”回到您手里，已填写的内容还在。"
    with clock.at(clock.now() + timedelta(days=3)):
        withdraw_task(write.id, town.who("李四"), "写错了")
    assert tasks(case) == ["write"]
    assert task_of(case, "write").claimed_by.name == "李四"
    assert "李四撤回“write”。写错了" in told(town, case)
    assert_whole(case)


def test_what_another_has_done_since_is_not_taken_back(town: Town) -> None:
    case, write = written(town)
    complete_task(task_of(case, "check").id, town.who("赵六"), {})
    with pytest.raises(Refused):
        withdraw_task(write.id, town.who("李四"))
    assert tasks(case) == ["sign"]


def test_once_claimed_it_is_taken_back_only_for_a_short_time(town: Town) -> None:
    case, write = written(town)
    claim_task(task_of(case, "check").id, town.who("赵六"))
    with clock.at(clock.now() + timedelta(minutes=11)), pytest.raises(Refused):
        withdraw_task(write.id, town.who("李四"))
    withdraw_task(write.id, town.who("李四"))
    assert tasks(case) == ["write"]


def test_what_somebody_has_begun_to_fill_in_is_not_taken_back(town: Town) -> None:
    case, write = written(town)
    check = task_of(case, "check")
    claim_task(check.id, town.who("赵六"))
    save_draft(check.id, town.who("赵六"), {"finding": "看过"})
    with pytest.raises(Refused) as refused:
        withdraw_task(write.id, town.who("李四"))
    assert "赵六" in refused.value.text.say("zh")


def test_it_is_not_taken_back_twice(town: Town) -> None:
    _, write = written(town)
    withdraw_task(write.id, town.who("李四"))
    with pytest.raises(Refused):
        withdraw_task(write.id, town.who("李四"))
