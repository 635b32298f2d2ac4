"""The list of what the reader was told, and noting that it was read."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug import Response

from admin.who import viewer
from engine import mark_read, notifications, unread_count

reminder_pages = Blueprint("reminders", __name__, template_folder="templates")

NEWEST = 5  # shown on the start page


@reminder_pages.app_template_global()
def unread_reminders() -> dict[str, Any]:
    """Return the newest unread reminders and how many there are, for the start page."""
    rows = notifications(viewer(), unread=True).rows
    return {"rows": rows[:NEWEST], "count": unread_count(viewer()) if rows else 0}


@reminder_pages.get("/reminders")
def show() -> str:
    """Show what the reader was told, the newest first."""
    page = notifications(viewer(), request.args.get("page", 1, int))
    return render_template("reminders/reminders.html", page=page, unread=unread_count(viewer()))


@reminder_pages.post("/reminders/read")
def read_all() -> Response:
    """Note that all is read."""
    mark_read(viewer())
    return redirect(url_for("reminders.show"))


@reminder_pages.post("/reminders/<int:number>/read")
def read(number: int) -> Response:
    """Note that one is read, and go to what it speaks of."""
    return redirect(_subject(mark_read(viewer(), number)))


def _subject(row: Any) -> str:
    if row.task_id:
        return url_for("tasks.show", task_id=row.task_id)
    return url_for("cases.show", case_id=row.case_id)
