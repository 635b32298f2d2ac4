"""What fails with nobody there to be told waits for a person in charge, and is mended."""

from __future__ import annotations

import pytest

from engine import (
    Case,
    Incident,
    Invalid,
    Job,
    Refused,
    correct_and_retry,
    history,
    incidents,
    retry_incident,
    skip_incident,
    suspend_case,
    work_until_idle,
)
from engine.bpmn import Thrown
from engine.incidents import incident_text
from engine.messages import post
from tests.bpmn.diagrams import Box, timer
from tests.operations.cases import (
    ERROR_END,
    MESSAGE,
    assert_whole,
    at,
    done,
    given_up,
    later,
    opened,
    run_of,
    tasks,
    user,
)


def after(definition: str) -> Box:
    """An event, then a gateway none of whose ways is open unless the data say so, then tasks."""
    box = Box().node("startEvent", "s").node("intermediateCatchEvent", "w", definition)
    user(box.node("exclusiveGateway", "g"), "a", "b").node("endEvent", "e")
    box.chain("s", "w", "g").chain("a", "e").chain("b", "e")
    return box.flow("g", "a", "cost = 1", id="to_a").flow("g", "b", "cost = 2", id="to_b")


def outside(form: str = "") -> Box:
    box = Box().node("startEvent", "s", **({"gucheng_form": form} if form else {}))
    box.raw(
        '<bpmn:serviceTask id="c" gucheng:action="repairs.fetch_price"><bpmn:extensionElements>'
        '<gucheng:input target="cost" source="cost"/></bpmn:extensionElements></bpmn:serviceTask>'
    )
    return user(box, "a").node("endEvent", "e").chain(*"scae")


def thrown() -> Box:
    """One branch ends in an error that nothing catches; the other waits for a person."""
    box = Box().node("startEvent", "s").node("parallelGateway", "p")
    user(box, "a", "b").node("endEvent", "bad", ERROR_END).node("endEvent", "e")
    return box.chain("s", "p", "a", "bad").chain("p", "b", "e")


def fallen(town, box: Box, **data) -> Case:
    """A case whose timer rang too often in vain."""
    case = opened(town, box, **data)
    given_up(town)
    return case


def test_a_persons_own_deed_that_fails_is_refused_and_is_no_incident(town):
    box = user(Box().node("startEvent", "s"), "a").node("exclusiveGateway", "g")
    box.node("endEvent", "e").node("endEvent", "f").chain("s", "a", "g")
    box.flow("g", "e", "cost = 1").flow("g", "f", "cost = 2")
    case = opened(town, box)
    with pytest.raises(Refused, match="不能继续"):
        done(town, case, "a")
    assert tasks(case) == ["a"]
    assert incidents() == []
    assert_whole(case)


def test_what_fails_once_and_then_goes_well_is_no_incident(town):
    case = opened(town, after(timer("PT1H")))
    with later(hours=2):
        work_until_idle()
    assert incidents() == []
    assert Job.get(Job.case == case).attempts == 1


def test_a_timer_that_fails_too_often_becomes_an_incident_where_it_failed(town):
    case = fallen(town, after(timer("PT1H")))
    (incident,) = incidents()
    assert (incident.case, incident.element, incident.kind) == (case, "g", "timer")
    assert (incident.attempts, "出口" in incident_text(incident).zh) == (5, True)
    assert "RunFailed" in incident.detail
    assert history(case)[-1].deed == "failed"
    assert Case.get_by_id(case.id).incidents == 1
    assert_whole(case)


def test_an_incident_and_the_log_say_nothing_of_what_is_in_the_case(town, caplog):
    box = Box().node("startEvent", "s").node("intermediateCatchEvent", "w", timer("PT1H"))
    box.raw(
        '<bpmn:serviceTask id="o" gucheng:action="repairs.order"><bpmn:extensionElements>'
        '<gucheng:input target="cost" source="cost"/></bpmn:extensionElements></bpmn:serviceTask>'
    )
    case = fallen(town, box.node("endEvent", "e").chain(*"swoe"), cost="13812345678 张三丰")
    (incident,) = incidents()
    assert incident.element == "o"
    kept = f"{incident.detail} {incident.text} {history(case)[-1].values} {caplog.text}"
    assert "张三丰" not in kept
    assert "13812345678" not in kept


def test_a_message_that_cannot_be_taken_in_becomes_an_incident_of_its_receiver(town):
    case = opened(town, after(MESSAGE))
    post(case, Thrown("msg.ask", None, case.number, {}, "w"))
    given_up(town)
    with later(hours=60):
        given_up(town)
    (incident,) = incidents()
    assert (incident.case, incident.element, incident.kind) == (case, "g", "message")


@pytest.mark.parametrize("name", ["李四", "外来主任"])
def test_a_stranger_mends_nothing(town, name):
    case = fallen(town, after(timer("PT1H")))
    (incident,) = incidents()
    for deed in (retry_incident, skip_incident):
        with pytest.raises(Refused, match="岗位"):
            deed(incident.id, town.who(name), "试试")
    assert Case.get_by_id(case.id).incidents == 1


