"""Having a masked value shown: why, and by whom really; the log of it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from admin.language import inside
from admin.say import phrase, say
from admin.who import viewer
from engine import (
    CaseFile,
    Refused,
    field_of,
    find_case,
    has_second_factor,
    may_reveal,
    read_log,
    read_log_of,
    reveal,
)

reveal_pages = Blueprint("reveals", __name__, template_folder="templates")

LONGEST_REASON = 500
LONGEST_CODE = 40


@reveal_pages.get("/cases/<int:case_id>/show/<field>")
def ask(case_id: int, field: str) -> str | tuple[str, int]:
    """Ask why a masked value is to be shown, and for a sensitive one also for a code."""
    return _page(case_id, field)


def _page(case_id: int, key: str, refused: str = "", reason: str = "") -> str | tuple[str, int]:
    by = viewer()
    file = CaseFile(find_case(case_id, by), by)
    field = field_of(file, key)
    page = render_template(
        "reveals/ask.html",
        case=file.case,
        field=field,
        label=phrase(field.label),
        may=may_reveal(file, field),
        has_codes=has_second_factor(by.person),
        refused=refused,
        reason=reason,
        back=inside(request.values.get("next", url_for("cases.show", case_id=case_id))),
        longest_reason=LONGEST_REASON,
    )
    return (page, 409) if refused else page


@reveal_pages.post("/cases/<int:case_id>/show/<field>")
def show(case_id: int, field: str) -> Response | str | tuple[str, int]:
    """Have the value shown for ten minutes, and go back to where it stands."""
    reason = request.form.get("reason", "")[:LONGEST_REASON]
    try:
        reveal(case_id, field, viewer(), reason, request.form.get("code", "")[:LONGEST_CODE])
    except Refused as refused:
        if type(refused) is not Refused:
            raise
        return _page(case_id, field, say(refused.text), reason)
    flash(_("The value is shown for ten minutes. This is noted."), "success")
    back = inside(request.form.get("next", url_for("cases.show", case_id=case_id)))
    return redirect(f"{back.partition('#')[0]}#known")


@reveal_pages.get("/readings")
def log() -> str:
    """Show who had which personal value shown, to those who watch over it."""
    words = request.args.get("q", "").strip()[:80]
    page = read_log(viewer(), request.args.get("page", 1, type=int), words)
    return render_template("reveals/log.html", page=page, words=words, case=None)


@reveal_pages.get("/cases/<int:case_id>/readings")
def of_case(case_id: int) -> str:
    """Show who had values of one case shown, to those in charge of it."""
    by = viewer()
    case = find_case(case_id, by)
    page = read_log_of(case, by, request.args.get("page", 1, type=int))
    return render_template("reveals/log.html", page=page, words="", case=case)
