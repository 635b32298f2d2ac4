"""What a person sees of steps that can be done in any order, and of a case that called another."""

from __future__ import annotations

from engine import Case, Task, start_case, viewer_of, work_until_idle
from engine.models import Community, Person
from tests.bpmn.diagrams import Box
from tests.engine.drawn import flow, published, task
from tests.pages.conftest import Desk, Office

MINE = {"gucheng_role": "grp_community_committee", "gucheng_form": "core.manual_reply"}


def begun(key: str) -> Case:
    person = viewer_of(Person.get(Person.name == "王秀兰"))
    return start_case(key, Community.get(Community.code == "CM-07"), person)


def published_for_committee(box: Box, key: str) -> None:
    published(box, key, starters="grp_community_committee")


def test_a_choice_says_that_it_is_one(wang: Desk, office: Office) -> None:
    inside = task(task(Box(), "see_fire", **MINE), "see_food", **MINE)
    box = flow("visits").node("adHocSubProcess", "visits", inside.xml())
    published_for_committee(box, "choices")
    case = begun("choices")
    one = Task.get(Task.case == case, Task.element == "see_food")
    assert "可按任意顺序办理" in wang.read(f"/tasks/{one.id}")
    assert "in any order" in office.desk("wang", "en").read(f"/tasks/{one.id}")


def test_a_step_that_is_no_choice_does_not_say_so(wang: Desk, office: Office) -> None:
    published_for_committee(task(flow("u"), "u", **MINE), "plain")
    one = Task.get(Task.case == begun("plain"))
    assert "可按任意顺序办理" not in wang.read(f"/tasks/{one.id}")


def test_a_case_shows_what_it_called_and_what_came_back(wang: Desk, office: Office) -> None:
    published_for_committee(flow("x").script("x", "{answer: 1}"), "helper")
    box = task(flow("c", "u"), "u", **MINE)
    box.node("callActivity", "c", calledElement="helper", gucheng_role="grp_dispatcher")
    published_for_committee(box, "caller")
    case = begun("caller")
    work_until_idle()
    called = Case.get(Case.parent == case)
    told = wang.read(f"/cases/{case.id}")
    assert called.number in told
    assert "调用另一流程" in told
    assert "被调用的事项已办结" in told
    assert case.number in wang.read(f"/cases/{called.id}")
