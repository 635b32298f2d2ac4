"""Giving a task to another person for good: by its holder (转办), or by who is in charge (指派)."""

from __future__ import annotations

from engine.change import Change, changing_for
from engine.colleagues import require_colleagues
from engine.errors import Refused
from engine.members import add_member
from engine.models import Offer, Person, Task
from engine.operations.allowed import may_operate, reasoned, refuse_stranger
from engine.people import Viewer
from engine.permission import require_going_on
from engine.tasks.hold import give, require_fit, require_holder, require_plain
from engine.tasks.tell import tell_person
from engine.text import Text
from engine.world import person_value


def transfer_task(task_id: int, to: Person, by: Viewer, reason: str) -> Task:
    """Hand a claimed task over for good; what was typed so far goes with it.

    Raises Refused when `by` does not hold it, `to` is no colleague or holds no role that it is for.
    """
    why = reasoned(reason)
    with changing_for(task_id) as (change, task):
        behalf = require_holder(change, task, by)
        require_plain(task)
        _require_another(task, to)
        require_colleagues(by, [to])
        require_fit(change, task, to)
        _hand(change, task, to, "transferred", by, behalf, why)
    return task


def assign_task(task_id: int, to: Person, by: Viewer, reason: str) -> Task:
    """Give an open task, claimed or not, to a person fit for it; for who is in charge of the case.

    What the diagram gives to one person by name stays theirs.
    """
    why = reasoned(reason)
    with changing_for(task_id) as (change, task):
        if not may_operate(by, change.case):
            raise refuse_stranger()
        _require_open(change, task)
        require_plain(task)
        _require_another(task, to)
        require_colleagues(by, [to])
        require_fit(change, task, to)
        Offer.delete().where(Offer.task == task.id).execute()
        _hand(change, task, to, "assigned", by, None, why)
    return task


def _require_open(change: Change, task: Task) -> None:
    require_going_on(change.case)
    if task.status != "open":
        raise Refused(
            "“{task}”已不需要办理。", "“{task}” no longer needs to be done.", task=task.name
        )


def _require_another(task: Task, to: Person) -> None:
    if task.claimed_by_id == to.id:
        raise Refused(
            "“{task}”已在{name}手里。", "{name} has “{task}” already.", task=task.name, name=to.name
        )


def _hand(
    change: Change,
    task: Task,
    to: Person,
    deed: str,
    by: Viewer,
    behalf: Person | None,
    reason: str,
) -> None:
    give(task, to)
    add_member(task.case_id, to.id, "assignee")
    change.record(
        deed,
        by.person,
        task.element,
        behalf=behalf,
        to=person_value(to),
        reason=reason,
    )
    tell_person(
        to,
        change.case,
        task,
        Text(
            "{who}把“{task}”交给您办理：{reason}",
            "{who} gave you “{task}”: {reason}",
            who=by.person.name,
            task=task.name,
            reason=reason,
        ),
    )
