"""The start page: what waits for me, what is due next, and which procedures I may start."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from admin.who import viewer
from engine import (
    Case,
    CaseFile,
    Row,
    Viewer,
    community_of,
    counts,
    inbox,
    plugin_about,
    start_case,
    startable,
)

NEXT = 6  # tasks shown on the start page

home_pages = Blueprint("home", __name__, template_folder="templates")


@home_pages.get("/")
def home() -> str:
    """Show what waits and what may be started."""
    by = viewer()
    groups = groupby(startable(by), key=lambda one: one.procedure.plugin)
    return render_template(
        "home/home.html",
        counts=counts(by),
        rows=_next_due(by),
        groups=[(plugin_about()[plugin], list(some)) for plugin, some in groups],
    )


def _next_due(by: Viewer) -> list[Row]:
    """Return the first of what is claimed and what is offered, soonest due first."""
    rows = [*inbox(by, "claimed").rows, *inbox(by, "todo").rows]
    return sorted(rows, key=lambda row: (row.due_at is None, row.due_at))[:NEXT]


@home_pages.post("/start")
def start() -> Response:
    """Start a procedure and go to its first task, or to the case when others do that."""
    by = viewer()
    procedure, community = request.form.get("procedure", ""), request.form.get("community", "")
    if not procedure or not community:
        abort(400)
    case = start_case(procedure, community_of(community), by)
    flash(_("Case %(number)s is open.", number=case.number), "success")
    return redirect(first_stop(case, by))


def first_stop(case: Case, by: Viewer) -> str:
    """Return where a person goes on with a case: its own next task, else the case."""
    for task in CaseFile(case, by).tasks:
        if task.status == "open" and task.claimed_by_id == by.person.id:
            return url_for("tasks.show", task_id=task.id)
    return url_for("cases.show", case_id=case.id)
