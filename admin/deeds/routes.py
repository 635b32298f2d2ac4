"""The pages of being led past the drawn way: asking for it, and deciding on it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from admin.say import say
from admin.who import viewer
from engine import (
    CaseFile,
    NotFound,
    OpenedTask,
    Refused,
    ask_route,
    decide_route,
    describe_route,
    find_case,
    open_task,
    route_request,
    routes,
)

route_pages = Blueprint("routes", __name__, template_folder="templates")


@route_pages.get("/tasks/<int:task_id>/another-way")
def ask(task_id: int) -> str:
    """Ask to which step the case is to be led, and why."""
    return _page(open_task(task_id, viewer()))


def _page(opened: OpenedTask, refused: Refused | None = None) -> str:
    return render_template(
        "deeds/route.html",
        task=opened.task,
        case=opened.task.case,
        steps=routes(opened.task.id, viewer()),
        refused=say(refused.text) if refused else "",
        typed=request.form,
    )


@route_pages.post("/tasks/<int:task_id>/another-way")
def send(task_id: int) -> Response | tuple[str, int]:
    """Send the request to who is in charge."""
    opened = open_task(task_id, viewer())
    try:
        ask_route(
            task_id, request.form.get("element", ""), viewer(), request.form.get("reason", "")
        )
    except Refused as refused:
        return _page(opened, refused), 409
    flash(_("Asked. Who is in charge decides; until then nothing moves."), "success")
    return redirect(url_for("tasks.show", task_id=task_id))


@route_pages.get("/cases/<int:case_id>/another-way")
def judge(case_id: int) -> str:
    """Show what is asked and what agreeing would do."""
    case = find_case(case_id, viewer())
    wanted = route_request(case)
    if wanted is None:
        raise NotFound
    return render_template(
        "deeds/decide_route.html",
        case=case,
        wanted=wanted,
        notes=CaseFile(case, viewer()).notes,
        described=describe_route(wanted.id, viewer()),
    )


@route_pages.post("/cases/<int:case_id>/another-way")
def decide(case_id: int) -> Response:
    """Agree, or decline with a reason."""
    case = find_case(case_id, viewer())
    wanted = route_request(case)
    if wanted is None:
        raise NotFound
    agrees = request.form.get("deed") == "agree"
    decide_route(
        wanted.id, viewer(), agrees, request.form.get("opinion", ""), request.form.get("seen")
    )
    flash(_("Agreed; the case has moved.") if agrees else _("Declined."), "success")
    return redirect(url_for("cases.show", case_id=case_id))
