"""The marks of a limit: each is rung once, whoever works and whoever is killed; and it is quick."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from datetime import datetime, timedelta

import pytest
from peewee import fn

from engine import (
    LOCAL,
    Case,
    Holding,
    Person,
    Task,
    cancel_case,
    complete_task,
    connect,
    db,
    forget_holders,
    give_role,
    history,
    release_task,
    reminders,
    start_case,
    suspend_case,
    work_until_idle,
)
from engine.calendars import calendar_of
from engine.case_clock import basis_in, counted
from engine.clock import at
from engine.database import on_postgresql, stored_instant, transaction
from engine.jobs import handles
from engine.marks import percent_at, reached_at
from engine.models import Job, Message, Notification
from engine.reminders import have_marks_rung, keep_watch, next_mark
from engine.workers import Worker
from plugins.core.clocks import ladder

MORNING = datetime(2026, 3, 2, 9, tzinfo=LOCAL)


@pytest.fixture
def repair(town) -> Case:
    """A repair whose first step, of two working days, began on Monday the 2nd of March."""
    give_role(Person.create(name="吴书记"), "grp_leader", town.place("SD-GC"))
    give_role(Person.create(name="督查"), "grp_inspection", town.place("SD-GC"))
    Holding.update(since=MORNING - timedelta(days=365)).execute()
    forget_holders()
    with at(MORNING):
        return start_case("repair", town.place("CM-07"), town.who("李四"))


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def inspect(case: Case) -> Task:
    return Task.get(Task.case == case, Task.element == "inspect")


def ring(text: str) -> int:
    """Let the clock stand at an instant, and all that is due happen."""
    with at(moment(text)):
        found = have_marks_rung()
        work_until_idle()
    return found


def told() -> list[tuple[str, str]]:
    rows = Notification.select(Notification, Person).join(Person).order_by(Notification.id)
    return [(row.person.name, row.kind) for row in rows]


def test_the_marks_come_from_the_table_and_the_setting():
    assert [rung.percent for rung in ladder("", 120)] == [50, 80, 100, 120]
    assert [rung.percent for rung in ladder("", 110)] == [50, 80, 100, 110]
    assert [rung.percent for rung in ladder("", 100)] == [50, 80, 100]
    kinds = [[effect.kind for effect in rung.effects] for rung in ladder("I", 120)]
    assert kinds == [
        ["remind", "sms"],
        ["remind", "remind"],
        ["lamp", "supervise", "sms"],
        ["lamp", "supervise"],
    ]


def test_working_days_are_shared_by_working_time(repair):
    task = inspect(repair)
    deadline = counted(repair, basis_in(task), calendar_of(repair.community_id))
    days = calendar_of(repair.community_id)
    # 24 working hours from Monday nine to Wednesday evening: half of them on Tuesday at two
    assert reached_at(deadline, 50, days) == moment("2026-03-03 14:00")
    assert reached_at(deadline, 100, days) == moment("2026-03-04 23:59:59")
    assert reached_at(deadline, 125, days) == moment("2026-03-05 16:00")
    assert percent_at(deadline, moment("2026-03-03 14:00"), days) == 50
    assert percent_at(deadline, moment("2026-03-04 23:00"), days) == 99
    assert percent_at(deadline, moment("2026-03-05 16:00"), days) == 125
    assert task.mark_at == moment("2026-03-03 14:00")


def test_before_its_time_no_mark_is_rung(repair):
    assert ring("2026-03-03 13:59") == 0
    assert told() == []


def test_each_mark_is_rung_once_however_often_one_looks(repair):
    for _ in range(3):
        ring("2026-03-03 14:00")
    assert told() == [("李四", "remind")]
    assert inspect(repair).marked == 50
    ring("2026-03-04 13:12")
    assert inspect(repair).marked == 80


def test_marks_that_were_slept_through_are_all_rung(repair):
    ring("2026-03-09 09:00")
    marks = [line.values["percent"] for line in history(repair) if line.deed == "mark"]
    assert marks == [50, 80, 100, 120]
    assert (inspect(repair).lamp, Case.get_by_id(repair.id).lamp) == ("red", "red")
    assert inspect(repair).mark_at is None


def test_of_marks_that_were_slept_through_only_the_worst_starts_supervision(repair):
    ring("2026-03-09 09:00")
    assert Message.select().where(Message.name == "msg.supervision.due").count() == 1
    assert Case.select().where(Case.parent == repair).count() == 1


def test_an_unclaimed_task_reminds_all_it_is_offered_to(town, repair):
    with at(MORNING):
        release_task(inspect(repair).id, town.who("李四"))
    ring("2026-03-03 14:00")
    assert {name for name, _ in told()} == {"李四", "赵六", "张三"}


def test_a_suspended_case_rings_no_mark_until_it_goes_on(town, repair):
    give_role(Person.get(Person.name == "陈主任"), "grp_leader", town.place("SD-GC"))
    suspend_case(repair.id, town.who("陈主任"), "查")
    assert ring("2026-03-03 14:00") == 0
    Case.update(suspended="").where(Case.id == repair.id).execute()
    assert ring("2026-03-03 14:00") == 1


def test_a_finished_task_rings_no_more(town, repair):
    with at(MORNING):
        complete_task(inspect(repair).id, town.who("李四"), {"finding": "漏", "cost": 1})
    Task.update(due_at=None).execute()
    assert ring("2026-03-09 09:00") == 0
    assert told() == []


def test_a_late_case_starts_supervision_once_and_a_supervision_never_itself(repair):
    ring("2026-03-05 00:00")
    ring("2026-03-05 00:01")
    started = Case.select().where(Case.parent == repair)
    assert [case.procedure.key for case in started] == ["core_supervise"]
    for day in (9, 12, 16, 20):
        ring(f"2026-03-{day:02d} 09:00")
    assert Case.select().where(Case.parent == repair).count() == 1
    assert Case.select().where(Case.parent == started[0]).count() == 0
    due = Message.select().where(Message.name == "msg.supervision.due")
    assert [message.sender_id for message in due] == [repair.id, repair.id]


def test_a_late_case_that_is_cancelled_lets_its_supervision_look_again(town, repair):
    ring("2026-03-05 00:00")
    with at(moment("2026-03-05 09:00")):
        cancel_case(repair.id, town.who("李四"), "重复")
        work_until_idle()
    moved = Message.get(Message.name == "msg.supervision.moved")
    assert moved.sender_id == repair.id
    assert Case.get_by_id(repair.id).lamp == "yellow"


def test_a_mark_that_breaks_leaves_nothing_and_is_rung_the_next_time(repair, monkeypatch, caplog):
    def broken(*args: object, **options: object) -> int:
        raise OSError("no")

    with monkeypatch.context() as patch:
        patch.setattr(reminders, "notify", broken)
        ring("2026-03-03 14:00")
    assert (told(), inspect(repair).marked) == ([], 0)
    ring("2026-03-03 15:00")
    assert told() == [("李四", "remind")]


def test_two_workers_at_once_ring_each_mark_once(town, repair):
    barrier = threading.Barrier(2)

    def work() -> None:
        db.connect(reuse_if_open=True)
        with at(moment("2026-03-03 14:00")):
            barrier.wait()
            have_marks_rung()
            Worker().work_once()
        db.close()

    db.close()
    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.connect(reuse_if_open=True)
    ring("2026-03-03 14:02")
    assert told() == [("李四", "remind")]


@handles("test-stuck")
def stuck(job: Job) -> None:
    """Ring the marks of a case and never come to the commit."""
    reminders.ring(job)
    os.kill(os.getpid(), signal.SIGKILL)


def _killed(url: str, case: int) -> None:
    connect(url)
    db.connect()
    with at(moment("2026-03-03 14:00")):
        Worker().work_once()


def test_a_worker_that_is_killed_in_the_middle_rings_nothing_and_the_next_rings_it(town, repair):
    with at(moment("2026-03-03 14:00")):
        have_marks_rung()
    Job.update(kind="test-stuck").where(Job.kind == "marks").execute()
    db.close()
    process = multiprocessing.get_context("spawn").Process(
        target=_killed, args=(town.url, repair.id)
    )
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    db.connect(reuse_if_open=True)
    assert (told(), inspect(repair).marked) == ([], 0)
    Job.update(kind="marks").where(Job.kind == "test-stuck").execute()
    ring("2026-03-03 14:02")  # its lease of a minute has run out
    assert told() == [("李四", "remind")]


def test_one_sweep_follows_another_and_there_is_never_a_second_line_of_them(town):
    keep_watch()
    keep_watch()
    for minute in range(1, 4):
        with at(datetime.now(LOCAL) + timedelta(minutes=minute)):
            work_until_idle()
        assert Job.select().where(Job.kind == "sweep").count() == 1


def test_a_hundred_thousand_open_tasks_are_swept_by_the_edge_of_an_index(repair):
    later = moment("2027-03-03 14:00")
    columns = [field.column_name for field in Task._meta.sorted_fields if field.name != "id"]
    listed = ",".join(f'"{column}"' for column in columns)
    with transaction():
        Task.update(mark_at=later).execute()
        for _ in range(17):
            db.execute_sql(f"INSERT INTO tasks ({listed}) SELECT {listed} FROM tasks")
        Task.update(mark_at=moment("2026-03-03 14:00")).where(
            Task.id == Task.select(fn.MIN(Task.id))
        ).execute()
    db.execute_sql("ANALYZE tasks")
    assert Task.select().count() > 100_000
    begun = time.perf_counter()
    with at(MORNING):
        assert have_marks_rung() == 0
        assert next_mark() == moment("2026-03-03 14:00")
    assert time.perf_counter() - begun < 1
    explain = "EXPLAIN " if on_postgresql() else "EXPLAIN QUERY PLAN "
    sql = explain + reminders._DUE.format(free=reminders._FREE)
    sql = sql.replace("?", "%s") if on_postgresql() else sql
    instant = stored_instant(MORNING)
    plan = str(db.execute_sql(sql, (instant, instant, 500)).fetchall())
    assert "tasks_marks" in plan
    assert "cases_marks" in plan or on_postgresql()  # which reads the single page of cases
