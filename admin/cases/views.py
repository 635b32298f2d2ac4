"""One case: its facts, data, tasks, files, history and diagram; cancelling it."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response as AnyResponse
from werkzeug.http import dump_options_header

from admin.say import phrases
from admin.who import viewer
from engine import (
    CaseFile,
    Row,
    Told,
    Viewer,
    archive_for,
    cancel_case,
    copies_of,
    find_case,
    joined,
    may_archive,
    may_audit,
    may_have_left,
    may_join,
    may_operate,
    note_read,
    route_request,
    showable,
)

case_pages = Blueprint("cases", __name__, template_folder="templates")

LONGEST_REASON = 500


@case_pages.get("/cases/<int:case_id>")
def show(case_id: int) -> str:
    """Show a case to whoever may see it."""
    by = viewer()
    file = CaseFile(find_case(case_id, by), by)
    note_read(case_id, by)
    told = list(file.told())
    return render_template(
        "cases/case.html",
        file=file,
        case=file.case,
        row=Row(file.case, None),
        rows={task.id: Row(file.case, task) for task in file.tasks},
        told=told[::-1],
        may_cancel=not file.case.ended and file.case.starter_id == by.person.id,
        may_operate=not file.case.ended and may_operate(by, file.case),
        longest_reason=LONGEST_REASON,
        sent_to=copies_of(file.case),
        urgeable={task.id for task in file.tasks if task.claimed_by_id not in by.hands},
        wanted=route_request(file.case),
        takes_back=_last_own(file, by, told),
        in_charge=may_operate(by, file.case),
        joined=joined(file.case, by),
        may_join=may_join(by, file.case),
        showable=showable(file),
        may_archive=may_archive(by, file.case),
        reads_log=may_operate(by, file.case) or may_audit(by),
    )


def _last_own(file: CaseFile, by: Viewer, told: list[Told]) -> int | None:
    """Return the task that the reader finished last and may take back, as far as is known."""
    done = [task for task in file.tasks if task.status == "done" and task.mode != "sign"]
    last = max(done, key=lambda task: (task.ended_at, task.id), default=None)
    if last is None or last.ended_by_id != by.person.id or file.case.ended:
        return None
    ends = [
        n
        for n, line in enumerate(told)
        if line.deed == "completed" and line.element == last.element
    ]
    since = [line.deed for line in told[ends[-1] + 1 :]] if ends else []
    return None if may_have_left(since) else last.id


@case_pages.get("/cases/<int:case_id>/diagram.bpmn")
def diagram(case_id: int) -> Response:
    """Send the drawing of a case's version of its procedure, named in the reader's language."""
    by = viewer()
    file = CaseFile(find_case(case_id, by), by)
    return Response(file.drawing(phrases(file.case.procedure.plugin)), mimetype="application/xml")


@case_pages.post("/cases/<int:case_id>/package")
def package(case_id: int) -> Response:
    """Send the archive package of a case to who may take it."""
    name, content = archive_for(case_id, viewer())
    headers = {
        "Content-Disposition": dump_options_header("attachment", {"filename": name}),
        "Cache-Control": "private, no-store",
    }
    return Response(content, headers=headers, mimetype="application/zip")


@case_pages.post("/cases/<int:case_id>/cancel")
def cancel(case_id: int) -> AnyResponse:
    """Stop a case that the reader started."""
    by = viewer()
    find_case(case_id, by)
    cancel_case(case_id, by, request.form.get("reason", "")[:LONGEST_REASON])
    flash(_("The case is cancelled."), "success")
    return redirect(url_for("cases.show", case_id=case_id))
