"""The form that asks why before a deed, and the page that shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect
from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from admin.console.forms import ConsoleForm


class ReasonForm(ConsoleForm):
    reason = StringField(
        _("Reason"),
        [InputRequired(), Length(min=2, max=500)],
        description=_("Kept with the date and your name."),
    )


def ask_reason(
    view: Any, title: str, explains: str, back: str, deed: Callable[[str], None], said: str
) -> Any:
    """Ask for a reason, do a deed with it, say what was done; refusals become messages."""
    form = ReasonForm()

    def done() -> bool:
        deed(form.reason.data)
        return True

    if form.validate_on_submit() and view.stored(done):
        flash(said, "success")
        return redirect(back)
    return view.render(
        "console/reason.html", form=form, title=title, explains=explains, return_url=back
    )
