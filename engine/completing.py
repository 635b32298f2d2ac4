"""How a task is finished with a person's answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.answering import form_of, known_for, read_sent
from engine.change import Change, changing_for, failures_told
from engine.clock import now
from engine.database import after_commit, stored_instant
from engine.documents import keep_with
from engine.errors import Invalid
from engine.fields import index, indexed_keys
from engine.members import add_member
from engine.models import Case, Person, Task
from engine.people import Viewer
from engine.permission import require_allowed
from engine.registry import tell
from engine.statements import do


def complete_task(task_id: int, by: Viewer, answers: Mapping[str, Any]) -> Case:
    """Finish a task with a person's answers and move its case on to where it next waits.

    Raises Refused when it is not for this person or no longer open, Invalid with every problem
    of the answers; nothing is stored then.
    """
    with changing_for(task_id) as (change, task):
        behalf = require_allowed(change, task, by)
        data = _read(change, task, by, answers)
        _finish(task, by, behalf)
        change.done.add(task.step)
        change.record("completed", by.person, task.element, behalf=behalf, data=data)
        with failures_told(change):
            change.run.complete(task.step, data)
        index(change.case, data, indexed_keys(change.definition, change.case))
        hooks = change.hooks
        after_commit(lambda: tell(hooks.task_completed, task=task, person=by.person))
    return change.case


def _read(change: Change, task: Task, by: Viewer, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Read the answers by the task's form, then let every plugin object."""
    form = form_of(task)
    if form is None:
        return {}
    data, files = read_sent(change, form, answers, by, known_for(change, task), task.access)
    problems = [one for found in change.hooks.check(task=task, data=data) for one in found]
    if problems:
        raise Invalid(problems)
    keep_with(change.case, files, by)
    return data


def _finish(task: Task, by: Viewer, behalf: Person | None) -> None:
    task.status, task.ended_at, task.ended_by = "done", now(), by.person
    do(
        "UPDATE tasks SET status='done', ended_at=?, ended_by_id=?, claimed_by_id=?, done_for_id=?,"
        " draft=NULL WHERE id=?",
        stored_instant(task.ended_at),
        by.person.id,
        by.person.id,
        behalf and behalf.id,
        task.id,
    )
    if task.claimed_by_id is None:  # else both were done when it was claimed
        do("DELETE FROM offers WHERE task_id=?", task.id)
        add_member(task.case_id, by.person.id, "handler")
