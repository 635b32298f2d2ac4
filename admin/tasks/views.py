"""One task: show it, claim it, give it back, keep a draft, complete it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from admin.asking import Asked, sent_answers
from admin.journal.told import tell_receipt
from admin.say import say
from admin.start import first_stop
from admin.who import viewer
from engine import (
    Invalid,
    OpenedTask,
    Problem,
    Refused,
    Row,
    claim_task,
    complete_task,
    open_task,
    owner_of,
    release_task,
    save_draft,
    showable,
    signings_of,
)

task_pages = Blueprint("tasks", __name__, template_folder="templates")


@task_pages.get("/tasks/<int:task_id>")
def show(task_id: int) -> str:
    """Show a task to who may know of it."""
    return _page(open_task(task_id, viewer()))


def _page(
    opened: OpenedTask,
    answers: dict[str, Any] | None = None,
    problems: list[Problem] | None = None,
) -> str:
    asked = None
    if opened.form and opened.mine and opened.task.status == "open":
        asked = Asked(
            opened.form,
            known=opened.known,
            typed=opened.draft if answers is None else answers,
            problems=problems or (),
            access=opened.access,
        )
    return render_template(
        "tasks/task.html",
        opened=opened,
        task=opened.task,
        row=Row(opened.task.case, opened.task),
        case=opened.task.case,
        file=opened.file,
        showable=showable(opened.file),
        asked=asked,
        owner=owner_of(opened.task),
        signings=signings_of(opened.task),
        typed=answers or {},
        sorry=(problems or ()) if asked is None else (),
    )


@task_pages.post("/tasks/<int:task_id>/claim")
def claim(task_id: int) -> Response:
    """Take a task for oneself and open it."""
    open_task(task_id, viewer())
    task = claim_task(task_id, viewer())
    flash(_("“%(task)s” is yours now.", task=say(task.name)), "success")
    return redirect(url_for("tasks.show", task_id=task_id))


@task_pages.post("/tasks/<int:task_id>/release")
def release(task_id: int) -> Response:
    """Give a task back to those it was offered to."""
    open_task(task_id, viewer())
    task = release_task(task_id, viewer())
    flash(_("“%(task)s” is given back.", task=say(task.name)), "success")
    return redirect(url_for("inbox.show"))


@task_pages.post("/tasks/<int:task_id>")
def answer(task_id: int) -> Response | str | tuple[str, int]:
    """Keep what was typed as a draft, or complete the task with it."""
    by = viewer()
    opened = open_task(task_id, by)
    answers = sent_answers(opened.form, by) if opened.form else _opinion()
    try:
        if request.form.get("deed") == "save":
            save_draft(task_id, by, answers)
            flash(_("Saved. You can go on later."), "success")
            return redirect(url_for("tasks.show", task_id=task_id))
        case = complete_task(task_id, by, answers)
    except Invalid as invalid:
        return _page(opened, answers, invalid.problems), 422
    except Refused as refused:
        return _kept(opened, answers, refused), 409
    flash(_("“%(task)s” is completed.", task=say(opened.task.name)), "success")
    if case.aside is not None:  # alone on its page: a second number beside it would confuse
        return render_template("tasks/aside.html", text=case.aside, onward=first_stop(case, by))
    tell_receipt(case.id)
    return redirect(first_stop(case, by))


def _opinion() -> dict[str, Any]:
    """Return what a signer said: that it agrees or not, and why."""
    agrees = {"yes": True, "no": False}.get(request.form.get("agrees", ""))
    return {"agrees": agrees, "opinion": request.form.get("opinion", "")}


def _kept(opened: OpenedTask, answers: dict[str, Any], refused: Refused) -> str:
    """Show why it was refused, and what was typed, so that nothing has to be thought up again."""
    fields = opened.form.fields if opened.form else []
    typed = [(field.label, answers[field.key]) for field in fields if answers.get(field.key)]
    return render_template(
        "tasks/refused.html",
        title=_("This cannot be done"),
        sentences=[say(refused.text)],
        typed=typed,
        task=opened.task,
    )
