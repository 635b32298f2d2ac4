"""What was typed for a task and is not sent yet; what is sensitive in it lies encrypted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.models import HeldAnswers, Person, Sensitive, Task
from engine.sensitive import forget, keep, kept
from engine.values import pack, unpack

if TYPE_CHECKING:
    from engine.change import Change

DRAFT = "draft"
HELD = "held"
APART = "*"  # a key that no form has: some answers lie apart, encrypted


def keep_draft(change: Change, task: Task, answers: Mapping[str, Any]) -> None:
    """Keep unfinished answers with a task, in the place of those before."""
    apart = _apart(change, answers)
    plain: dict[str, Any] = {key: answers[key] for key in answers if key not in apart}
    if apart:
        plain[APART] = True
    Task.update(draft=plain).where(Task.id == task.id).execute()
    if apart:
        keep(DRAFT, task.id, {0: pack(apart)}, change.case.id)
    elif change.secrets:
        forget(DRAFT, task.id)


def _apart(change: Change, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return those answers in which something is sensitive."""
    return {key: value for key, value in answers.items() if change.secrets.touches({key: value})}


def draft_of(task: Task) -> dict[str, Any]:
    """Return what was typed for a task; what cannot be decrypted is left out."""
    plain = dict(task.draft or {})
    if not plain.pop(APART, False):
        return plain
    packed = kept(DRAFT, task.id).get(0)
    return plain if packed is None else {**plain, **unpack(packed)}


def forget_drafts(change: Change, steps: set[int]) -> None:
    """Erase the sensitive part of the drafts of steps that nobody does any more."""
    if change.secrets:
        over = Task.select(Task.id).where(Task.case == change.case, Task.step.in_(steps))
        Sensitive.delete().where(Sensitive.place == DRAFT, Sensitive.owner.in_(over)).execute()


def forget_draft(change: Change, task: Task) -> None:
    """Erase the sensitive part of a draft whose task is over."""
    if change.secrets:
        forget(DRAFT, task.id)


def hold_answers(change: Change, task: Task, data: Mapping[str, Any], by: Person) -> None:
    """Keep the answers to a task back until its later signers have signed."""
    secret = change.secrets.touches(data)
    held = HeldAnswers.create(task=task, data=b"" if secret else pack(dict(data)), given_by=by)
    if secret:
        keep(HELD, held.task_id, {0: pack(dict(data))}, change.case.id)


def held_answers(held: HeldAnswers) -> dict[str, Any]:
    """Return answers that were held back."""
    packed = bytes(held.data) or kept(HELD, held.task_id).get(0)
    data: dict[str, Any] = unpack(packed) if packed else {}
    return data


def drop_held(task: Task) -> None:
    """Forget the answers held back for a task."""
    held = HeldAnswers.get_or_none(HeldAnswers.task == task.id)
    if held is not None and not bytes(held.data):
        forget(HELD, task.id)
    HeldAnswers.delete().where(HeldAnswers.task == task.id).execute()
