"""The page of incidents: where cases stand still, without anything that is written in them."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import request
from flask_admin import expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from admin.console.access import SYSTEM
from admin.console.filters import Is, IsNumber
from admin.console.places import community_choices
from admin.console.reasons import ask_reason
from admin.console.view import ConsoleView
from admin.console.words import JOB_KINDS, named, when, word
from admin.say import phrase
from admin.who import viewer
from engine import Case, Community, Incident, Procedure, element_name, retry_incident

KINDS = {**JOB_KINDS, "error": _("Error that nothing catches")}


class IncidentView(ConsoleView):
    """Open incidents, their words left out: they may quote a case."""

    seen_by = (SYSTEM,)
    changed_by = (SYSTEM,)
    noun = _("incident")
    explains = _(
        "A case stands still where something failed. You can have it tried again; who leads the"
        " case corrects its data or skips the step."
    )
    can_view_details = True
    simple_list_pager = True
    column_list = ("since", "case", "procedure", "community", "element", "kind", "attempts")
    column_details_list = (
        "since", "case", "procedure", "community", "element", "kind", "attempts", "detail",
    )  # fmt: skip
    column_sortable_list = ("since", "attempts")
    column_default_sort = ("since", True)
    column_searchable_list = (Case.number,)
    column_filters = (
        Is(Incident.kind, _("Kind"), lambda: KINDS.items()),
        IsNumber(Case.community, _("Community"), community_choices),
    )
    column_labels: ClassVar[Any] = {
        "since": _("Since"),
        "case": _("Case"),
        "number": _("Case"),
        "procedure": _("Procedure"),
        "community": _("Community"),
        "element": _("Step"),
        "kind": _("What failed"),
        "attempts": _("Attempts"),
        "detail": _("Where it failed"),
    }
    column_formatters: ClassVar[Any] = {
        "case": lambda view, context, row, name: row.case.number,
        "procedure": lambda view, context, row, name: phrase(row.case.procedure.name),
        "community": lambda view, context, row, name: named(row.case.community),
        "element": lambda view, context, row, name: step_of(row),
        "kind": lambda view, context, row, name: word(KINDS, row.kind),
    }
    along = (Case,)

    def get_query(self) -> Any:
        """Return the open incidents with what names their cases, and nothing else of these."""
        read = (Case.id, Case.number, Case.version, Procedure.name, Community.name)
        return (
            Incident.select(Incident, *read, Community.name_en)
            .join_from(Incident, Case)
            .join_from(Case, Procedure)
            .join_from(Case, Community)
            .where(Incident.solved_at.is_null())
        )

    def get_one(self, id: Any) -> Any:
        found = super().get_one(id)
        return self.get_query().where(Incident.id == found.id).first() or found

    @expose("/retry/", methods=("GET", "POST"))
    def retry_view(self) -> Any:
        """Ask why, then have what failed tried again."""
        row = self.get_one(request.args.get("id"))
        return ask_reason(
            self,
            gettext("Try again"),
            self.name_of(row),
            self.get_url(".index_view"),
            lambda why: retry_incident(row.id, viewer(), why),
            gettext("It is tried again."),
        )

    def row_links(self, row: Any, back: str, *, here: bool = False) -> list[tuple[Any, str]]:
        links = super().row_links(row, back, here=here)
        if self.may_change() and row.solved_at is None:
            links.append((gettext("Try again"), self.get_url(".retry_view", id=row.id)))
        return links

    def name_of(self, row: Any) -> str:
        return f"{row.case.number} · {step_of(row)} · {when(row.since)}"


def step_of(row: Any) -> str:
    return str(phrase(element_name(row.case.version_id, row.element)))
