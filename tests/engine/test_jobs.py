"""Work that waits is done once, tried again, or laid aside for a person; never lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import Job, clock
from engine.database import transaction
from engine.jobs import add_job, handles, try_again
from engine.models import Counter
from engine.workers import Worker, work_until_idle

tried: list[str] = []


@handles("test-count")
def count(job: Job) -> None:
    Counter.create(name=f"done-{job.payload['n']}", value=1)


@handles("test-fail")
def fail(job: Job) -> None:
    tried.append(job.payload["n"])
    Counter.create(name=f"half-{len(tried)}", value=1)
    raise ValueError("no")


def test_a_failed_job_leaves_nothing_and_comes_again_later(town, caplog):
    tried.clear()
    add_job("test-fail", {"n": "a"})
    assert work_until_idle() == 1
    job = Job.get()
    assert (job.status, job.attempts) == ("ready", 1)
    assert "ValueError: no" in job.error
    assert not Counter.select().where(Counter.name.startswith("half")).exists()
    with clock.at(clock.now() + timedelta(minutes=1)):
        work_until_idle()
    assert tried == ["a", "a"]


def test_a_job_that_fails_too_often_waits_for_a_person(town):
    tried.clear()
    add_job("test-fail", {"n": "b"}, most_attempts=2)
    work_until_idle()
    with clock.at(clock.now() + timedelta(hours=1)):
        work_until_idle()
        assert Job.get().status == "dead"
        work_until_idle()
    assert len(tried) == 2
    try_again(Job.get().id)
    assert (Job.get().status, Job.get().attempts) == ("ready", 0)


def test_a_job_of_an_undone_transaction_is_never_done(town):
    def undone() -> None:
        with transaction():
            add_job("test-count", {"n": 1})
            raise KeyError

    with pytest.raises(KeyError):
        undone()
    assert work_until_idle() == 0


def test_a_second_job_of_one_key_is_not_added(town):
    add_job("test-count", {"n": 1}, key="same")
    add_job("test-count", {"n": 2}, key="same")
    assert work_until_idle() == 1
    assert Counter.get(Counter.name == "done-1").value == 1


def test_a_job_of_a_dead_worker_is_taken_over_and_the_late_one_undone(town):
    add_job("test-count", {"n": 7})
    slow, other = Worker(), Worker()
    slow.name, other.name = "slow", "other"
    (job,) = slow.claim()
    assert other.claim() == []
    with clock.at(clock.now() + timedelta(minutes=5)):
        (again,) = other.claim()
        assert other.do(again)
    assert not slow.do(job)
    assert Counter.select().where(Counter.name == "done-7").count() == 1


def test_a_job_waits_for_its_time(town):
    add_job("test-count", {"n": 3}, run_at=clock.now() + timedelta(hours=2))
    assert work_until_idle() == 0
    with clock.at(clock.now() + timedelta(hours=3)):
        assert work_until_idle() == 1
