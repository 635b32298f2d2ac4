"""What is due to be erased or archived, decided by a person; what is held; the rules."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response as AnyResponse

from admin.say import say
from admin.who import viewer
from engine import (
    DONE_TO,
    NotFound,
    Refused,
    case_numbered,
    decide_disposal,
    disposals,
    hold_case,
    holds,
    lift_hold,
    may_dispose,
    retention_rules,
)

retention_pages = Blueprint("retention", __name__, template_folder="templates")

LONGEST_REASON = 300


@retention_pages.get("/retention")
def show() -> str:
    """Show what is due, what is held and by which rules, to those who decide or watch."""
    return _page()


def _page(refused: str = "") -> str:
    by, rules = viewer(), retention_rules()
    decided = request.args.get("decided") == "yes"
    return render_template(
        "retention/due.html",
        page=disposals(by, request.args.get("page", 1, type=int), decided=decided),
        decided=decided,
        holds=holds(by),
        rules=rules,
        by_key={rule.key: rule for rule in rules},
        may=may_dispose(by),
        done_to=DONE_TO,
        refused=refused,
        longest=LONGEST_REASON,
    )


@retention_pages.post("/retention/<int:number>")
def decide(number: int) -> AnyResponse | tuple[str, int]:
    """Have what is due erased, or keep it with reasons."""
    agrees = request.form.get("agrees") == "yes"
    return _deed(
        lambda: decide_disposal(number, viewer(), agrees=agrees, opinion=_reason()),
        _("Done, and noted.") if agrees else _("It is kept."),
    )


@retention_pages.post("/retention/holds")
def hold() -> AnyResponse | tuple[str, int]:
    """Hold a case by its number."""
    number = request.form.get("number", "").strip()[:80]
    return _deed(
        lambda: hold_case(case_numbered(number), viewer(), _reason()), _("The case is held.")
    )


@retention_pages.post("/retention/holds/<int:number>/lift")
def lift(number: int) -> AnyResponse | tuple[str, int]:
    """Lift a hold."""
    return _deed(lambda: lift_hold(number, viewer(), _reason()), _("The hold is lifted."))


def _reason() -> str:
    return request.form.get("reason", "")[:LONGEST_REASON]


def _deed(do: Callable[[], object], done: str) -> AnyResponse | tuple[str, int]:
    try:
        do()
    except NotFound:
        raise
    except Refused as refused:
        return _page(say(refused.text)), 409
    flash(done, "success")
    return redirect(url_for("retention.show"))
