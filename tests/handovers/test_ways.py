"""Fair sharing, joint signatures with thresholds, and being led past the drawn way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import (
    Case,
    Refused,
    Task,
    ask_route,
    claim_task,
    complete_task,
    decide_route,
    describe_route,
    give_role,
    name_deputy,
    now,
    route_request,
    routes,
    start_case,
)
from tests.bpmn.diagrams import Box
from tests.engine.conftest import Town
from tests.handovers.deeds import person
from tests.handovers.kinds import FEEL, brought, line, plain
from tests.operations.cases import assert_whole, opened, published, task_of, tasks, user

DAY = timedelta(days=1)


# -- shared out ---------------------------------------------------------------------------------


def shared() -> Box:
    box = user(Box().node("startEvent", "s"), "work", gucheng_share="fair")
    return box.node("endEvent", "e").chain("s", "work", "e")


def given(town: Town) -> str:
    """Start a case and say to whom its step was given."""
    case = start_case("shared", town.place("CM-07"), town.who("李四"))
    assert_whole(case)
    return str(task_of(case, "work").claimed_by.name)


def test_work_is_shared_out_evenly_and_never_to_who_is_barred_or_away(town: Town) -> None:
    published(shared(), key="shared")
    assert [given(town) for _ in range(6)] == ["李四", "赵六", "张三"] * 2
    away = person("赵六")
    name_deputy(away, person("王五"), now() - DAY, now() + DAY, by=away)
    assert [given(town) for _ in range(2)] == ["李四", "张三"]


def test_with_nobody_there_it_is_as_if_it_were_not_shared_out(town: Town) -> None:
    published(shared(), key="shared")
    for name in ("李四", "赵六", "张三"):
        away = person(name)
        name_deputy(away, person("王五"), now() - DAY, now() + DAY, by=away)
    case = start_case("shared", town.place("CM-07"), town.who("李四"))
    assert task_of(case, "work").claimed_by.name == "李四"  # who starts it may go on at once


# -- joint signatures ---------------------------------------------------------------------------


def vote(condition: str, sequential: str = "false") -> Box:
    loop = (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{sequential}"'
        ' gucheng:result="vote">'
        f"<bpmn:loopCardinality {FEEL}>5</bpmn:loopCardinality>"
        f"<bpmn:completionCondition {FEEL}>{condition}</bpmn:completionCondition>"
        "</bpmn:multiInstanceLoopCharacteristics>"
    )
    box = Box().node("startEvent", "s")
    user(box, "work", inner=loop, gucheng_form="repairs.approve")
    user(box, "after")
    return box.node("endEvent", "e").chain("s", "work", "after", "e")


@pytest.mark.parametrize(
    ("condition", "votes"),
    [
        ("count(results[approved = true]) &gt;= 2", [True, False, True]),  # so many
        ("count(results[approved = true]) * 2 &gt; total", [True, True, True]),  # more than half
        ("count(results[approved = false]) &gt; 0", [True, False]),  # a veto
        ("done &gt;= 1", [False]),  # any one: 或签
        ("done = total", [True] * 5),  # all: 会签
    ],
)
@pytest.mark.parametrize("sequential", ["false", "true"])
def test_a_joint_signature_ends_at_its_threshold(
    town: Town, condition: str, votes: list[bool], sequential: str
) -> None:
    case = opened(town, vote(condition, sequential))
    for index, said in enumerate(votes):
        assert set(tasks(case)) == {"work"}, index
        complete_task(task_of(case, "work").id, town.who("李四"), {"approved": said})
    assert tasks(case) == ["after"]
    assert_whole(case)


# -- led past the drawn way ---------------------------------------------------------------------


def test_only_the_holder_asks_and_only_who_is_in_charge_decides(town: Town) -> None:
    case = brought(town, plain())
    work = task_of(case, "work")
    with pytest.raises(Refused):
        ask_route(work.id, "after", town.who("赵六"), "急")
    with pytest.raises(Refused):
        ask_route(work.id, "after", town.who("李四"), " ")
    with pytest.raises(Refused):
        ask_route(work.id, "s", town.who("李四"), "急")
    request = ask_route(work.id, "after", town.who("李四"), "汛期急件")
    for name in ("李四", "赵六"):
        with pytest.raises(Refused):
            decide_route(request.id, town.who(name), True, "")
    assert tasks(case) == ["work"]
    assert_whole(case)


def test_nobody_decides_on_their_own_request(town: Town) -> None:
    case = opened(town, plain())
    give_role(person("陈主任"), "grp_inspector", town.place("CM-07"))
    complete_task(task_of(case, "write").id, town.who("李四"), {})
    claim_task(task_of(case, "work").id, town.who("陈主任"))
    request = ask_route(task_of(case, "work").id, "after", town.who("陈主任"), "急")
    with pytest.raises(Refused):
        decide_route(request.id, town.who("陈主任"), True, "")


def test_agreed_the_case_goes_there_at_once_and_is_decided_once(town: Town) -> None:
    case = brought(town, line("write", "work", "between", "after"))
    by = town.who("李四")
    work = task_of(case, "work")
    assert ("after", "after") in routes(work.id, by)
    request = ask_route(work.id, "after", by, "汛期急件")
    with pytest.raises(Refused):
        ask_route(work.id, "between", by, "再申请")
    chief = town.who("陈主任")
    said = [text.say("zh") for text in describe_route(request.id, chief).sentences]
    assert said[-1] == "将在“after”开始。"
    decide_route(request.id, chief, True, "同意")
    assert tasks(case) == ["after"]
    assert route_request(Case.get_by_id(case.id)) is None
    with pytest.raises(Refused):
        decide_route(request.id, chief, False, "反悔")
    assert_whole(case)


def test_declined_it_stays_and_a_task_that_is_over_takes_its_request_along(town: Town) -> None:
    case = brought(town, plain())
    by, chief = town.who("李四"), town.who("陈主任")
    request = ask_route(task_of(case, "work").id, "after", by, "急")
    with pytest.raises(Refused):
        decide_route(request.id, chief, False, "")
    decide_route(request.id, chief, False, "按程序办")
    assert tasks(case) == ["work"]
    again = ask_route(task_of(case, "work").id, "after", by, "还是急")
    complete_task(task_of(case, "work").id, by, {})
    assert route_request(Case.get_by_id(case.id)) is None
    with pytest.raises(Refused):
        decide_route(again.id, chief, True, "")
    assert Task.select().where(Task.case == case, Task.status == "open").count() == 1
