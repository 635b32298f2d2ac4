"""The clock opens cases: where, when, once for what was missed, and never where it must not."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from engine import Case, set_value, switch_plugin, work_until_idle
from engine.bpmn import BadDiagram
from engine.calendar import CalendarRow, WorkCalendar
from engine.clock import LOCAL, at
from engine.journal import history
from engine.models import Job, Procedure
from engine.planning import plan_soon
from engine.plans import BadPlan, next_of, parse_plan
from engine.scenarios import ScenarioFailed, play, read_scenarios
from tests.bpmn.diagrams import Box, timer
from tests.engine.drawn import published, task

WEDNESDAY = datetime(2026, 3, 4, 9, tzinfo=LOCAL)
USUAL = WorkCalendar()
MONTHLY = '="R/2026-01-25T10:00/P1M"'
MEETING = "= setting.meeting_day"


def meeting(time: str = MONTHLY, level: str = "CM") -> Box:
    """A task that the clock begins; one that a person begins when there is no time."""
    rings = timer(time, "timeCycle") if time else ""
    box = Box().node("startEvent", "s", rings, **({"gucheng_level": level} if level else {}))
    return task(box.node("endEvent", "e").chain("s", "u", "e"), "u")


def due() -> list[tuple[int, datetime]]:
    return sorted((job.payload["community"], job.run_at.astimezone(LOCAL)) for job in waiting())


def waiting() -> list[Job]:
    rows = Job.select().where(Job.kind == "timed_start").order_by(Job.id)
    return [job for job in rows if job.payload["procedure"] == "meeting"]


def opened(key: str = "meeting") -> list[str]:
    rows = Case.select().join(Procedure).where(Procedure.key == key).order_by(Case.id)
    return [case.community.code for case in rows]


def pass_to(moment: datetime) -> None:
    with at(moment):
        work_until_idle()


# -- plans ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["", "每月", "每月32日", "每月0日", "每年13月1日", "每周八", "last Thursday", "R/P1M", "5WD"],
)
def test_what_is_no_plan_is_refused(text):
    with pytest.raises(BadPlan):
        parse_plan(text)


@pytest.mark.parametrize(
    ("plan", "next_one"),
    [
        ("每月最后一个星期四", "2026-03-26 09:00"),
        ("每月第二个星期三", "2026-03-11 09:00"),
        ("每月第一个星期三", "2026-04-01 09:00"),  # today at nine is no longer ahead
        ("每月25日", "2026-03-25 09:00"),
        ("每月4日 09:30", "2026-03-04 09:30"),
        ("每月31日", "2026-03-31 09:00"),
        ("每月最后一天", "2026-03-31 09:00"),
        ("每周四", "2026-03-05 09:00"),
        ("每季度首月10日", "2026-04-10 09:00"),
        ("每季度末月25日", "2026-03-25 09:00"),
        ("每半年末月1日", "2026-06-01 09:00"),
        ("每年12月1日", "2026-12-01 09:00"),
        ("每年2月29日", "2027-02-28 09:00"),
        ("每月7日（遇休息日顺延）", "2026-03-09 09:00"),
        ("R/2026-01-31T09:00/P1M", "2026-03-31 09:00"),
        ("R/2026-03-04T09:00/P1D", "2026-03-05 09:00"),
        ("R/2020-12-01T09:00/P1Y", "2026-12-01 09:00"),
        ("R/2026-05-01T08:00/P3M", "2026-05-01 08:00"),
        (date(2026, 3, 9), "2026-03-09 09:00"),
    ],
)
def test_a_plan_comes_next(plan, next_one):
    found = next_of(plan, WEDNESDAY, USUAL)
    assert found.strftime("%Y-%m-%d %H:%M") == next_one


def test_what_is_over_never_comes_again():
    assert next_of(date(2026, 3, 3), WEDNESDAY, USUAL) is None
    assert next_of("R2/2026-01-01T09:00/P1M", WEDNESDAY, USUAL) is None
    assert next_of("R4/2026-01-05T09:00/P1M", WEDNESDAY, USUAL) is not None


def test_a_day_that_was_moved_from_last_month_is_not_lost():
    off = [CalendarRow(date(2026, 2, 28) + timedelta(days=n), "off") for n in range(6)]
    found = next_of("每月28日（遇休息日顺延）", WEDNESDAY, USUAL.with_rows(off))
    assert found.date() == date(2026, 3, 6)


# -- what publishing refuses ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("time", "level"),
    [(MONTHLY, ""), (MONTHLY, "XX"), ("R/P1M", "CM"), ("R/P1M", "")],
)
def test_a_start_that_says_not_where_or_from_when_is_refused(town, time, level):
    with pytest.raises(BadDiagram, match="timed_start"):
        published(meeting(time, level), "meeting")


# -- starting -------------------------------------------------------------------------------


def test_a_case_is_opened_in_each_community_of_the_level_at_its_time(town):
    with at(WEDNESDAY):
        published(meeting(), "meeting")
        work_until_idle()
        assert [moment.day for _, moment in due()] == [25, 25]
    pass_to(datetime(2026, 3, 25, 9, 59, tzinfo=LOCAL))
    assert opened() == []
    pass_to(datetime(2026, 3, 25, 10, 0, tzinfo=LOCAL))
    assert sorted(opened()) == ["CM-07", "CM-08"]
    case = Case.select().join(Procedure).where(Procedure.key == "meeting").first()
    assert case.starter is None
    assert [line.deed for line in history(case)] == ["started_by_clock"]
    assert [moment.month for _, moment in due()] == [4, 4]


def test_what_was_missed_is_made_up_for_once(town):
    with at(WEDNESDAY):
        published(meeting(level="SD"), "meeting")
        work_until_idle()
    with at(datetime(2026, 7, 1, 9, tzinfo=LOCAL)):
        plan_soon()  # as each worker does when it begins
        work_until_idle()
        assert opened() == ["SD-GC"]
        assert [moment.date() for _, moment in due()] == [date(2026, 7, 25)]


def test_where_the_plugin_is_off_nothing_is_opened_but_the_next_time_is_kept(town):
    with at(WEDNESDAY):
        published(meeting(), "meeting", plugin="community_autonomy")
        switch_plugin(town.place("CM-07"), "community_autonomy", False)
        work_until_idle()
    pass_to(datetime(2026, 3, 26, tzinfo=LOCAL))
    assert opened() == ["CM-08"]
    with at(datetime(2026, 3, 27, tzinfo=LOCAL)):
        switch_plugin(town.place("CM-07"), "community_autonomy", True)
    pass_to(datetime(2026, 4, 26, tzinfo=LOCAL))
    assert sorted(opened()) == ["CM-07", "CM-08", "CM-08"]


def test_a_setting_says_when_and_moves_what_waits(town):
    with at(WEDNESDAY):
        published(meeting(MEETING), "meeting", plugin="community_autonomy")
        work_until_idle()
        assert {moment.day for _, moment in due()} == {26}
        set_value(town.place("CM-08"), "community_autonomy.meeting_day", "每月10日 14:00")
        work_until_idle()
        assert sorted(moment.day for _, moment in due()) == [10, 26]


def test_a_new_version_replaces_the_schedule(town):
    with at(WEDNESDAY):
        published(meeting(), "meeting")
        work_until_idle()
        published(meeting('="R/2026-01-10T10:00/P1M"'), "meeting")
        work_until_idle()
        assert {moment.day for _, moment in due()} == {10}
        published(meeting("", ""), "meeting")
        work_until_idle()
        assert due() == []


def test_two_who_plan_at_once_write_each_start_down_once(town):
    with at(WEDNESDAY):
        published(meeting(), "meeting")
        work_until_idle()
        before = due()
        for _ in range(3):
            plan_soon()
            work_until_idle()
        assert due() == before


def test_while_the_procedure_is_suspended_its_time_waits(town):
    with at(WEDNESDAY):
        published(meeting(level="SD"), "meeting")
        work_until_idle()
    Procedure.update(suspended=True).where(Procedure.key == "meeting").execute()
    pass_to(datetime(2026, 3, 26, tzinfo=LOCAL))
    assert opened() == []
    assert [job.status for job in waiting()] == ["held"]


# -- scenarios ------------------------------------------------------------------------------

TOLD = """
scenario: 例会到时召开
given community CM-07, now 2026-03-04 09:00{timed}
wait until 2026-04-26 10:00
in meeting
expect task "u" for grp_inspector
"""


def told(folder: Path, timed: str) -> None:
    path = folder / "meeting.scenario"
    path.write_text(TOLD.format(timed=timed), "utf-8")
    play(read_scenarios(path)[0])


def test_in_a_scenario_the_clock_opens_nothing_that_is_not_named(town, tmp_path):
    published(meeting(), "meeting")
    Job.delete().execute()
    with pytest.raises(ScenarioFailed, match="no case of meeting"):
        told(tmp_path, "")


def test_a_scenario_waits_until_the_clock_has_opened_a_case(town, tmp_path):
    published(meeting(), "meeting")
    Job.delete().execute()
    told(tmp_path, ", timed meeting")
    assert opened() == []  # undone afterwards
