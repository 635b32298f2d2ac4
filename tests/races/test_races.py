"""Of two who come at the same moment exactly one gets it, and the other hears why."""

from __future__ import annotations

from datetime import timedelta

from engine import Case, Event, Job, Task, claim_task, clock, release_task
from engine.bpmn import Thrown
from engine.database import transaction
from engine.messages import post
from engine.models import Message
from engine.workers import work_until_idle
from tests.races.conftest import CHIEF, PEOPLE, Track

ROUNDS = 20
ANSWERS = {"finding": "漏水", "cost": 20}


def deeds_of(case: Case | int, deed: str, element: str = "") -> int:
    query = Event.select().where(Event.case == case, Event.deed == deed)
    return (query.where(Event.element == element) if element else query).count()


def one_won(outcomes: list[str], *words: str) -> str:
    """Return what the losers heard; it is the same for all, and says why."""
    lost = [outcome for outcome in outcomes if outcome != "done"]
    assert len(lost) == len(outcomes) - 1, outcomes
    assert all(any(word in outcome for word in words) for outcome in lost), lost
    return lost[0]


def test_of_people_who_complete_one_task_one_succeeds(track: Track) -> None:
    for number in range(ROUNDS):
        task = track.repair()
        racers = track.most if number == 0 else 2  # the same person at several windows
        deed = {"deed": "complete", "who": PEOPLE[0], "task": task.id, "answers": ANSWERS}
        one_won(track.race(*[deed] * racers), "已由演练员0办理")
        assert deeds_of(task.case_id, "completed") == 1
        assert (
            Task.select().where(Task.case == task.case_id, Task.element == "inspect").count() == 1
        )


def test_of_ten_who_claim_one_task_one_has_it(track: Track) -> None:
    for number in range(ROUNDS):
        task = release_task(track.repair().id, track.who())
        racers = PEOPLE[: track.most if number == 0 else 3]
        one_won(track.race(*[{"deed": "claim", "who": n, "task": task.id} for n in racers]), "认领")
        assert deeds_of(task.case_id, "claimed") == 1


def test_who_claims_and_who_completes_do_not_both_have_it(track: Track) -> None:
    for _ in range(ROUNDS):
        task = release_task(track.repair().id, track.who())
        complete = {"deed": "complete", "who": PEOPLE[1], "task": task.id, "answers": ANSWERS}
        one_won(
            track.race({"deed": "claim", "who": PEOPLE[2], "task": task.id}, complete),
            "认领",
            "办理",
        )


def test_the_last_vote_is_counted_once(track: Track) -> None:
    for _ in range(ROUNDS):
        case = track.drill()
        first, *others = track.open(case, "vote")
        claim_task(first.id, track.who(3))
        assert track.race(vote(3, first)) == ["done"]
        one_won(track.race(vote(4, others[0]), vote(5, others[1])), "不需要")
        assert deeds_of(case, "completed", "vote") == 2
        assert deeds_of(case, "acted", "note") == 1
        assert not track.open(case, "vote")


def vote(number: int, task: Task) -> dict[str, object]:
    answers = {"vote_mark": f"m{number}"}
    return {"deed": "complete", "who": PEOPLE[number], "task": task.id, "answers": answers}


def test_a_timer_and_a_person_have_one_outcome(track: Track) -> None:
    for _ in range(ROUNDS):
        task = track.approval()
        due = Job.get(Job.kind == "timer", Job.case == task.case_id).run_at
        late = (due - clock.now() + timedelta(seconds=5)).total_seconds()
        outcomes = track.race(refuse(task), {"deed": "work", "late": late})
        case = Case.get_by_id(task.case_id)
        assert case.ended
        if outcomes[0] == "done":
            assert (case.outcome, deeds_of(case, "timer")) == ("refused", 0)
        else:
            assert "不需要" in outcomes[0]
            assert (case.outcome, deeds_of(case, "timer")) == ("lapsed", 1)
        assert deeds_of(case, "ended") == 1
        assert not Job.select().where(Job.case == case).exists()


