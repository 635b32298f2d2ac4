"""The inbox: tasks to do, claimed and done, and what I started."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext as _

from admin.who import viewer
from engine import TABS, counts, inbox, procedures_in

inbox_pages = Blueprint("inbox", __name__, template_folder="templates")


@inbox_pages.get("/inbox")
def show() -> str:
    """Show one tab; htmx asks only for the list in it."""
    tab = request.args.get("tab", "todo")
    if tab not in TABS:
        abort(404)
    by = viewer()
    search, procedure = request.args.get("q", "").strip()[:100], request.args.get("procedure", "")
    page = inbox(by, tab, search=search, procedure=procedure, page=_number())
    part = request.headers.get("HX-Request") and not request.headers.get(
        "HX-History-Restore-Request"
    )
    return render_template(
        "inbox/part.html" if part else "inbox/inbox.html",
        tab=tab,
        tabs=_titles(),
        counts=counts(by),
        page=page,
        search=search,
        procedure=procedure,
        procedures=procedures_in(by, tab),
    )


def _number() -> int:
    number = request.args.get("page", "1")
    return int(number) if number.isdecimal() and len(number) < 6 else 1


def _titles() -> dict[str, str]:
    titles = (_("To do"), _("Claimed"), _("Done"), _("Started by me"), _("Copied to me"))
    return dict(zip(TABS, titles, strict=True))
