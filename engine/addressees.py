"""Whom a sentence about a case reaches: who is at its tasks, who leads them, a role's holders."""

from __future__ import annotations

from collections.abc import Iterable

from engine.clock_rules import leads_of
from engine.models import Case, Task
from engine.people import holders_of, scope_for
from engine.statements import ask


def at_task(task: Task) -> list[int]:
    """Return who is at a task: the person who claimed it, else all to whom it is offered."""
    if task.claimed_by_id is not None:
        return [task.claimed_by_id]
    offers = ask("SELECT role, community_id FROM offers WHERE task_id=?", task.id)
    return [person.id for role, place in offers for person in holders_of(role, place)]


def leading(task: Task, case: Case) -> list[int]:
    """Return who leads those at a task: the nearest holders of its roles' lead roles."""
    place = task.scope_id or case.community_id
    return [
        person for role in leads_of(task.roles, case.plugins) for person in holding(role.key, place)
    ]


def holding(role: str, community: int) -> list[int]:
    """Return who holds a role for a community, there or above."""
    return [person.id for person in holders_of(role, scope_for(role, community)[0])]


def addressees(whom: str, case: Case, tasks: Iterable[Task]) -> list[int]:
    """Return the ids of `assignee`, `lead` (of these tasks) or of who holds a role named so."""
    if whom == "assignee":
        return [person for task in tasks for person in at_task(task)]
    if whom == "lead":
        return [person for task in tasks for person in leading(task, case)]
    return holding(whom, case.community_id)
