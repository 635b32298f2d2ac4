"""The start page: what waits for me, what is due next, and which procedures I may start."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, render_template

from admin.who import viewer
from engine import (
    Row,
    Viewer,
    counts,
    inbox,
    plugin_about,
    startable,
)

NEXT = 6  # tasks shown on the start page

home_pages = Blueprint("home", __name__, template_folder="templates")


@home_pages.get("/")
def home() -> str:
    """Show what waits and what may be started."""
    by = viewer()
    groups = groupby(startable(by), key=lambda one: one.procedure.plugin)
    return render_template(
        "home/home.html",
        counts=counts(by),
        rows=_next_due(by),
        groups=[(plugin_about()[plugin], list(some)) for plugin, some in groups],
    )


def _next_due(by: Viewer) -> list[Row]:
    """Return the first of what is claimed and what is offered, soonest due first."""
    rows = [*inbox(by, "claimed").rows, *inbox(by, "todo").rows]
    return sorted(rows, key=lambda row: (row.due_at is None, row.due_at))[:NEXT]
