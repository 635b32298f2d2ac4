"""Starting a procedure: what it asks first, and where one goes on."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from admin.asking import Asked, sent_answers
from admin.journal.told import tell_receipt
from admin.who import viewer
from engine import (
    Case,
    CaseFile,
    Community,
    Form,
    Invalid,
    Startable,
    Viewer,
    community_of,
    start_case,
    start_form,
    startable,
)

start_pages = Blueprint("start", __name__, template_folder="templates")


@start_pages.get("/start/<procedure>")
def ask(procedure: str) -> str:
    """Show what a procedure asks before a case of it is open; nothing is stored yet."""
    by, community = viewer(), _community()
    return _page(procedure, community, start_form(procedure, community, by), None)


@start_pages.post("/start/<procedure>")
def begin(procedure: str) -> Response | tuple[str, int]:
    """Open a case and go to its first task, or to the case when others do that."""
    by, community = viewer(), _community()
    form = start_form(procedure, community, by)
    answers = sent_answers(form, by) if form else {}
    try:
        case = start_case(procedure, community, by, answers=answers)
    except Invalid as invalid:
        asked = Asked(form, typed=answers, problems=invalid.problems) if form else None
        return _page(procedure, community, form, asked), 422
    flash(_("Case %(number)s is open.", number=case.number), "success")
    tell_receipt(case.id)
    return redirect(first_stop(case, by))


def _community() -> Community:
    code = request.values.get("community", "")
    if not code:
        abort(400)
    return community_of(code)


def _page(procedure: str, community: Community, form: Form | None, asked: Asked | None) -> str:
    return render_template(
        "start/start.html",
        chosen=_chosen(procedure),
        community=community,
        asked=asked or (Asked(form) if form else None),
    )


def _chosen(procedure: str) -> Startable:
    return next(one for one in startable(viewer()) if one.procedure.key == procedure)


def first_stop(case: Case, by: Viewer) -> str:
    """Return where a person goes on with a case: its own next task, else the case."""
    task = CaseFile(case, by).next_task
    if task is None:
        return url_for("cases.show", case_id=case.id)
    return url_for("tasks.show", task_id=task.id)
