"""The page of legal limits: what the law allows, since when, and what we set stricter."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request
from flask_admin import BaseView, expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, HiddenField, StringField
from wtforms.validators import InputRequired, Length, Optional

from admin.console.access import AUDIT, COMMUNITY, SYSTEM, Guarded
from admin.console.forms import ConsoleForm
from admin.console.words import named, plugin_title, when
from admin.language import language
from admin.say import say
from admin.who import viewer
from engine import (
    LimitRow,
    OwnLimit,
    Refused,
    end_own_limit,
    legal_limits,
    limit_of,
    own_limits,
    parse_amount,
    tighten,
    today,
)

BOUNDS = {"most": _("at most"), "least": _("at least"), "over": _("more than")}
UNITS = {
    "WD": _("working days"),
    "WH": _("working hours"),
    "D": _("days"),
    "H": _("hours"),
    "MIN": _("minutes"),
    "MON": _("months"),
    "Y": _("years"),
    "persons": _("people"),
    "CNY": _("yuan"),
    "share": _("a share, such as 2/3"),
}
TAGS = {"L": _("law"), "P": _("practice"), "?": _("to be confirmed")}


class StricterForm(ConsoleForm):
    """An own value, and for which cases."""

    value = StringField(_("Own value"), [InputRequired(), Length(max=20)])
    since = DateField(
        _("For cases that start from"), [InputRequired()], description=_("Today or later.")
    )
    until = DateField(
        _("until"), [Optional()], description=_("Empty: until it is ended or set anew.")
    )
    reason = StringField(
        _("Reason"),
        [InputRequired(), Length(min=2, max=500)],
        description=_("Kept with the date and your name."),
    )


class EndForm(ConsoleForm):
    id = HiddenField()


class LimitView(Guarded, BaseView):
    """The register of legal limits."""

    seen_by = (SYSTEM, COMMUNITY, AUDIT)
    changed_by = (SYSTEM,)
    explains = _(
        "Limits come from the law and cannot be made laxer here; "
        "a case keeps those of the day on which it started."
    )

    @expose("/")
    def index(self) -> Any:
        """List the limits in force, narrowed by words."""
        wanted = request.args.get("search", "").replace("\0", "").strip()[:60]
        rows = [row for row in legal_limits().values() if matches(row, wanted)]
        return self.render(
            "console/limits.html", rows=rows, search=wanted, tags=TAGS, amount=amount_shown
        )

    @expose("/<code>/", methods=("GET", "POST"))
    def details(self, code: str) -> Any:
        """Show one limit with all its versions, and set or end a stricter value."""
        versions = versions_of(code)
        if not versions:
            abort(404)
        form = StricterForm(data={"since": today()}) if request.method == "GET" else StricterForm()
        if form.validate_on_submit() and self.tightened(code, form):
            return redirect(self.get_url(".details", code=code))
        return self.render(
            "console/limit.html",
            code=code,
            held=legal_limits().get(code),
            latest=versions[-1][1],
            versions=versions,
            own=own_limits(code),
            form=form,
            end=EndForm(),
            failed=bool(form.errors),
            bounds=BOUNDS,
            tags=TAGS,
            amount=amount_shown,
            own_amount=own_amount,
            units=UNITS,
            day=today(),
            named=named,
            when=when,
            plugin_title=plugin_title,
        )

    @expose("/<code>/end/", methods=("POST",))
    def end(self, code: str) -> Any:
        """End an own value: the law's own holds again from tomorrow."""
        form = EndForm()
        own = OwnLimit.get_or_none(OwnLimit.id == request.form.get("id", type=int))
        if own is None or own.code != code or not form.validate_on_submit():
            abort(404)
        try:
            end_own_limit(own, viewer().person)
        except Refused as refusal:
            flash(say(refusal.text), "danger")
        else:
            flash(gettext("The law holds again for cases that start later."), "success")
        return redirect(self.get_url(".details", code=code))

    def tightened(self, code: str, form: StricterForm) -> bool:
        """Set an own value; False, and the reason at its question, when that is refused."""
        given = (form.value.data or "", viewer().person, form.reason.data or "")
        assert form.since.data is not None  # the form asks for it
        try:
            tighten(code, *given, form.since.data, form.until.data)
        except Refused as refusal:
            form.value.errors = [say(refusal.text)]
            return False
        flash(gettext("The stricter value is set."), "success")
        return True


def matches(row: Any, wanted: str) -> bool:
    """Does a limit hold all the words, in either language?"""
    texts = (row.code, *(text.say(one) for text in (row.matter, row.basis) for one in ("zh", "en")))
    whole = " ".join(texts).casefold()
    return all(word in whole for word in wanted.casefold().split())


def versions_of(code: str) -> list[tuple[Any, Any]]:
    """Return the stored rows of a limit, oldest first, each with the limit it says."""
    rows = LimitRow.select().where(LimitRow.code == code).order_by(LimitRow.valid_from)
    return [(row, limit_of(row)) for row in rows]


def amount_shown(limit: Any) -> str:
    """Return how much a limit allows, in words."""
    if limit.amount is None:
        return str(gettext("no number"))
    gap = "" if language() == "zh" else " "
    return f"{BOUNDS[limit.bound]}{gap}{say(limit.amount.text)}"


def own_amount(own: Any) -> str:
    """Return an own value in words."""
    amount = parse_amount(own.value, own.unit)
    return str(say(amount.text)) if amount else ""
