"""Cases that say the same: suggested, linked, merged and taken apart again."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from admin.who import viewer
from engine import (
    alike_cases,
    find_case,
    joined,
    link_cases,
    may_join,
    merge_case,
    search_cases,
    unlink_cases,
    unmerge_case,
)

join_pages = Blueprint("joins", __name__, template_folder="templates")

LONGEST_REASON = 500


@join_pages.get("/cases/<int:case_id>/alike")
def show(case_id: int) -> str:
    """Show the cases that may say the same as this one, and those found by words."""
    by = viewer()
    case = find_case(case_id, by)
    if case.ended or not may_join(by, case):
        abort(404)
    words = request.args.get("q", "").strip()[:100]
    return render_template(
        "cases/alike.html",
        case=case,
        joined=joined(case, by),
        alike=alike_cases(case, by),
        found=search_cases(case, by, words),
        words=words,
        longest_reason=LONGEST_REASON,
    )


@join_pages.post("/cases/<int:case_id>/alike")
def join(case_id: int) -> Response:
    """Link a case to another, or merge it into that one."""
    by, other = viewer(), request.form.get("other", 0, type=int)
    find_case(case_id, by)
    if request.form.get("deed") == "merge":
        merge_case(case_id, other, by, _reason())
        flash(_("The case is merged; it stands still until the other ends."), "success")
    else:
        link_cases(case_id, other, by, _reason())
        flash(_("The cases are linked."), "success")
    return redirect(url_for("cases.show", case_id=case_id))


@join_pages.post("/cases/<int:case_id>/unmerge")
def unmerge(case_id: int) -> Response:
    """Take a merged case out again."""
    unmerge_case(case_id, viewer(), _reason())
    flash(_("The case is taken out again and goes on."), "success")
    return redirect(url_for("cases.show", case_id=case_id))


@join_pages.post("/cases/<int:case_id>/unlink/<int:link_id>")
def unlink(case_id: int, link_id: int) -> Response:
    """Take the link between two cases away."""
    unlink_cases(link_id, viewer(), _reason())
    flash(_("The cases are no longer linked."), "success")
    return redirect(url_for("cases.show", case_id=case_id))


def _reason() -> str:
    return request.form.get("reason", "")[:LONGEST_REASON]
