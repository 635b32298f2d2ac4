"""Answers that nobody but a plugin gets: taken out before anything of a task is stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.answering import form_of, known_for
from engine.change import Change
from engine.errors import Refused
from engine.models import Person, Task
from engine.people import Viewer


def hand_over(
    change: Change, task: Task, by: Viewer, behalf: Person | None, data: dict[str, Any]
) -> None:
    """Give a plugin the sealed answers of a task and take them out of its data.

    What the plugin tells the person stands on the case as it is returned (`aside`), and nowhere
    else.
    """
    form = form_of(task)
    if form is None or not form.sealed:
        return
    if task.mode or behalf is not None or task.claimed_by_id not in (None, by.person.id):
        raise Refused(
            "密封的答复只能由本人提交，不能代办、委派或者加签。",
            "A sealed answer is given by the person itself: not by a deputy, delegate or signer.",
        )
    answers = {key: data.pop(key) for key in sorted(form.sealed) if key in data}
    change.case.aside = change.hooks.take_sealed(
        task=task, person=by.person, answers=answers, data=known_for(change, task)
    )


def without_sealed(task: Task, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return unfinished answers as a draft may keep them."""
    form = form_of(task)
    sealed = form.sealed if form else frozenset()
    return {key: value for key, value in answers.items() if key not in sealed}
