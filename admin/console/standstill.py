"""Suspending and resuming a whole procedure, from its page."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_admin import expose
from flask_babel import gettext

from admin.console.reasons import ask_reason
from admin.who import viewer
from engine import Suspension, resume_procedure, suspend_procedure

NEWEST = 10


class Suspends:
    """What the page of procedures needs to let one stand still."""

    @expose("/suspend/", methods=("GET", "POST"))
    def suspend_view(self: Any) -> Any:
        """Ask why, then let a procedure stand still with all its cases."""
        row = self.get_one(request.args.get("id"))
        return ask_reason(
            self,
            gettext("Suspend “%(name)s”", name=self.name_of(row)),
            gettext("Nobody starts it, its tasks cannot be completed; timers and messages wait."),
            self.get_url(".details_view", id=row.id),
            lambda why: suspend_procedure(row.key, viewer(), why),
            gettext("The procedure is suspended."),
        )

    @expose("/resume/", methods=("GET", "POST"))
    def resume_view(self: Any) -> Any:
        """Ask why, then let a procedure go on."""
        row = self.get_one(request.args.get("id"))
        return ask_reason(
            self,
            gettext("Resume “%(name)s”", name=self.name_of(row)),
            gettext("It can be started again; what became due meanwhile is done at once."),
            self.get_url(".details_view", id=row.id),
            lambda why: resume_procedure(row.key, viewer(), why),
            gettext("The procedure goes on."),
        )

    def row_links(self: Any, row: Any, back: str, *, here: bool = False) -> list[tuple[Any, str]]:
        links: list[tuple[Any, str]] = super().row_links(row, back, here=here)  # type: ignore[misc]
        if here and self.may_change():
            going = (gettext("Suspend"), self.get_url(".suspend_view", id=row.id))
            held = (gettext("Resume"), self.get_url(".resume_view", id=row.id))
            links.append(held if row.suspended else going)
        return links


def suspensions(procedure: Any) -> list[Any]:
    """Return when a procedure stood still, the latest first."""
    query = Suspension.select().where(Suspension.procedure == procedure)
    return list(query.order_by(Suspension.id.desc()).limit(NEWEST))
