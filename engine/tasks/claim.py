"""Taking a task for oneself, and giving it back to those it was offered to."""

from __future__ import annotations

from engine.change import changing_for
from engine.errors import Refused
from engine.members import add_member
from engine.models import Offer, Person, Task
from engine.people import Viewer
from engine.permission import require_allowed, require_going_on
from engine.steps import add_offers, offers


def claim_task(task_id: int, by: Viewer) -> Task:
    """Take a task that is offered to this person; the others no longer find it."""
    with changing_for(task_id) as (change, task):
        behalf = require_allowed(change, task, by)
        if task.claimed_by_id is None:
            _give(task, by, behalf)
            change.record("claimed", by.person, task.element, behalf=behalf)
    return task


def _give(task: Task, by: Viewer, behalf: Person | None) -> None:
    Offer.delete().where(Offer.task == task).execute()
    Task.update(claimed_by=by.person, done_for=behalf).where(Task.id == task.id).execute()
    task.claimed_by, task.done_for = by.person, behalf
    add_member(task.case_id, by.person.id, "assignee")


def release_task(task_id: int, by: Viewer) -> Task:
    """Give a claimed task back; what was typed so far stays with it as a draft."""
    with changing_for(task_id) as (change, task):
        if task.status != "open" or task.claimed_by_id != by.person.id:
            raise Refused("您没有认领“{task}”。", "You have not claimed “{task}”.", task=task.name)
        require_going_on(change.case)
        if task.assigned:
            raise Refused(
                "“{task}”由流程指定您本人办理，不能退还。",
                "“{task}” is assigned to you by name and cannot be given back.",
                task=task.name,
            )
        Task.update(claimed_by=None, done_for=None).where(Task.id == task.id).execute()
        task.claimed_by = task.done_for = None
        task.offered = frozenset(offers(change, task))
        add_offers([task])
        change.record("released", by.person, task.element)
    return task
