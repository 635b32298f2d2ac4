"""Which form asks at a step, what it knows already, and what a person's answers to it mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.change import Change
from engine.clock import now
from engine.documents import owned_files
from engine.errors import Refused
from engine.forms import Form, read_answers
from engine.models import Task
from engine.people import Viewer
from engine.registry import brought_by


def form_of(task: Task) -> Form | None:
    """Return the form a task asks with, of the plugins its case started with."""
    if not task.form:
        return None
    return form_named(task.form, frozenset(task.case.plugins))


def form_named(name: str, plugins: frozenset[str]) -> Form:
    """Return a form of these plugins; raise Refused when none brings it."""
    form: Form | None = brought_by(plugins).forms.get(name)
    if form is None:
        raise Refused("表单“{form}”没有安装。", "The form “{form}” is not installed.", form=name)
    return form


def known_for(change: Change, task: Task) -> dict[str, Any]:
    """Return the data as the task's step sees it."""
    for step in change.run.steps:
        if step.id == task.step:
            return dict(step.data)
    return dict(change.run.data)


def sent_files(answers: Any) -> list[str]:
    """Return the tokens of all files that answers name, wherever they stand."""
    if isinstance(answers, Mapping):
        if isinstance(answers.get("id"), str) and "sha256" in answers:
            return [answers["id"]]
        return [token for value in answers.values() for token in sent_files(value)]
    if isinstance(answers, list | tuple):
        return [token for value in answers for token in sent_files(value)]
    return []


def files_by_field(
    form: Form, answers: Mapping[str, Any], files: Mapping[str, dict[str, Any]]
) -> dict[str, list[dict[str, Any]]]:
    """Return, for each file field of a form, the references of the sender's own files."""
    found = {}
    for field in form.fields:
        if field.kind == "filepicker":
            tokens = sent_files(answers.get(field.key, []))
            found[field.key] = [files[token] for token in tokens if token in files]
    return found


def read_sent(
    change: Change,
    form: Form,
    answers: Mapping[str, Any],
    by: Viewer,
    known: Mapping[str, Any],
    access: Mapping[str, str] | None = None,
) -> tuple[dict[str, Any], list[str]]:
    """Return what answers mean by a form, and the tokens of the sender's files among them."""
    files = owned_files(by, sent_files(answers))
    data = read_answers(
        form,
        answers,
        known,
        access=access,
        names=change.world.names(),
        now=now(),
        files=files_by_field(form, answers, files),
    )
    return data, list(files)
