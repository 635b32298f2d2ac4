"""A case that another has called stands, goes and ends with it."""

from __future__ import annotations

import pytest

from engine import (
    Case,
    Refused,
    cancel_case,
    describe_move,
    migrate_case,
    move_token,
    proposal,
    resume_case,
    suspend_case,
    suspend_procedure,
    work_until_idle,
)
from tests.bpmn.diagrams import Box
from tests.operations.cases import assert_whole, at, done, opened, published, tasks, user


def calling(child: str = "child") -> Box:
    box = user(Box().node("startEvent", "s"), "a", "z").node("endEvent", "e")
    return box.node("callActivity", "c", calledElement=child).chain("s", "a", "c", "z", "e")


@pytest.fixture
def both(town) -> tuple[Case, Case]:
    """A case, and the one that it has called."""
    for key in ("child", "other"):
        inner = user(Box().node("startEvent", "s"), "x").node("endEvent", "e")
        published(inner.chain("s", "x", "e"), key=key)
    case = opened(town, calling())
    done(town, case, "a")
    return case, Case.get(Case.parent == case)


def test_a_called_case_is_suspended_and_resumed_with_its_caller_only(town, both):
    case, child = both
    chief = town.who("陈主任")
    suspend_case(case.id, chief, "因故")
    with pytest.raises(Refused, match="暂停"):
        done(town, child, "x")
    with pytest.raises(Refused, match="恢复那一件"):
        resume_case(child.id, chief, "好了")
    resume_case(case.id, chief, "好了")
    done(town, child, "x")
    work_until_idle()
    assert tasks(case) == ["z"]
    for one in both:
        assert_whole(one)


def test_what_a_called_case_says_waits_while_its_caller_is_suspended(town, both):
    case, child = both
    chief = town.who("陈主任")
    done(town, child, "x")
    suspend_case(case.id, chief, "因故")
    work_until_idle()
    assert tasks(case) == []
    resume_case(case.id, chief, "好了")
    work_until_idle()
    assert tasks(case) == ["z"]


def test_a_suspended_procedure_lets_the_cases_of_its_calls_stand_still_too(town, both):
    suspend_procedure("proc", town.who("管理员"), "因故")
    with pytest.raises(Refused, match="暂停"):
        done(town, both[1], "x")


def test_a_case_moved_away_from_a_call_cancels_the_called_case_and_says_so(town, both):
    case, child = both
    chief, token = town.who("陈主任"), at(case, "c")
    told = [str(one) for one in describe_move(case.id, token, "z", chief).sentences]
    assert told == [f"被调用的事项 {child.number} 将撤销。", "将在“z”开始。"]
    move_token(case.id, token, "z", chief, "不再需要")
    assert Case.get_by_id(child.id).status == "cancelled"
    for one in both:
        assert_whole(one)


def test_a_called_case_is_not_cancelled_alone(town, both):
    with pytest.raises(Refused, match="撤销那一件"):
        cancel_case(both[1].id, town.who("陈主任"), "不办了")


def test_a_call_goes_on_with_another_version_that_calls_the_same_and_no_other(town, both):
    case, child = both
    keeper = town.who("管理员")
    source, other = case.version, published(calling("other"))
    assert "c" not in proposal(source, other)
    with pytest.raises(Refused, match="必须指定"):
        migrate_case(case.id, other.id, proposal(source, other), keeper, "新版")
    same = published(calling())
    migrate_case(case.id, same.id, proposal(source, same), keeper, "新版")
    done(town, child, "x")
    work_until_idle()
    assert tasks(case) == ["z"]
    for one in both:
        assert_whole(one)
