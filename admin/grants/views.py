"""The page of leaves: ask for one, decide on wishes, see and end what holds."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from admin.say import say
from admin.who import viewer
from engine import (
    Refused,
    ask_grant,
    decide_grant,
    end_grant,
    grant_requests,
    grants_given,
    now,
    own_grant_requests,
)

grant_pages = Blueprint("grants", __name__, template_folder="templates")

LONGEST = 500  # characters of a reason


@grant_pages.get("/grants")
def show() -> str:
    """Show what the reader asked for, what waits for its decision, and what holds."""
    return _page()


def _page(refused: Refused | None = None) -> str:
    by = viewer()
    return render_template(
        "grants/grants.html",
        mine=own_grant_requests(by),
        wanted=grant_requests(by),
        given=grants_given(by),
        refused=say(refused.text) if refused else "",
        typed=request.form,
        moment=now(),
        longest=LONGEST,
    )


@grant_pages.post("/grants")
def ask() -> Response | tuple[str, int]:
    """Ask to see the case of a number; whether there is one is told to nobody."""
    try:
        ask_grant(request.form.get("number", "")[:80], viewer(), _reason(), _days())
    except Refused as refused:
        return _page(refused), 409
    flash(_("Asked. If there is such a case, who is in charge of it decides."), "success")
    return redirect(url_for("grants.show"))


@grant_pages.post("/grants/<int:number>/decide")
def decide(number: int) -> Response | tuple[str, int]:
    """Give the leave, or decline with a reason."""
    agrees = request.form.get("deed") == "agree"
    decide_grant(number, viewer(), agrees, request.form.get("opinion", "")[:LONGEST])
    flash(_("Leave is given.") if agrees else _("Declined."), "success")
    return redirect(url_for("grants.show"))


@grant_pages.post("/grants/<int:number>/end")
def end(number: int) -> Response:
    """Take a leave back before its time."""
    end_grant(number, viewer(), _reason())
    flash(_("The leave has ended."), "success")
    return redirect(url_for("grants.show"))


def _reason() -> str:
    return request.form.get("reason", "")[:LONGEST]


def _days() -> int:
    text = request.form.get("days", "")
    return int(text) if text.isdecimal() and len(text) < 4 else 0
