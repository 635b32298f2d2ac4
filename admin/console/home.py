"""The console's first page: what this administrator looks after, and what waits for it."""

from __future__ import annotations

from typing import Any

from flask_admin import AdminIndexView, expose
from flask_babel import lazy_gettext as _

from admin.console.access import ADMINISTRATORS, SYSTEM, Guarded
from admin.console.calendar_warnings import warnings
from admin.console.words import named, role_title
from admin.who import viewer_or_none
from engine import Job, incidents, tree


class Home(Guarded, AdminIndexView):
    """Where an administrator begins."""

    seen_by = ADMINISTRATORS

    def __init__(self) -> None:
        super().__init__(name=_("Overview"), endpoint="admin", url="/console")

    @expose("/")
    def index(self) -> Any:
        here = viewer_or_none()
        assert here is not None  # who is not signed in does not come here
        held = [
            (role_title(role), [named(tree().by_id[each]) for each in sorted(where)])
            for role, where in here.roles.items()
            if role in ADMINISTRATORS
        ]
        return self.render(
            "console/home.html",
            held=held,
            standing_still=len(incidents()) if here.holds(SYSTEM) else 0,
            dead=given_up() if here.holds(SYSTEM) else 0,
            warnings=warnings() if here.holds(SYSTEM) else [],
        )


def given_up() -> int:
    """Return how many jobs wait for a person."""
    return int(Job.select().where(Job.status == "dead").count())
