"""Exports with personal data: mine, those that wait for my leave, and the log of all."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response as AnyResponse

from admin.ledgers.views import clear_file
from admin.say import say
from admin.who import viewer
from engine import (
    NotFound,
    Refused,
    decide_export,
    export_log,
    now,
    own_exports,
    take_export,
    waiting_exports,
)

export_pages = Blueprint("exports", __name__, template_folder="templates")

LONGEST_OPINION = 300


@export_pages.get("/exports")
def show() -> str:
    """Show the reader's exports and those that wait for its leave."""
    return _page()


def _page(refused: str = "") -> str:
    by = viewer()
    return render_template(
        "exports/exports.html",
        mine=own_exports(by),
        to_decide=waiting_exports(by),
        refused=refused,
        now=now(),
        longest=LONGEST_OPINION,
    )


@export_pages.post("/exports/<int:number>/decide")
def decide(number: int) -> AnyResponse | tuple[str, int]:
    """Allow an export, or refuse it with reasons."""
    agrees = request.form.get("agrees") == "yes"
    opinion = request.form.get("opinion", "")[:LONGEST_OPINION]
    try:
        decide_export(number, viewer(), agrees=agrees, opinion=opinion)
    except NotFound:
        raise
    except Refused as refused:
        return _page(say(refused.text)), 409
    flash(_("The export is allowed.") if agrees else _("The export is refused."), "success")
    return redirect(url_for("exports.show"))


@export_pages.post("/exports/<int:number>/file")
def file(number: int) -> Response | tuple[str, int]:
    """Send an allowed file, once."""
    by = viewer()
    try:
        return clear_file(take_export(number, by), by)
    except NotFound:
        raise
    except Refused as refused:
        return _page(say(refused.text)), 409


@export_pages.get("/exports/log")
def log() -> str:
    """Show who took which list along, to those who watch over it."""
    page = export_log(viewer(), request.args.get("page", 1, type=int))
    return render_template("exports/log.html", page=page)
