"""How a finished task moves its case on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.bpmn import Plan, carry_out, plan_move
from engine.change import Change, failures_told
from engine.clock import now
from engine.database import after_commit, stored_instant
from engine.drafts import forget_draft
from engine.errors import Refused
from engine.fields import index, indexed_keys
from engine.members import add_member
from engine.models import Person, Task
from engine.registry import tell
from engine.statements import do


def finish_task(
    change: Change, task: Task, by: Person, behalf: Person | None, data: Mapping[str, Any]
) -> None:
    """Close a task with what it brings and let the diagram go on to where it next waits."""
    _close(task, by, behalf)
    if task.draft:
        forget_draft(change, task)
    change.done.add(task.step)
    change.record("completed", by, task.element, behalf=behalf, data=data)
    with failures_told(change):
        _move_on(change, task, data)
    index(change.case, data, indexed_keys(change.definition, change.case))
    hooks = change.hooks
    after_commit(lambda: tell(hooks.task_completed, task=task, person=by))


def _move_on(change: Change, task: Task, data: Mapping[str, Any]) -> None:
    """Let the diagram go on; what was sent back directly returns to the step that sent it."""
    plan = _return_plan(change, task) if task.return_to else None
    if plan is None:
        change.run.complete(task.step, data)
        return
    change.run.answer(task.step, data)
    sender = last_holder(task.case_id, task.return_to)
    if sender is not None:
        change.give_again(task.return_to, sender)
    carry_out(change.run, plan)


def _return_plan(change: Change, task: Task) -> Plan | None:
    """Return the direct way back, None when the case has changed so that the long way is right."""
    try:
        plan = plan_move(change.run, task.step, task.return_to)
    except Refused:
        return None
    return plan if plan.takes == (task.step,) else None


def last_holder(case_id: int, element: str) -> Person | None:
    """Return who last had a step of a case in hand."""
    mine = (Task.case == case_id, Task.element == element, Task.claimed_by.is_null(False))
    last = Task.select().where(*mine, Task.mode != "sign").order_by(Task.id.desc()).first()
    return last.claimed_by if last else None


def _close(task: Task, by: Person, behalf: Person | None) -> None:
    task.status, task.ended_at, task.ended_by, task.done_for = "done", now(), by, behalf
    do(
        "UPDATE tasks SET status='done', ended_at=?, ended_by_id=?, claimed_by_id=?, done_for_id=?,"
        " mode='', draft=NULL WHERE id=?",
        stored_instant(task.ended_at),
        by.id,
        by.id,
        behalf and behalf.id,
        task.id,
    )
    if task.claimed_by_id is None:  # else both were done when it was claimed
        do("DELETE FROM offers WHERE task_id=?", task.id)
        add_member(task.case_id, by.id, "handler")
