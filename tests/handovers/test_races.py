"""Deeds that come at once: one outcome, a refusal in words for the other, the case whole."""

from __future__ import annotations

import pytest

from engine import (
    Case,
    Refused,
    Task,
    add_signers,
    ask_route,
    assign_task,
    cancel_case,
    claim_task,
    complete_task,
    decide_route,
    delegate_task,
    recall_task,
    remove_signer,
    send_back,
    signings_of,
    transfer_task,
    withdraw_task,
)
from tests.engine.conftest import Town
from tests.engine.test_concurrency import at_once
from tests.handovers.deeds import person
from tests.handovers.kinds import brought, joint, line, plain, standing, work_of
from tests.operations.cases import assert_whole, task_of, tasks

TIMES = range(3)


def race(case: Case, outcomes: dict[tuple[bool, bool], set[str]], *deeds: object) -> None:
    """Do two deeds at once; which went well must fit where the case stands then."""
    results = at_once(*deeds)
    assert all(r is None or isinstance(r, (Refused, Case, Task)) for r in results), results
    went = tuple(not isinstance(result, Refused) for result in results)
    assert went in outcomes, (went, results)
    assert standing(case) in outcomes[went], (went, standing(case))
    assert_whole(case)


@pytest.mark.parametrize("time", TIMES)
def test_sending_back_against_the_last_vote(town: Town, time: int) -> None:
    case = brought(town, line("write", "work", "after", inner=joint("false")))
    mine, other = work_of(case), town.who("赵六")
    rows = Task.select().where(Task.case == case, Task.status == "open", Task.id != mine.id)
    first, last = list(rows)
    complete_task(first.id, other, {})
    complete_task(last.id, other, {}) if time == 2 else claim_task(last.id, other)
    by = town.who("李四")
    if time == 2:
        race(
            case,
            {(True, False): {"write@李四"}, (False, True): {"after"}},
            lambda: send_back(mine.id, "write", by, "重写"),
            lambda: complete_task(mine.id, by, {}),
        )
        return
    race(
        case,
        {
            (True, False): {"write@李四"},
            (True, True): {"write@李四"},  # the vote came first, and was sent back with the rest
        },
        lambda: send_back(mine.id, "write", by, "重写"),
        lambda: complete_task(last.id, other, {}),
    )


@pytest.mark.parametrize("time", TIMES)
def test_taking_back_against_the_next_handler(town: Town, time: int) -> None:
    case = brought(town, plain())
    mine, by, other = work_of(case), town.who("李四"), town.who("赵六")
    complete_task(mine.id, by, {})
    following = task_of(case, "after")
    race(
        case,
        {(True, False): {"work@李四"}, (False, True): {"—"}},
        lambda: withdraw_task(mine.id, by),
        lambda: complete_task(following.id, other, {}),
    )


@pytest.mark.parametrize("time", TIMES)
def test_adding_a_signer_against_completing(town: Town, time: int) -> None:
    case = brought(town, plain())
    mine, by = work_of(case), town.who("李四")
    race(
        case,
        {(True, False): {"work@李四, work✎@王五"}, (False, True): {"after"}},
        lambda: add_signers(mine.id, [person("王五")], by, "before", "把关"),
        lambda: complete_task(mine.id, by, {}),
    )


@pytest.mark.parametrize("time", TIMES)
def test_a_signer_signs_while_it_is_taken_off(town: Town, time: int) -> None:
    case = brought(town, plain())
    mine, by, signer = work_of(case), town.who("李四"), town.who("王五")
    add_signers(mine.id, [person("王五")], by, "before", "把关")
    row = signings_of(mine)[0]
    race(
        case,
        {(True, False): {"work@李四"}, (False, True): {"work@李四"}},
        lambda: remove_signer(row.id, by, "不用"),
        lambda: complete_task(row.task_id, signer, {"agrees": True}),
    )
    complete_task(mine.id, by, {})


@pytest.mark.parametrize("time", TIMES)
def test_the_last_signer_after_against_an_objection(town: Town, time: int) -> None:
    case = brought(town, plain())
    mine, by = work_of(case), town.who("李四")
    add_signers(mine.id, [person("王五"), person("赵六")], by, "after", "复核")
    complete_task(mine.id, by, {})
    one, two = (row.task for row in signings_of(mine))
    agrees, objects = town.who("王五"), town.who("赵六")
    race(
        case,
        {(True, True): {"work@李四"}, (False, True): {"work@李四"}},
        lambda: complete_task(one.id, agrees, {"agrees": True}),
        lambda: complete_task(two.id, objects, {"agrees": False, "opinion": "不行"}),
    )


@pytest.mark.parametrize("time", TIMES)
def test_handing_over_against_completing(town: Town, time: int) -> None:
    case = brought(town, plain())
    mine, by, chief = work_of(case), town.who("李四"), town.who("陈主任")
    deeds = [
        (lambda: transfer_task(mine.id, person("赵六"), by, "忙"), "work@赵六"),
        (lambda: delegate_task(mine.id, person("王五"), by, "忙"), "work@王五"),
        (lambda: assign_task(mine.id, person("赵六"), chief, "忙"), "work@赵六"),
    ]
    deed, then = deeds[time]
    race(
        case,
        {(True, False): {then}, (False, True): {"after"}},
        deed,
        lambda: complete_task(mine.id, by, {}),
    )


@pytest.mark.parametrize("time", TIMES)
def test_a_delegate_answers_while_it_is_recalled(town: Town, time: int) -> None:
    case = brought(town, plain())
    mine, by, other = work_of(case), town.who("李四"), town.who("王五")
    delegate_task(mine.id, person("王五"), by, "协助")
    race(
        case,
        {(True, False): {"work@李四"}, (False, True): {"work@李四"}},
        lambda: recall_task(mine.id, by),
        lambda: complete_task(mine.id, other, {}),
    )


@pytest.mark.parametrize("time", TIMES)
def test_a_request_is_decided_while_its_task_is_completed(town: Town, time: int) -> None:
    case = brought(town, line("write", "work", "between", "after"))
    mine, by, chief = work_of(case), town.who("李四"), town.who("陈主任")
    request = ask_route(mine.id, "after", by, "急")
    race(
        case,
        {(True, False): {"after"}, (False, True): {"between"}},
        lambda: decide_route(request.id, chief, True, ""),
        lambda: complete_task(mine.id, by, {}),
    )


DEEDS_AGAINST_CANCEL = ["send back", "sign", "transfer", "delegate", "complete", "withdraw"]


@pytest.mark.parametrize("deed", DEEDS_AGAINST_CANCEL)
def test_cancelling_against_every_deed_ends_the_case(town: Town, deed: str) -> None:
    case = brought(town, plain())
    mine, by = work_of(case), town.who("李四")
    if deed == "withdraw":
        complete_task(mine.id, by, {})
    deeds = {
        "send back": lambda: send_back(mine.id, "write", by, "重写"),
        "sign": lambda: add_signers(mine.id, [person("王五")], by, "after", "复核"),
        "transfer": lambda: transfer_task(mine.id, person("赵六"), by, "忙"),
        "delegate": lambda: delegate_task(mine.id, person("王五"), by, "忙"),
        "complete": lambda: complete_task(mine.id, by, {}),
        "withdraw": lambda: withdraw_task(mine.id, by),
    }
    race(
        case,
        {(True, True): {"—"}, (False, True): {"—"}},
        deeds[deed],
        lambda: cancel_case(case.id, by, "不办了"),
    )
    assert Case.get_by_id(case.id).status == "cancelled"
    assert tasks(case) == []
    assert not Task.select().where(Task.case == case, Task.status == "queued").exists()
