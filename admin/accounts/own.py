"""One's own account: when one came in and from where, and who tried."""

from __future__ import annotations

from flask import Blueprint, flash, render_template
from flask_babel import lazy_gettext as _
from flask_security import current_user

from admin.accounts.tries import tell_of_tries
from admin.accounts.two_steps import reminder
from admin.who import viewer
from engine import sign_ins

own_account = Blueprint("own_account", __name__, template_folder="templates")

SAID = {
    "signed_in": _("Signed in"),
    "sign_in_failed": _("Wrong password"),
    "second_step_failed": _("Wrong code"),
    "signed_out": _("Signed out"),
    "password_changed": _("Password changed"),
}
HOW = {"oidc": _("by the single sign-on"), "ldap": _("by the directory")}


@own_account.get("/account")
def show() -> str:
    """Show the reader its own last sign-ins and the tries that failed."""
    rows = sign_ins(viewer().person)
    return render_template("accounts/own.html", rows=rows, said=SAID, how=HOW)


def welcome() -> None:
    """Tell who has come in what it should know of its account."""
    tell_of_tries(current_user.account.person)
    if told := reminder():
        flash(told, "warning")
