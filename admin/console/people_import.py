"""The page on which people with their roles are taken over from an Excel list, after a preview."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

from flask import Response, current_app, flash, redirect, request
from flask_admin import BaseView, expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from itsdangerous import BadData, URLSafeTimedSerializer
from peewee import IntegrityError
from wtforms import FileField, HiddenField

from admin.accounts import hash_password
from admin.console.access import SECURITY, Guarded
from admin.console.forms import ConsoleForm
from admin.console.people import first_password
from admin.console.people_sheet import HEADS, LARGEST, read_sheet, template
from admin.console.words import masked_phone, named, role_title
from admin.say import say
from admin.spreadsheets import XLSX
from admin.who import viewer
from engine import Invalid, ListRow, PeoplePlan, PlannedPerson, Refused, import_people, plan_people

KEPT = 3600  # seconds that a preview can be confirmed
SHOWN = 200  # people of a preview; what is wrong is shown in full
HANDS = 2  # first passwords hashed at once


class ListForm(ConsoleForm):
    file = FileField(
        _("Filled-in list"),
        description=_("Excel file (.xlsx), at most 5,000 rows and 200 new people."),
    )


class SureForm(ConsoleForm):
    shown = HiddenField()


class PeopleImportView(Guarded, BaseView):
    """People with their roles, from a list."""

    seen_by = changed_by = (SECURITY,)
    explains = _("Many people at once, from an Excel list. Nothing is stored before you say so.")

    @expose("/", methods=("GET", "POST"))
    def index(self) -> Any:
        """Ask for a list, then show what it would change, or all that is wrong with it."""
        form = ListForm()
        if not form.validate_on_submit():
            return self.ask()
        content = sent_file()
        try:
            rows = read_sheet(content)
            plan = plan_people(rows, viewer().person)
        except Refused as refusal:
            return self.ask(say(refusal.text))
        return self.preview(plan, rows, hashlib.sha256(content).hexdigest())

    @expose("/template/")
    def template(self) -> Response:
        """Send the empty list."""
        name = quote(f"{gettext('People list')}.xlsx")
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
        return Response(template(), headers=headers, mimetype=XLSX)

    @expose("/confirm/", methods=("GET", "POST"))
    def confirm(self) -> Any:
        """Take over the list that was shown; hand out first passwords, this once."""
        form = SureForm()
        kept = opened(form.shown.data or "") if form.validate_on_submit() else None
        if kept is None:
            flash(gettext("This preview is no longer valid; please send the list again."), "danger")
            return redirect(self.get_url(".index"))
        rows = [ListRow(line, cells) for line, cells in kept["rows"]]
        passwords = {name: first_password() for name in kept["newcomers"]}
        try:
            plan = import_people(
                rows,
                viewer().person,
                digest=kept["digest"],
                hashes=hashed(passwords),
                source=kept["source"],
            )
        except (Refused, Invalid, IntegrityError) as failure:
            flash(why(failure), "danger")
            return redirect(self.get_url(".index"))
        return self.render("console/people_passwords.html", plan=plan, passwords=passwords)

    def ask(self, refused: str = "") -> Any:
        return self.render("console/people_import.html", form=ListForm(), refused=refused)

    def preview(self, plan: PeoplePlan, rows: list[ListRow], source: str) -> Any:
        form = SureForm()
        form.shown.data = "" if plan.problems else sealed(plan, rows, source)
        return self.render(
            "console/people_preview.html",
            form=form,
            plan=plan,
            shown=plan.touched[:SHOWN],
            changes=changes_of,
            heads={column: str(say(head)) for column, head in HEADS.items()},
            say=say,
            role_title=role_title,
            named=named,
        )


def sent_file() -> bytes:
    """Return the file that was sent, no more of it than shows that it is too large."""
    sent = request.files.get("file")
    if sent is None:
        return b""
    with sent.stream:
        return bytes(sent.stream.read(LARGEST + 1))


def why(failure: Exception) -> str:
    if isinstance(failure, Refused):
        return str(say(failure.text))
    return str(
        gettext("People or roles have changed since the preview; please send the list again.")
    )


def hashed(passwords: dict[str, str]) -> dict[str, str]:
    """Return passwords as accounts keep them; made before the transaction, for they take long."""
    with ThreadPoolExecutor(HANDS) as hands:
        return dict(zip(passwords, hands.map(hash_password, passwords.values()), strict=True))


# -- what was shown, sealed: the browser keeps it, and cannot change it


def sealed(plan: PeoplePlan, rows: Iterable[ListRow], source: str) -> str:
    return str(
        _seal().dumps(
            {
                "by": viewer().person.id,
                "rows": [(row.line, dict(row.cells)) for row in rows],
                "newcomers": [one.username for one in plan.newcomers],
                "digest": plan.digest,
                "source": source,
            }
        )
    )


def opened(text: str) -> dict[str, Any] | None:
    """Return what was sealed for this person within the hour, or None."""
    try:
        kept: dict[str, Any] = _seal().loads(text, max_age=KEPT)
    except BadData:
        return None
    return kept if kept["by"] == viewer().person.id else None


def _seal() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="people-import")


def changes_of(planned: PlannedPerson) -> list[tuple[str, str, str]]:
    """Return (column, before, after) of what differs; telephone numbers masked."""
    return [
        (
            str(say(HEADS[column])),
            shown_value(column, planned.before.get(column, "")),
            shown_value(column, value),
        )
        for column, value in planned.values.items()
    ]


def shown_value(column: str, value: str) -> str:
    return str(masked_phone(value)) if column == "phone" else value