def test_who_maintains_the_system_tries_again_but_changes_nothing_of_the_case(town):
    fallen(town, after(timer("PT1H")))
    (incident,) = incidents()
    keeper = town.who("管理员")
    with pytest.raises(Refused, match="岗位"):
        skip_incident(incident.id, keeper, "跳过")
    with pytest.raises(Refused, match="岗位"):
        correct_and_retry(incident.id, "repairs.inspect", {"cost": 1}, keeper, "改")
    retry_incident(incident.id, keeper, "再试")
    assert incidents() == []


def test_nothing_is_mended_without_a_reason_or_twice(town):
    fallen(town, after(timer("PT1H")))
    (incident,) = incidents()
    chief = town.who("陈主任")
    with pytest.raises(Refused, match="理由"):
        retry_incident(incident.id, chief, " ")
    retry_incident(incident.id, chief, "再试")
    with pytest.raises(Refused, match="已经处理过"):
        retry_incident(incident.id, chief, "再试")


def test_what_fails_again_is_the_same_incident_with_more_attempts(town):
    fallen(town, after(timer("PT1H")))
    (incident,) = incidents()
    retry_incident(incident.id, town.who("陈主任"), "再试")
    with later(hours=60):
        given_up(town)
    (again,) = incidents()
    assert (again.id, again.attempts) == (incident.id, 10)


def test_corrected_data_let_it_go_on(town):
    case = fallen(town, outside("repairs.inspect"), cost={"much": 1}, finding="漏")
    (incident,) = incidents()
    chief = town.who("陈主任")
    with pytest.raises(Invalid):
        correct_and_retry(incident.id, "repairs.inspect", {"cost": -5}, chief, "改正")
    assert len(incidents()) == 1
    correct_and_retry(incident.id, "repairs.inspect", {"cost": 3}, chief, "填错了")
    with later(hours=60):
        work_until_idle()
    assert tasks(case) == ["a"]
    assert run_of(case).data["price"] == 6
    told = {line.deed: line.values for line in history(case)}
    assert told["corrected"]["before"] == {"cost": {"much": 1}}
    assert told["corrected"]["after"] == {"cost": 3}
    assert told["retried"] == {"reason": "填错了"}
    assert_whole(case)


def test_an_action_is_skipped_and_the_case_goes_on_behind_it(town):
    case = fallen(town, outside(), cost={"much": 1})
    (incident,) = incidents()
    skip_incident(incident.id, town.who("陈主任"), "不询价")
    assert tasks(case) == ["a"]
    assert (Incident.get().solution, Incident.get().solved_by.name) == ("skipped", "陈主任")
    assert_whole(case)


def test_a_gateway_is_skipped_by_the_chosen_way_and_no_other(town):
    case = fallen(town, after(timer("PT1H")))
    (incident,) = incidents()
    chief = town.who("陈主任")
    for flow in (None, "nonsense"):
        with pytest.raises(Refused, match="哪条线"):
            skip_incident(incident.id, chief, "走乙", flow)
    skip_incident(incident.id, chief, "走乙", "to_b")
    with later(hours=60):
        work_until_idle()
    assert tasks(case) == ["b"]
    assert incidents() == []
    assert_whole(case)


def test_an_error_that_the_diagram_throws_uncaught_keeps_the_deed_and_is_an_incident(town):
    case = opened(town, thrown())
    done(town, case, "a")
    assert tasks(case) == ["b"]
    (incident,) = incidents()
    assert (incident.element, incident.kind, incident.code) == ("bad", "error", "E1")
    assert_whole(case)
    done(town, case, "b")
    assert Case.get_by_id(case.id).status == "open"
    assert_whole(case)


def test_an_uncaught_error_tried_again_is_still_uncaught_and_counted(town):
    case = opened(town, thrown())
    done(town, case, "a")
    retry_incident(incidents()[0].id, town.who("陈主任"), "再试")
    (incident,) = incidents()
    assert (incident.attempts, at(case, "bad") == incident.step) == (1, True)
    assert_whole(case)


def test_an_uncaught_error_that_is_skipped_is_a_plain_end(town):
    case = opened(town, thrown())
    done(town, case, "a", "b")
    skip_incident(incidents()[0].id, town.who("陈主任"), "到此为止")
    assert Case.get_by_id(case.id).status == "ended"
    assert_whole(case)


def test_incidents_end_with_the_case_that_goes_another_way(town):
    box = user(Box().node("startEvent", "s"), "a")
    box.node("boundaryEvent", "late", timer("PT1H"), attachedToRef="a", cancelActivity="false")
    box.node("exclusiveGateway", "g").node("endEvent", "e").node("endEvent", "f")
    box.node("endEvent", "h").chain("s", "a", "e").chain("late", "g")
    box.flow("g", "f", "cost = 1").flow("g", "h", "cost = 2")
    case = fallen(town, box)
    assert len(incidents()) == 1
    done(town, case, "a")
    assert Case.get_by_id(case.id).status == "ended"
    assert incidents() == []
    assert_whole(case)


def test_a_suspended_case_is_not_mended(town):
    case = fallen(town, after(timer("PT1H")))
    suspend_case(case.id, town.who("陈主任"), "因故")
    with pytest.raises(Refused, match="暂停"):
        retry_incident(incidents()[0].id, town.who("陈主任"), "再试")
