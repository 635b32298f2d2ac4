"""The second step of signing in: the code asked after the password, and how one sets it up."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import segno
from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_security import current_user
from markupsafe import Markup
from werkzeug import Response

from admin.accounts.tries import tell_of_tries
from admin.language import inside
from admin.say import moment
from admin.who import PASSED, account, passed, viewer
from engine import (
    Account,
    Person,
    about,
    begin_second_factor,
    confirm_second_factor,
    has_second_factor,
    new_recovery_codes,
    note_deed,
    note_failure,
    now,
    recovery_codes_left,
    remove_second_factor,
    second_factor_due,
    second_factor_locked,
    second_factor_ok,
    second_factor_setup,
)

LONGEST_CODE = 40

two_steps = Blueprint("two_steps", __name__, template_folder="templates")


# -- the door ----------------------------------------------------------------------------------


@two_steps.route("/sign-in/code", methods=["GET", "POST"])
def ask() -> Response | str:
    """Ask who has given the password for the code of the telephone, and let it in."""
    if passed():
        return redirect(_wanted())
    mine: Account = current_user.account
    wrong = False
    if request.method == "POST":
        if second_factor_ok(mine.person, _code()):
            session[PASSED] = mine.id
            _tell_of_recovery(mine.person)
            tell_of_tries(mine.person)
            return redirect(_wanted())
        wrong = True
        note_failure(mine, request.remote_addr, "second_step_failed")
    locked = second_factor_locked(mine.person)
    return render_template("accounts/code.html", wrong=wrong, locked=locked, next=_wanted())


def _code() -> str:
    return request.form.get("code", "")[:LONGEST_CODE]


def _wanted() -> str:
    return inside(request.values.get("next", "/"))


def _tell_of_recovery(person: Person) -> None:
    """Warn who comes in by recovery codes before they run out."""
    left = recovery_codes_left(person)
    if not _code().strip().isdecimal():
        told = _("You used a recovery code; %(count)s are left. Make new ones in time.", count=left)
        flash(told, "warning")


# -- setting it up -----------------------------------------------------------------------------


@two_steps.get("/account/two-steps")
def show() -> str:
    """Show whether signing in takes two steps, and how to set it up."""
    return _page()


def _page(wrong: str = "", codes: list[str] | None = None) -> str:
    person = viewer().person
    setup = second_factor_setup(person)
    return render_template(
        "accounts/two_steps.html",
        on=has_second_factor(person),
        setup=setup,
        picture=_picture(setup.address) if setup else "",
        left=recovery_codes_left(person),
        codes=codes,
        due=second_factor_due(viewer()),
        asks_password=bool(current_user.password),
        wrong=wrong,
    )


def _picture(address: str) -> Markup:
    """Return the QR code that a telephone reads, drawn here: nothing leaves the page."""
    drawn = io.BytesIO()
    segno.make(address, error="m").save(
        drawn,
        kind="svg",
        scale=5,
        border=4,
        xmldecl=False,
        svgns=True,
        light="#fff",
        omitsize=False,
    )
    return Markup(drawn.getvalue().decode())  # noqa: S704 - rectangles drawn by segno


@two_steps.post("/account/two-steps/begin")
def begin() -> Response | tuple[str, int]:
    """Make a secret for the telephone; the password shows that the owner sits there."""
    if has_second_factor(viewer().person):
        abort(404)
    given = request.form.get("password", "")
    if current_user.password and not _right(given):
        return _page(_("This is not your present password.")), 422
    begin_second_factor(viewer().person)
    return redirect(url_for("two_steps.show"))


def _right(password: str) -> bool:
    if current_user.locked:
        return False
    if current_user.verify_and_update_password(password):
        return True
    current_user.track_failed_authn("password")
    return False


@two_steps.post("/account/two-steps/confirm")
def confirm() -> str | tuple[str, int]:
    """Put the secret in force by its first code; show the recovery codes, this once."""
    codes = confirm_second_factor(viewer().person, _code())
    if codes is None:
        return _page(_wrong_code()), 422
    _know_again()
    _note("second_factor_set")
    return _page(codes=codes)


def _know_again() -> None:
    """Who has just shown a code is not asked for another in this session."""
    mine: Any = account()
    mine.second_factor = True
    session[PASSED] = mine.id


@two_steps.post("/account/two-steps/codes")
def codes() -> str | tuple[str, int]:
    """Give new recovery codes for a code of the telephone."""
    if not second_factor_ok(viewer().person, _code()):
        return _page(_wrong_code()), 422
    _note("recovery_codes_made")
    return _page(codes=new_recovery_codes(viewer().person))


@two_steps.post("/account/two-steps/off")
def off() -> Response | tuple[str, int]:
    """Ask for no code any more, where no role of the person needs it."""
    if second_factor_due(viewer()) is not None:
        return _page(_("Your roles need two steps; they cannot be switched off.")), 409
    if not second_factor_ok(viewer().person, _code()):
        return _page(_wrong_code()), 422
    remove_second_factor(viewer().person)
    _note("second_factor_removed")
    flash(_("Signing in takes only the password again."), "success")
    return redirect(url_for("two_steps.show"))


def _note(deed: str) -> None:
    me = viewer().person
    note_deed(deed, me, about(me))


def _wrong_code() -> str:
    note_failure(account(), request.remote_addr, "second_step_failed")
    if second_factor_locked(viewer().person):
        return str(_("Too many wrong codes. Wait 15 minutes."))
    return str(_("This code is wrong, too old or already used. Type the one that is shown now."))


# -- who must ----------------------------------------------------------------------------------


def overdue() -> bool:
    """Must the reader set it up before anything else?"""
    return not current_user.second_factor and (due := _due()) is not None and due <= now()


def reminder() -> str:
    """Return until when it must be set up, in words; '' for who need not or has."""
    if current_user.second_factor or (due := _due()) is None:
        return ""
    return str(_("Your roles need signing in in two steps, from %(day)s on.", day=moment(due)))


def _due() -> datetime | None:
    return second_factor_due(viewer())
