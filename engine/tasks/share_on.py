"""Handing on all that somebody has in hand when nobody stands in: to those of the same roles."""

from __future__ import annotations

from engine.change import changing_for
from engine.errors import Refused
from engine.models import Person, Task
from engine.operations.allowed import reasoned
from engine.people import holders_of
from engine.steps import add_offers, offers


def share_on(person: Person, by: Person, reason: str) -> tuple[int, int]:
    """Give back what a person has claimed, so that others of the roles take it.

    Returns how many tasks went and how many stay: what the diagram gives by name, what is lent or
    being signed, and what nobody else could take. What was typed stays with the task.
    """
    why = reasoned(reason)
    mine = Task.select(Task.id).where(Task.claimed_by == person, Task.status == "open")
    gone = [_goes(task.id, person, by, why) for task in mine]
    return sum(gone), len(gone) - sum(gone)


def _goes(task_id: int, person: Person, by: Person, reason: str) -> bool:
    with changing_for(task_id) as (change, task):
        if task.status != "open" or task.claimed_by_id != person.id:
            return False
        if task.assigned or task.mode or change.case.suspended:
            return False
        places = list(offers(change, task))
        if not any(one.id != person.id for place in places for one in holders_of(*place)):
            return False
        Task.update(claimed_by=None, done_for=None).where(Task.id == task_id).execute()
        task.offered = frozenset(places)
        add_offers([task])
        change.record("shared_on", by, task.element, reason=reason)
    return True


def leave_without_deputy(person: Person, reason: str) -> tuple[int, int]:
    """Share on one's own tasks before one's leave; Refused when there are none."""
    gone, stay = share_on(person, person, reason)
    if not gone and not stay:
        raise Refused("您手里没有任务。", "You have no tasks in hand.")
    return gone, stay
