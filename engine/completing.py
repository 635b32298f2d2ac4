"""How a task is finished with a person's answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.answering import form_of, known_for, read_sent
from engine.change import Change, changing_for
from engine.documents import keep_with
from engine.errors import Invalid
from engine.finishing import finish_task
from engine.forms import Form
from engine.masking import withheld
from engine.models import Case, Person, Task
from engine.people import Viewer
from engine.permission import require_allowed
from engine.readings import ever_shown
from engine.sealing import hand_over
from engine.tasks.delegate import hand_back
from engine.tasks.hold import require_plain
from engine.tasks.sign import hold, sign


def complete_task(task_id: int, by: Viewer, answers: Mapping[str, Any]) -> Case:
    """Finish a task with a person's answers and move its case on to where it next waits.

    Raises Refused when it is not for this person or no longer open, Invalid with every problem
    of the answers; nothing is stored then.
    """
    with changing_for(task_id) as (change, task):
        behalf = require_allowed(change, task, by)
        if task.mode == "sign":
            sign(change, task, by, behalf, answers)
        else:
            _answer(change, task, by, behalf, answers)
    return change.case


def _answer(
    change: Change, task: Task, by: Viewer, behalf: Person | None, answers: Mapping[str, Any]
) -> None:
    """Finish a step, unless somebody else has a word in it first: its owner, or later signers."""
    require_plain(task, "delegated", "followed")
    data = _read(change, task, by, answers)
    hand_over(change, task, by, behalf, data)
    if task.mode == "delegated":
        hand_back(change, task, by, behalf, answers)
    elif task.mode == "followed":
        hold(change, task, by, behalf, answers, data)
    else:
        finish_task(change, task, by.person, behalf, data)


def _read(change: Change, task: Task, by: Viewer, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Read the answers by the task's form, then let every plugin object."""
    form = form_of(task)
    if form is None:
        return {}
    known = known_for(change, task)
    data, files = read_sent(change, form, answers, by, known, _access(task, form, known, by))
    problems = [one for found in change.hooks.check(task=task, data=data) for one in found]
    if problems:
        raise Invalid(problems)
    keep_with(change.case, files, by, change.secrets.files_in(data))
    return data


def _access(task: Task, form: Form, known: Mapping[str, Any], by: Viewer) -> dict[str, str]:
    """Return what the sender could write: nothing sensitive that it never had shown."""
    if not form.sensitive:
        return dict(task.access)
    shown = ever_shown(task.case_id, by.person.id)
    return {**task.access, **withheld(form, known, shown)}
