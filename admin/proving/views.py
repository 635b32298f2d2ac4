"""Is it still what was bound, drawn and counted? Answered without signing in, as to the public.

Names and texts are only shown to who may see the case.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from admin.who import viewer_or_none
from engine import (
    Case,
    NotFound,
    ballots_of,
    draws_of,
    find_ballot,
    find_case,
    find_draw,
    find_proof,
    is_sound,
    is_unchanged,
    lots,
    option_text,
    part_digest,
    proofs_of,
    same_part,
    turnout,
    vote_of,
)

proving_pages = Blueprint("proving", __name__, template_folder="templates")


@proving_pages.app_template_global()
def provable(case: Case) -> list[tuple[str, str]]:
    """Return title and address of all that can be checked of a case, for templates."""
    drawn = [(one.title, url_for("proving.draw", draw_id=one.id)) for one in draws_of(case)]
    voted = [(one.title, url_for("proving.ballot", ballot_id=one.id)) for one in ballots_of(case)]
    bound = [(one.title, url_for("proving.proof", digest=one.digest)) for one in proofs_of(case)]
    return [*bound, *voted, *drawn]


@proving_pages.route("/proofs", methods=["GET", "POST"])
def ask() -> str | Response:
    """Ask for a hash, as it stands on somebody's copy."""
    if request.method == "GET":
        return render_template("proving/ask.html")
    try:
        found = find_proof(request.form.get("digest", ""))
    except NotFound:
        flash(_("Nothing is bound by this hash. Check that it is complete."), "warning")
        return redirect(url_for("proving.ask"))
    return redirect(url_for("proving.proof", digest=found.digest))


@proving_pages.route("/proofs/<digest>", methods=["GET", "POST"])
def proof(digest: str) -> str:
    """Recompute what a hash binds; compare somebody's own copy with it."""
    found = find_proof(digest)
    copy = request.form.get("copy", "")[:100_000]
    return render_template(
        "proving/proof.html",
        proof=found,
        unchanged=is_unchanged(found),
        parts=[(name, text, part_digest(text)) for name, text in found.parts],
        reads=_sees(found.case_id),
        copy=copy,
        same=same_part(found, copy) if copy.strip() else None,
    )


@proving_pages.get("/draws/<int:draw_id>")
def draw(draw_id: int) -> str:
    """Show a draw so that anybody can draw again."""
    found = find_draw(draw_id)
    reads = _sees(found.case_id)
    return render_template(
        "proving/draw.html", draw=found, lots=lots(found), sound=is_sound(found), reads=reads
    )


@proving_pages.route("/ballots/<int:ballot_id>", methods=["GET", "POST"])
def ballot(ballot_id: int) -> str:
    """Show the result of a closed ballot, and what a receipt was counted as."""
    found = find_ballot(ballot_id)
    if found.closed_at is None and not _sees(found.case_id):
        raise NotFound
    receipt = request.form.get("receipt", "")[:60]
    return render_template(
        "proving/ballot.html",
        ballot=found,
        turnout=turnout(found),
        said={value: option_text(found, value) for value, *_names in found.options},
        receipt=receipt,
        counted=vote_of(found, receipt) if receipt else None,
        reads=_sees(found.case_id),
    )


def _sees(case_id: int) -> Any:
    """May the reader see the case, if anybody is signed in at all?"""
    by = viewer_or_none()
    if by is None:
        return False
    try:
        find_case(case_id, by)
    except NotFound:
        return False
    return True
