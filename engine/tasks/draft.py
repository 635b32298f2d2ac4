"""Keeping what was typed so far, so that nothing is lost before a task is completed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.cases import _case_of as case_of_task
from engine.cases import require_allowed
from engine.change import changing
from engine.models import Task
from engine.people import Viewer


def save_draft(task_id: int, by: Viewer, answers: Mapping[str, Any]) -> None:
    """Keep unfinished answers with an open task; they are checked when it is completed."""
    with changing(case_of_task(task_id)) as change:
        task = Task.get_by_id(task_id)
        task.case = change.case
        require_allowed(change, task, by)
        Task.update(draft=dict(answers)).where(Task.id == task_id).execute()
