"""Make a key for a program, see its secret once, end it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug import Response

from admin.say import say
from admin.who import viewer
from engine import SCOPES, Refused, end_key, is_good, keys_of, make_key, now

key_pages = Blueprint("keys", __name__, template_folder="templates")

MEANINGS = {
    "read": lazy_gettext("See tasks, cases and procedures"),
    "work": lazy_gettext("Start cases and do tasks"),
    "operate": lazy_gettext("Suspend cases and deal with incidents"),
    "message": lazy_gettext("Say what other systems have to say to cases"),
}
assert set(MEANINGS) == set(SCOPES)


@key_pages.get("/keys")
def show() -> str:
    """Show one's own keys."""
    return _page()


def _page(refused: Refused | None = None, secret: str = "") -> str:
    return render_template(
        "keys/keys.html",
        keys=keys_of(viewer()),
        is_good=is_good,
        meanings=MEANINGS,
        refused=say(refused.text) if refused else "",
        secret=secret,
        typed=request.form,
        chosen=request.form.getlist("scopes"),
        now=now(),
    )


@key_pages.post("/keys")
def make() -> str | tuple[str, int]:
    """Make a key and show its secret, this once."""
    days = request.form.get("days", "")
    try:
        _key, secret = make_key(
            viewer(),
            request.form.get("name", ""),
            request.form.getlist("scopes"),
            int(days) if days.isdecimal() and len(days) < 5 else 0,
        )
    except Refused as refused:
        return _page(refused), 409
    return _page(secret=secret)


@key_pages.post("/keys/<int:number>/end")
def end(number: int) -> Response:
    """End a key at once."""
    end_key(number, viewer())
    flash(_("The key is ended; programs that use it are turned away."), "success")
    return redirect(url_for("keys.show"))
