"""The page of one's own deputies: name one, end it, see for whom one stands in oneself."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from admin.say import say
from admin.who import viewer
from engine import (
    LOCAL,
    Refused,
    brought_by,
    colleague,
    colleagues,
    deputies_of,
    end_deputy,
    everything,
    find_deputy,
    leave_without_deputy,
    name_deputy,
    today,
)

deputy_pages = Blueprint("deputies", __name__, template_folder="templates")


@deputy_pages.get("/deputies")
def show() -> str:
    """Show who stands in for the reader now or later, and for whom the reader stands in."""
    return _page()


def _page(refused: Refused | None = None) -> str:
    by = viewer()
    search = request.args.get("q", "").strip()[:40]
    return render_template(
        "deputies/deputies.html",
        mine=deputies_of(by.person),
        faces=by.stands_for,
        people=colleagues(by, search),
        roles=[(role, _role(role)) for role in sorted(by.roles)],
        role_title=_role,
        search=search,
        refused=say(refused.text) if refused else "",
        typed=request.form,
        today=today(),
    )


def _role(key: str) -> object:
    known = brought_by(everything()).roles
    return known[key].title if key in known else key


@deputy_pages.post("/deputies")
def name() -> Response | tuple[str, int]:
    """Let a colleague stand in from the morning of one day to the end of another."""
    by = viewer()
    try:
        deputy = colleague(by, _number("person"))
        role = request.form.get("role", "")
        name_deputy(
            by.person,
            deputy,
            _midnight(_day("since")),
            _midnight(_day("until") + timedelta(days=1)),
            role=role if role in by.roles else "",
            reason=request.form.get("reason", "")[:500],
            by=by.person,
        )
    except Refused as refused:
        return _page(refused), 409
    flash(_("%(name)s stands in for you then.", name=deputy.name), "success")
    return redirect(url_for("deputies.show"))


@deputy_pages.post("/deputies/share-on")
def share_on() -> Response | tuple[str, int]:
    """Give what the reader has in hand back to others of its roles: a leave without deputy."""
    try:
        gone, stay = leave_without_deputy(viewer().person, request.form.get("reason", "")[:500])
    except Refused as refused:
        return _page(refused), 409
    flash(_("%(gone)s tasks went to others; %(stay)s stay yours.", gone=gone, stay=stay), "success")
    return redirect(url_for("deputies.show"))


@deputy_pages.post("/deputies/<int:number>/end")
def end(number: int) -> Response:
    """End it now; for the two it concerns, to all others there is none."""
    by = viewer().person
    end_deputy(find_deputy(number, by), by)
    flash(_("Ended. Your tasks are yours alone again."), "success")
    return redirect(url_for("deputies.show"))


def _number(field: str) -> int:
    text = request.form.get(field, "")
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _day(field: str) -> date:
    try:
        return date.fromisoformat(request.form.get(field, ""))
    except ValueError:
        raise Refused("请填写开始和结束日期。", "Give the first and the last day.") from None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL)
