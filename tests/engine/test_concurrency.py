"""When two come at once, exactly one gets it and the other hears why."""

from __future__ import annotations

import threading
from datetime import timedelta

from engine import Refused, Task, claim_task, clock, complete_task, db, start_case
from engine.models import Case, Event, Job
from engine.workers import Worker


def at_once(*deeds):
    """Do deeds in threads that start together; return their results or refusals."""
    gate, results = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(index, deed):
        with db.connection_context():
            gate.wait()
            try:
                results[index] = deed()
            except Refused as refused:
                results[index] = refused

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_eight_complete_one_task_and_one_succeeds(town):
    case = start_case("repair", town.place("CM-07"), town.who("李四"))
    task, who = Task.get(Task.case == case), town.who("李四")
    answers = {"finding": "漏水", "cost": 6000}
    results = at_once(*[lambda: complete_task(task.id, who, answers)] * 8)
    assert sum(isinstance(result, Case) for result in results) == 1
    assert sum(isinstance(result, Refused) for result in results) == 7
    assert Event.select().where(Event.deed == "completed").count() == 1
    assert Task.select().where(Task.element == "approve").count() == 1


def test_two_claim_one_task_and_one_has_it(town):
    from engine import release_task

    case = start_case("repair", town.place("CM-07"), town.who("李四"))
    task = release_task(Task.get(Task.case == case).id, town.who("李四"))
    one, two = town.who("李四"), town.who("赵六")
    results = at_once(lambda: claim_task(task.id, one), lambda: claim_task(task.id, two))
    assert sum(isinstance(result, Refused) for result in results) == 1


def test_a_timer_and_a_person_at_once_have_one_outcome(town):
    case = start_case("repair", town.place("CM-07"), town.who("李四"))
    first = Task.get(Task.case == case)
    complete_task(first.id, town.who("李四"), {"finding": "漏水", "cost": 6000})
    task, chief = Task.get(Task.element == "approve"), town.who("陈主任")
    job = Job.get(Job.kind == "timer")
    late = job.run_at + timedelta(seconds=1)

    def person():
        with clock.at(late):
            return complete_task(task.id, chief, {"approved": False})

    def timer():
        with clock.at(late):
            return Worker().work_once()

    results = at_once(person, timer)
    case = Case.get_by_id(case.id)
    assert case.ended
    assert (case.outcome == "refused") == isinstance(results[0], Case)
    assert (case.outcome == "lapsed") == isinstance(results[0], Refused)


def test_numbers_given_out_at_once_are_all_different(town):
    who, place = town.who("李四"), town.place("CM-07")
    results = at_once(*[lambda: start_case("repair", place, who)] * 6)
    assert len({case.number for case in results}) == 6