def refuse(task: Task) -> dict[str, object]:
    return {"deed": "complete", "who": CHIEF, "task": task.id, "answers": {"approved": False}}


def test_a_case_is_completed_or_cancelled_but_not_both(track: Track) -> None:
    for _ in range(ROUNDS):
        task = track.approval()
        cancel = {"deed": "cancel", "who": PEOPLE[0], "case": task.case_id}
        outcomes = track.race(refuse(task), cancel)
        one_won(outcomes, "不需要", "办结")
        case = Case.get_by_id(task.case_id)
        assert case.status == ("ended" if outcomes[0] == "done" else "cancelled")
        assert deeds_of(case, "ended") + deeds_of(case, "cancelled") == 1


def answer(case: Case) -> None:
    """Send what a drill waits for."""
    with transaction():
        post(case, Thrown("msg.drill.answered", "drill", case.number, {}, ""))


def test_a_message_that_comes_twice_is_taken_once(track: Track) -> None:
    for _ in range(ROUNDS):
        case = track.drill()
        answer(case)
        answer(case)
        track.race({"deed": "work"}, {"deed": "work"})
        work_until_idle()
        mine = Message.select().where(Message.name == "msg.drill.answered", Message.sender == case)
        assert sorted(row.status for row in mine) == ["delivered", "waiting"]
        assert deeds_of(case, "received") == 1


def test_a_message_and_a_person_meet_at_the_join_once(track: Track) -> None:
    for _ in range(ROUNDS):
        case = track.drill()
        one, two, _ = track.open(case, "vote")
        assert track.race(vote(3, one)) == ["done"]
        answer(case)
        outcomes = track.race(vote(4, two), {"deed": "work"}, {"deed": "work"})
        assert outcomes == ["done"] * 3
        with clock.at(clock.now() + timedelta(seconds=2)):
            work_until_idle()
        assert len(track.open(case, "approve")) == 1
        assert deeds_of(case, "received") == 1


def test_a_message_does_not_wake_a_cancelled_case(track: Track) -> None:
    for _ in range(ROUNDS):
        case = track.drill()
        answer(case)
        cancel = {"deed": "cancel", "who": PEOPLE[0], "case": case.id}
        assert track.race(cancel, {"deed": "work"}) == ["done", "done"]
        work_until_idle()
        case = Case.get_by_id(case.id)
        assert (case.status, deeds_of(case, "cancelled"), deeds_of(case, "ended")) == (
            "cancelled", 1, 0,
        )  # fmt: skip
        assert not case.waits
        assert not Task.select().where(Task.case == case, Task.status == "open").exists()


def test_a_message_and_its_listener_do_not_miss_each_other(track: Track) -> None:
    for _ in range(ROUNDS):
        case = track.drill_before_asking()
        answer(case)
        fill = {"deed": "complete", "who": PEOPLE[0], "answers": {"fill_mark": "b"}}
        task = track.open(case, "fill")[0]
        assert track.race({**fill, "task": task.id}, {"deed": "work"}) == ["done", "done"]
        work_until_idle()
        assert deeds_of(case, "received") == 1


def test_periods_missed_while_nothing_ran_ring_once_and_then_in_the_future(track: Track) -> None:
    began, case = clock.now(), track.drill_before_asking()
    for seconds, rung in ((11, 1), (11.5, 1), (15, 2), (60, 2)):
        with clock.at(began + timedelta(seconds=seconds)):
            work_until_idle()
        assert deeds_of(case, "timer", "nudge") == rung


def test_a_clock_that_is_set_forward_and_back_rings_no_period_twice(track: Track) -> None:
    began, case = clock.now(), track.drill_before_asking()
    for hours, rung in ((1, 1), (0, 1), (-1, 1), (1, 1), (1.01, 2), (2, 2)):
        with clock.at(began + timedelta(hours=hours)):
            work_until_idle()
        assert deeds_of(case, "timer", "nudge") == rung
