"""The page of a case's clock, and the three deeds on it, each with what will come of it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from admin.who import viewer
from engine import (
    Case,
    CaseFile,
    Refused,
    Row,
    Task,
    cap_of,
    due_if_extended,
    due_if_resumed,
    extend_clock,
    face_of,
    find_case,
    may_approve,
    may_keep_clock,
    now,
    pause_clock,
    resume_clock,
    rules_of,
)

clock_pages = Blueprint("clocks", __name__, template_folder="templates")

LONGEST = 500  # characters of a reason


@clock_pages.app_template_global()
def clock_face(row: Row) -> Any:
    """Return the clock of a row of a list, for templates."""
    return face_of(row.task or row.case, row.case)


@clock_pages.app_template_global()
def clock_deeds(case: Case) -> bool:
    """Tell whether the reader may do something to the clock of a case."""
    by = viewer()
    return case.status == "open" and (may_keep_clock(case, by) or may_approve(case, by))


@clock_pages.get("/cases/<int:case_id>/clock")
def show(case_id: int) -> str:
    """Show the clock of a case to whoever may see the case."""
    return _page(find_case(case_id, viewer()))


def _page(case: Case, **asked: Any) -> str:
    by = viewer()
    is_open = case.status == "open"
    file = CaseFile(case, by)
    tasks = [task for task in file.tasks if task.status == "open"]
    return render_template(
        "clocks/clock.html",
        case=case,
        row=Row(case, None),
        rows=[Row(case, task) for task in tasks],
        face=face_of(case, case),
        notes=file.notes,
        still=_stands_still(case, tasks),
        keeper=is_open and may_keep_clock(case, by),
        approver=is_open and may_approve(case, by),
        cap=cap_of(case),
        reasons=rules_of(case).reasons,
        resumed=due_if_resumed(case),
        longest=LONGEST,
        **{"sooner": None, "later": None, "typed": {}, **asked},
    )


def _stands_still(case: Case, tasks: list[Task]) -> bool:
    faces = [face_of(case, case), *(face_of(task, case) for task in tasks)]
    return any(face is not None and face.still for face in faces)


@clock_pages.post("/cases/<int:case_id>/clock/pause")
def pause(case_id: int) -> Response:
    """Let the clock stand still."""
    find_case(case_id, viewer())
    pause_clock(case_id, viewer(), request.form.get("reason", ""), _sent("note"))
    flash(_("The clock stands still."), "success")
    return redirect(url_for("clocks.show", case_id=case_id))


@clock_pages.post("/cases/<int:case_id>/clock/resume")
def resume(case_id: int) -> Response:
    """Let the clock go on."""
    find_case(case_id, viewer())
    resume_clock(case_id, viewer(), _sent("note"))
    flash(_("The clock goes on."), "success")
    return redirect(url_for("clocks.show", case_id=case_id))


@clock_pages.post("/cases/<int:case_id>/clock/extend")
def extend(case_id: int) -> Response | str:
    """Show what more time would come to; with `sure` give it."""
    by = viewer()
    case = find_case(case_id, by)
    amount = f"{_sent('amount')}{_unit(case)}"
    if not request.form.get("sure"):
        typed = {key: _sent(key) for key in ("amount", "reason", "told")}
        return _page(case, later=due_if_extended(case, amount), typed=typed, asked_at=now())
    extend_clock(case_id, by, amount, _sent("reason"), _sent("told"))
    flash(_("The time is longer now."), "success")
    return redirect(url_for("clocks.show", case_id=case_id))


def _unit(case: Case) -> str:
    cap = cap_of(case)
    if cap is None:
        raise Refused("这项期限不能（再）延长。", "This limit may not be lengthened (any more).")
    return cap.limit.unit


def _sent(name: str) -> str:
    return request.form.get(name, "").strip()[:LONGEST]
