"""Lending a task to somebody whose answers come back to its owner (委派)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.change import Change, changing_for
from engine.clock import now
from engine.colleagues import require_colleagues
from engine.drafts import keep_draft
from engine.errors import Refused
from engine.members import add_member
from engine.models import Delegation, Person, Task
from engine.operations.allowed import reasoned
from engine.people import Viewer
from engine.tasks.hold import give, require_holder, require_plain, require_unbarred
from engine.tasks.tell import tell_person
from engine.text import Text
from engine.world import person_value


def delegate_task(task_id: int, to: Person, by: Viewer, reason: str) -> Task:
    """Let somebody else fill a task in; its owner looks the answers over and completes it.

    The delegate is a colleague who needs no role of the task's, but may not be barred. Nobody
    lends on what is lent.
    """
    why = reasoned(reason)
    with changing_for(task_id) as (change, task):
        behalf = require_holder(change, task, by)
        require_plain(task)
        require_unbarred(change, task, to)
        if task.claimed_by_id == to.id:
            raise Refused("不能委派给本人。", "You cannot delegate to yourself.")
        require_colleagues(by, [to])
        owner = task.claimed_by
        Delegation.create(task=task, owner=owner)
        task.mode = "delegated"
        give(task, to)
        add_member(task.case_id, to.id, "assignee")
        change.record(
            "delegated",
            by.person,
            task.element,
            behalf=behalf,
            to=person_value(to),
            reason=why,
        )
        _tell_delegate(change, task, to, owner, why)
    return task


def _tell_delegate(change: Change, task: Task, to: Person, owner: Person, reason: str) -> None:
    tell_person(
        to,
        change.case,
        task,
        Text(
            "{who}请您填写“{task}”，填好后交回：{reason}",
            "{who} asks you to fill in “{task}” and hand it back: {reason}",
            who=owner.name,
            task=task.name,
            reason=reason,
        ),
    )


def hand_back(
    change: Change, task: Task, by: Viewer, behalf: Person | None, answers: Mapping[str, Any]
) -> None:
    """Give a delegated task back to its owner with the delegate's answers as the draft."""
    owner = _end(task)
    keep_draft(change, task, answers)
    change.record(
        "handed_back",
        by.person,
        task.element,
        behalf=behalf,
        to=person_value(owner),
        data=dict(answers),
    )
    tell_person(
        owner,
        change.case,
        task,
        Text(
            "{who}已填好“{task}”，请您核对办结。",
            "{who} has filled in “{task}”; please look it over and complete it.",
            who=by.person.name,
            task=task.name,
        ),
    )


def recall_task(task_id: int, by: Viewer) -> Task:
    """Take a delegated task back as it stands; the owner may, and the delegate may return it."""
    with changing_for(task_id) as (change, task):
        lent = _lent(task)
        if task.status != "open" or task.mode != "delegated" or lent is None:
            raise Refused("“{task}”没有委派。", "“{task}” is not delegated.", task=task.name)
        if lent.owner_id not in by.hands and task.claimed_by_id not in by.hands:
            raise Refused(
                "只有委派人或受托人可以收回。", "Only who delegated it or the delegate may do that."
            )
        _end(task)
        change.record("recalled", by.person, task.element)
    return task


def owner_of(task: Task) -> Person | None:
    """Return to whom a delegated task goes back, None for any other."""
    lent = _lent(task) if task.mode == "delegated" else None
    return lent.owner if lent else None


def _lent(task: Task) -> Delegation | None:
    found: Delegation | None = Delegation.get_or_none(
        Delegation.task == task.id, Delegation.ended_at.is_null()
    )
    return found


def _end(task: Task) -> Person:
    """End the loan and give the task back."""
    lent = _lent(task)
    if lent is None:
        raise Refused("“{task}”没有委派。", "“{task}” is not delegated.", task=task.name)
    lent.ended_at = now()
    lent.save()
    task.mode = ""
    give(task, lent.owner)
    owner: Person = lent.owner
    return owner
