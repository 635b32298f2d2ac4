"""Workers survive what befalls the database, and do not wait longer than they must."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest

from engine import Crew, Job, clock, db
from engine.database import disconnect, on_postgresql, transaction
from engine.jobs import Again, add_job, handles
from engine.models import Counter
from engine.trouble import passes
from engine.workers import Worker, renew, work_until_idle

troubles: list[BaseException] = []  # what the next jobs are to raise
writers: list[str] = []


@handles("test-note")
def note(job: Job) -> None:
    if troubles:
        raise troubles.pop(0)
    Counter.create(name=f"noted-{job.payload['n']}", value=1)


def write_elsewhere(job: Job) -> str:
    """Write from another connection: nothing that a job holds may be in its way."""
    thread = threading.Thread(target=_write)
    thread.start()
    thread.join(5)
    return "seen"


def _write() -> None:
    with db.connection_context():
        Counter.create(name="elsewhere", value=1)
        writers.append("wrote")


@handles("test-outside", before=write_elsewhere)
def take_in(job: Job, found: str) -> None:
    Counter.create(name=found, value=1)


def noted() -> int:
    return Counter.select().where(Counter.name.startswith("noted")).count()


@contextmanager
def crew(size: int = 2, **options):
    made = Crew(size, **options)
    made.start()
    try:
        yield made
    finally:
        assert made.stop(10)


def undone() -> None:
    with transaction():
        add_job("test-note", {"n": 1})
        raise KeyError


def wait_for(what, seconds: float = 10) -> float:
    """Wait until it is so; return how long that took."""
    began = time.monotonic()
    while not what():
        assert time.monotonic() < began + seconds
        time.sleep(0.01)
    return time.monotonic() - began


def trouble() -> BaseException:
    """Return a real trouble of this database: a lock that is held by another."""
    if on_postgresql():
        return psycopg.errors.DeadlockDetected("deadlock detected")
    other = db.obj._connect()
    other.execute("BEGIN IMMEDIATE")
    db.execute_sql("PRAGMA busy_timeout = 1")
    with pytest.raises(Exception) as locked:
        db.execute_sql("BEGIN IMMEDIATE")
    db.execute_sql("PRAGMA busy_timeout = 30000")
    other.rollback()
    other.close()
    return locked.value


def test_a_wrong_request_is_no_trouble_that_passes(town):
    for sql in ("SELECT * FROM no_such_table", "SELEKT"):
        with pytest.raises(Exception) as failed:
            db.execute_sql(sql)
        assert not passes(failed.value)
    assert not passes(ValueError("no"))
    assert passes(trouble())


def test_a_trouble_of_the_database_uses_up_no_attempt(town):
    troubles[:] = [trouble()]
    add_job("test-note", {"n": 1})
    worker = Worker()
    with pytest.raises(type(troubles[0])):
        worker.work_once()
    assert Job.get().status == "running"
    worker._give_back()
    assert (Job.get().status, Job.get().attempts) == ("ready", 0)
    assert worker.work_once() == 1
    assert noted() == 1


def test_a_worker_goes_on_after_a_trouble(town):
    troubles[:] = [trouble(), trouble()]
    with crew(1):
        for number in range(3):
            add_job("test-note", {"n": number})
        wait_for(lambda: noted() == 3)


def test_what_changed_under_a_job_is_looked_at_again_at_once(town):
    troubles[:] = [Again(), Again()]
    add_job("test-note", {"n": 1})
    assert work_until_idle() == 3
    assert noted() == 1


def test_a_job_whose_workers_all_ended_is_laid_aside(town):
    add_job("test-note", {"n": 1}, most_attempts=2)
    moment = clock.now()
    for number in range(3):
        with clock.at(moment + timedelta(minutes=2 * number)):
            (job,) = Worker().claim()
    assert not Worker().do(job)  # nobody else's worker can end it
    holder = Worker()
    holder.name = job.worker
    assert not holder.do(job)
    assert (Job.get().status, noted()) == ("dead", 0)
    assert "WorkersLost" in Job.get().error


def test_a_lease_is_renewed_and_then_nobody_takes_the_job(town):
    add_job("test-note", {"n": 1})
    slow = Worker(lease=60)
    slow.claim()
    with clock.at(clock.now() + timedelta(seconds=50)):
        renew([slow])
    with clock.at(clock.now() + timedelta(seconds=100)):
        assert Worker().claim() == []
    with clock.at(clock.now() + timedelta(minutes=20)):  # it hangs
        renew([slow])
        assert len(Worker().claim()) == 1


def test_a_clock_that_is_set_back_keeps_no_dead_workers_job(town):
    add_job("test-note", {"n": 1})
    with clock.at(clock.now() + timedelta(hours=1)):
        Worker().claim()
    assert len(Worker().claim()) == 1


def test_nothing_is_locked_while_a_job_is_outside(town):
    writers.clear()
    add_job("test-outside")
    assert work_until_idle() == 1
    assert writers == ["wrote"]
    assert Counter.select().where(Counter.name == "seen").exists()


def test_a_stored_job_is_heard_at_once_and_an_undone_one_never(town):
    with crew(1) as made:
        made.workers[0].idle = 30
        wait_for(lambda: any(thread.is_alive() for thread in made.aides))
        time.sleep(1)  # it has found nothing and sleeps
        with pytest.raises(KeyError):
            undone()
        add_job("test-note", {"n": 2})
        assert wait_for(lambda: noted() == 1, 5) < 5
    assert Counter.get().name == "noted-2"


def test_a_crew_works_on_when_its_connections_are_cut(town):
    with crew(2):
        add_job("test-note", {"n": 1})
        wait_for(lambda: noted() == 1)
        if on_postgresql():
            db.execute_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        add_job("test-note", {"n": 2})
        wait_for(lambda: noted() == 2)
        time.sleep(1.5)
        add_job("test-note", {"n": 3})
        wait_for(lambda: noted() == 3)
    disconnect()
