"""Stopping the clock of a case, letting it go on, lengthening its time: who may, what follows."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from engine import (
    LOCAL,
    Case,
    CaseFile,
    Holding,
    NotFound,
    Person,
    Refused,
    Task,
    check_everything,
    claim_task,
    complete_task,
    extend_clock,
    forget_holders,
    give_role,
    history,
    mark_read,
    name_deputy,
    notifications,
    pause_clock,
    resume_clock,
    start_case,
    unread_count,
    work_until_idle,
)
from engine.case_clock import basis_in
from engine.clock import at
from engine.models import Job, Offer, Wait
from engine.operations.clock_rights import due_if_extended, due_if_resumed
from tests.engine.two_steps import publish_two_steps

MORNING = datetime(2026, 3, 4, 9, tzinfo=LOCAL)
ROLES = {
    "钱代理": ("grp_petition_agent", "CM-07"),
    "孙信访": ("grp_petition_office", "SD-GC"),
    "周信访": ("grp_petition_office", "SD-GC"),
    "吴书记": ("grp_leader", "SD-GC"),
    "郑主任": ("grp_community_committee", "CM-08"),
}
TOLD = "2026-03-05 书面告知"


@pytest.fixture
def spring(town) -> None:
    """Everybody has been in office since before the spring in which these cases happen."""
    for name, (role, place) in ROLES.items():
        give_role(Person.create(name=name), role, town.place(place))
    Holding.update(since=MORNING - timedelta(days=365)).execute()
    forget_holders()


@pytest.fixture
def petition(town, spring) -> Case:
    """An accepted petition: sixty days from 4 March end on 3 May, in a holiday."""
    with at(MORNING):
        case = start_case("petition_clock", town.place("CM-07"), town.who("钱代理"))
        answers = {"title": "停车收费", "accepted_at": "2026-03-04"}
        complete_task(open_task(case, "accept").id, town.who("钱代理"), answers)
        claim_task(open_task(case, "investigate").id, town.who("孙信访"))
    return Case.get_by_id(case.id)


def open_task(case: Case, element: str) -> Task:
    return Task.get(Task.case == case, Task.element == element, Task.status == "open")


def on(day: str) -> object:
    return at(datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=LOCAL))


def due(row: Case | Task) -> str:
    row = type(row).get_by_id(row.id)
    return row.due_at.astimezone(LOCAL).strftime("%Y-%m-%d") if row.due_at else "never"


def told(town, name: str) -> list[str]:
    return [row.zh for row in notifications(town.who(name)).rows]


@pytest.mark.parametrize("name", ["郑主任", "周信访", "钱代理"])
def test_who_neither_works_on_it_nor_leads_cannot_stop_the_clock(town, petition, name):
    with on("2026-03-05"), pytest.raises(Refused, match="负责人"):
        pause_clock(petition.id, town.who(name), "hearing", "听证")
    assert due(petition) == "2026-05-06"


def test_a_deputy_of_who_works_on_it_stops_the_clock(town, petition):
    with on("2026-03-05"):
        sun, zhou = (Person.get(Person.name == name) for name in ("孙信访", "周信访"))
        name_deputy(sun, zhou, MORNING, MORNING + timedelta(days=9), by=sun)
        pause_clock(petition.id, town.who("周信访"), "hearing", "听证")
    assert due(petition) == "never"


def test_a_pause_needs_a_known_reason_and_words(town, petition):
    with on("2026-03-05"):
        with pytest.raises(Refused, match="没有暂停理由"):
            pause_clock(petition.id, town.who("孙信访"), "holiday", "休假")
        with pytest.raises(Refused, match="理由"):
            pause_clock(petition.id, town.who("孙信访"), "hearing", "  ")
    assert not Case.get_by_id(petition.id).due_basis.get("pauses")


def test_what_is_over_cannot_stand_still_and_not_be_lengthened_twice(town, petition):
    with on("2026-05-07"), pytest.raises(Refused, match="已经超过"):
        pause_clock(petition.id, town.who("孙信访"), "hearing", "听证")
    with on("2026-03-05"):
        extend_clock(petition.id, town.who("吴书记"), "30D", "复杂", TOLD)
        with pytest.raises(Refused, match="信访工作条例第三十四条，这项期限最多延长1次"):
            extend_clock(petition.id, town.who("吴书记"), "1D", "复杂", TOLD)


def test_a_clock_stands_still_once_and_goes_on_once(town, petition):
    with on("2026-03-10"):
        pause_clock(petition.id, town.who("孙信访"), "awaiting_evidence", "等合同")
        with pytest.raises(Refused, match="已经暂停"):
            pause_clock(petition.id, town.who("孙信访"), "hearing", "听证")
    with on("2026-03-17"):
        resume_clock(petition.id, town.who("吴书记"))
        with pytest.raises(Refused, match="没有暂停"):
            resume_clock(petition.id, town.who("孙信访"))
    assert due(petition) == "2026-05-11"


def test_while_it_stands_still_nothing_of_it_is_due(town, petition):
    task = open_task(petition, "investigate")
    with on("2026-03-10"):
        pause_clock(petition.id, town.who("孙信访"), "awaiting_evidence", "等合同")
    assert (due(petition), due(task)) == ("never", "never")
    paused = Case.get_by_id(petition.id)
    assert paused.mark_at is None
    assert Wait.get(Wait.case == petition, Wait.element == "near").due_at is None
    with on("2026-03-17"):
        assert due_if_resumed(paused).date().isoformat() == "2026-05-11"
        resume_clock(petition.id, town.who("孙信访"))
    assert (due(petition), due(task)) == ("2026-05-11", "2026-05-11")
    ringing = Wait.get(Wait.case == petition, Wait.element == "near").due_at
    assert ringing.astimezone(LOCAL).date().isoformat() == "2026-04-26"
    assert CaseFile(Case.get_by_id(petition.id), town.who("孙信访")).data["due_at"].day == 11


def test_what_the_house_allows_a_step_goes_on(town, petition):
    with on("2026-03-05"):
        answers = {"findings": "属实", "hearing": "yes"}
        complete_task(open_task(petition, "investigate").id, town.who("孙信访"), answers)
    hearing = open_task(petition, "hearing")
    assert (due(petition), due(hearing)) == ("never", "2026-03-19")
    with on("2026-03-06"):
        complete_task(hearing.id, town.who("钱代理"), {"hearing_record": "双方陈述"})
    opinion = open_task(petition, "opinion")
    assert (due(petition), due(opinion)) == ("2026-05-06", "2026-05-06")
    assert "暂停1次共1日" in opinion.due_ground["zh"]


def test_an_offered_task_is_sorted_by_where_its_clock_has_moved(town, petition):
    with on("2026-03-05"):
        answers = {"findings": "属实", "hearing": "no"}
        complete_task(open_task(petition, "investigate").id, town.who("孙信访"), answers)
        pause_clock(petition.id, town.who("吴书记"), "awaiting_evidence", "等合同")
    offered = Offer.task == open_task(petition, "opinion")
    assert Offer.get(offered).due_at is None
    with on("2026-03-12"):
        resume_clock(petition.id, town.who("吴书记"))
    assert Offer.get(offered).due_at.astimezone(LOCAL).date().isoformat() == "2026-05-11"


@pytest.mark.parametrize("name", ["孙信访", "钱代理", "郑主任"])
def test_more_time_is_approved_by_the_head_only(town, petition, name):
    with on("2026-03-05"), pytest.raises(Refused, match="批准"):
        extend_clock(petition.id, town.who(name), "30D", "复杂", TOLD)


def test_who_works_on_it_cannot_approve_its_own_time(town, petition):
    give_role(Person.get(Person.name == "孙信访"), "grp_leader", town.place("SD-GC"))
    with on("2026-03-05"), pytest.raises(Refused, match="经办人不能批准"):
        extend_clock(petition.id, town.who("孙信访"), "30D", "复杂", TOLD)


@pytest.mark.parametrize(
    ("amount", "reason", "notice", "words"),
    [
        ("31D", "复杂", TOLD, "依照信访工作条例第三十四条，最多延长30日"),
        ("30WD", "复杂", TOLD, "最多延长30日"),
        ("0D", "复杂", TOLD, "最多延长30日"),
        ("soon", "复杂", TOLD, "最多延长30日"),
        ("30D", " ", TOLD, "理由"),
        ("30D", "复杂", " ", "告知"),
    ],
)
def test_more_time_is_capped_and_told(town, petition, amount, reason, notice, words):
    with on("2026-03-05"), pytest.raises(Refused, match=words):
        extend_clock(petition.id, town.who("吴书记"), amount, reason, notice)
    assert due(petition) == "2026-05-06"


def test_a_lengthened_case_says_why_and_its_starter_is_told(town, petition):
    with on("2026-03-05"):
        assert due_if_extended(petition, "30D").date().isoformat() == "2026-06-05"
        extend_clock(petition.id, town.who("吴书记"), "30D", "案情复杂", TOLD)
    assert (due(petition), due(open_task(petition, "investigate"))) == ("2026-06-05", "2026-06-05")
    ground = Case.get_by_id(petition.id).due_ground
    assert ground["zh"].endswith("；延长30日（信访工作条例第三十四条）")
    assert told(town, "钱代理") == ["“停车收费”的办理期限已延长。理由：案情复杂"]
    noted = history(petition)[-1]
    assert noted.deed == "clock_extended"
    assert noted.values == {
        "amount": "30D",
        "limit": "XF-EXT",
        "approver": "吴书记",
        "reason": "案情复杂",
        "told": TOLD,
    }


def test_the_history_tells_it_in_words(town, petition):
    with on("2026-03-10"):
        pause_clock(petition.id, town.who("孙信访"), "awaiting_evidence", "等合同")
    with on("2026-03-11"):
        resume_clock(petition.id, town.who("孙信访"))
    file = CaseFile(Case.get_by_id(petition.id), town.who("孙信访"))
    zh = [line.sentence.say("zh") for line in file.told()][-2:]
    en = [line.sentence.say("en") for line in file.told()][-2:]
    assert zh == ["孙信访暂停计时：等待补充材料", "孙信访恢复计时"]
    assert en[0].endswith("stopped the clock: awaiting evidence")


def test_nothing_is_stopped_where_nothing_is_counted_by_law(town, spring):
    with at(MORNING):
        case = start_case("repair", town.place("CM-07"), town.who("李四"))
        with pytest.raises(Refused, match="没有正在计算的法定期限"):
            pause_clock(case.id, town.who("李四"), "hearing", "听证")
        with pytest.raises(Refused):
            extend_clock(case.id, town.who("陈主任"), "1D", "复杂", TOLD)


def test_a_timer_that_was_put_off_does_not_ring_at_its_old_time(town, petition):
    with on("2026-03-10"):
        pause_clock(petition.id, town.who("孙信访"), "awaiting_evidence", "等合同")
    with on("2026-03-17"):
        resume_clock(petition.id, town.who("孙信访"))
    with on("2026-04-22"):  # the old instant is past, the new one is not
        work_until_idle()
        assert not Task.select().where(Task.element == "urge").exists()
        assert not Job.select().where(Job.error.is_null(False)).exists()
    with on("2026-04-27"):
        work_until_idle()
        assert open_task(petition, "urge").name == "提醒承办人"


def test_a_notification_is_read_by_its_own_person_only(town, petition):
    with on("2026-03-05"):
        extend_clock(petition.id, town.who("吴书记"), "30D", "案情复杂", TOLD)
    row = notifications(town.who("钱代理")).rows[0]
    with pytest.raises(NotFound):
        mark_read(town.who("吴书记"), row.id)
    assert unread_count(town.who("钱代理")) == 1
    mark_read(town.who("钱代理"), row.id)
    assert unread_count(town.who("钱代理")) == 0
    assert notifications(town.who("钱代理"), unread=True).rows == []


def test_a_deadline_drawn_at_the_process_begins_when_its_start_is_known(town, spring):
    publish_two_steps('<gucheng:due limit="XF-DONE" from="accepted_at"/>', within="= case.due_at")
    with at(MORNING):
        case = start_case("two_steps", town.place("CM-07"), town.who("李四"))
        assert Case.get_by_id(case.id).due_at is None
        answers = {"finding": "漏", "cost": 1}
        complete_task(open_task(case, "first").id, town.who("李四"), answers)
    assert due(case) == "2026-05-06"
    assert due(open_task(case, "second")) == "2026-05-06"
    assert basis_in(Case.get_by_id(case.id)).limit == "XF-DONE"
    assert MORNING + timedelta(days=60) < Case.get_by_id(case.id).due_at


def test_the_petition_comes_true_as_its_scenarios_tell_it(sample_plugins):
    report = check_everything("petition")
    assert [problem for problem in report.problems if "petition" in problem] == []
    assert report.covered == {"petition_clock": (2, 100.0)}
