"""The pages of cases and their events, without anything that was written in them.

Administrators see that a case exists, where it stands and when something happened; titles, data and
the values of events are for those who take part (DOMAIN §1.2).
"""

from __future__ import annotations

from typing import Any

from flask import request
from flask_admin import expose
from flask_admin.helpers import get_redirect_target
from flask_babel import lazy_gettext as _l
from peewee import JOIN

from admin.console.access import AUDIT, SYSTEM, viewer
from admin.console.filters import FromInstant, Is, IsNumber, UntilInstant
from admin.console.places import community_choices
from admin.console.view import ConsoleView
from admin.console.words import CASE_STATES, DEEDS, named, when, word
from admin.say import phrase
from engine import (
    Case,
    Community,
    Event,
    Person,
    Procedure,
    ProcedureVersion,
    broken_links,
)


def procedure_choices() -> list[tuple[str, str]]:
    rows = Procedure.select(Procedure.id, Procedure.name).order_by(Procedure.key)
    return [(str(row.id), str(phrase(row.name))) for row in rows]


class CaseView(ConsoleView):
    """Cases: numbers, procedures, places, states and times."""

    seen_by = (SYSTEM, AUDIT)
    noun = _l("case")
    explains = _l("Administrators see where cases stand, never what is written in them.")
    details_template = "console/case.html"
    can_view_details = can_export = True
    simple_list_pager = True
    reads = (
        Case.id, Case.number, Case.procedure, Case.version, Case.community, Case.status,
        Case.started_at, Case.changed_at, Case.due_at, Case.ended_at, Case.event_count,
    )  # fmt: skip
    joined = (Case.procedure, Case.community)
    column_list = ("number", "procedure", "community", "status", "started_at", "due_at", "ended_at")
    column_details_list = (
        "number", "procedure", "version", "community", "status", "started_at", "changed_at",
        "due_at", "ended_at", "event_count",
    )  # fmt: skip
    column_sortable_list = ("number", "started_at", "due_at", "ended_at")
    column_default_sort = ("id", True)
    column_searchable_list = ("number",)
    column_filters = (
        Is(Case.status, _l("State"), lambda: CASE_STATES.items()),
        IsNumber(Case.procedure, _l("Procedure"), procedure_choices),
        IsNumber(Case.community, _l("Community"), community_choices),
        FromInstant(Case.started_at, _l("Started")),
        UntilInstant(Case.started_at, _l("Started")),
    )
    column_labels = {
        "number": _l("Number"),
        "procedure": _l("Procedure"),
        "version": _l("Version"),
        "community": _l("Community"),
        "status": _l("State"),
        "started_at": _l("Started"),
        "changed_at": _l("Last change"),
        "due_at": _l("Due"),
        "ended_at": _l("Ended at"),
        "event_count": _l("Events"),
    }
    column_formatters = {
        "procedure": lambda view, context, row, name: phrase(row.procedure.name),
        "version": lambda view, context, row, name: version_number(row),
        "community": lambda view, context, row, name: named(row.community),
        "status": lambda view, context, row, name: word(CASE_STATES, row.status),
    }

    def get_one(self, id: Any) -> Any:
        found = super().get_one(id)
        return self.get_query().where(Case.id == found.id).get()

    @expose("/details/")
    def details_view(self) -> Any:
        """Show a case's row; to the auditor also whether its history is whole."""
        case = self.get_one(request.args.get("id"))
        here = viewer()
        auditor = here is not None and here.holds(AUDIT)
        return self.render(
            self.details_template,
            model=case,
            details_columns=self._details_columns,
            get_value=self.get_detail_value,
            auditor=auditor,
            broken=list(broken_links(Case.get_by_id(case.id))) if auditor else [],
            return_url=get_redirect_target() or self.get_url(".index_view"),
        )

    def name_of(self, row: Any) -> str:
        return str(row.number)


def version_number(case: Any) -> int:
    query = ProcedureVersion.select(ProcedureVersion.number)
    return int(query.where(ProcedureVersion.id == case.version_id).scalar())


class EventView(ConsoleView):
    """The history of all cases: who did what when, without the values."""

    seen_by = (AUDIT,)
    noun = _l("event")
    explains = _l("Each event holds the hash of the one before; nothing can be changed here.")
    can_export = True
    simple_list_pager = True
    page_size = 50
    reads = (
        Event.case, Event.sequence, Event.at, Event.person, Event.deed, Event.element, Event.hash,
    )  # fmt: skip
    joined = (Event.person,)
    column_list = ("at", "number", "sequence", "community", "deed", "element", "person", "hash")
    column_sortable_list = ("at",)
    column_default_sort = ("at", True)
    column_searchable_list = (Case.number, Person.name)
    column_filters = (
        Is(Event.deed, _l("Deed"), lambda: DEEDS.items()),
        IsNumber(Case.community, _l("Community"), community_choices),
        FromInstant(Event.at, _l("Time")),
        UntilInstant(Event.at, _l("Time")),
    )
    column_labels = {
        "at": _l("Time"),
        "number": _l("Case"),
        "sequence": _l("No."),
        "community": _l("Community"),
        "deed": _l("Deed"),
        "element": _l("Element"),
        "person": _l("Person"),
        "hash": _l("Hash"),
    }
    column_formatters = {
        "number": lambda view, context, row, name: row.case.number,
        "community": lambda view, context, row, name: named(row.case.community),
        "deed": lambda view, context, row, name: word(DEEDS, row.deed),
        "person": lambda view, context, row, name: named(row.person) or "—",
        "hash": lambda view, context, row, name: row.hash[:12],
    }
    column_formatters_export = {**column_formatters, "hash": lambda v, c, row, name: row.hash}
    column_type_formatters_export = {
        **ConsoleView.column_type_formatters,
    }

    def get_query(self) -> Any:
        """Return events with the case's number and place, and nothing else of the case."""
        return (
            Event.select(*self.reads, Case.id, Case.number, Case.community, Community, Person)
            .join_from(Event, Case)
            .join_from(Case, Community)
            .join_from(Event, Person, JOIN.LEFT_OUTER)
        )

    def _handle_join(self, query: Any, field: Any, joins: set[str]) -> Any:
        return query  # all that is asked about is read along already

    def row_links(self, row: Any, back: str, *, here: bool = False) -> list[tuple[Any, str]]:
        return [(_l("Case"), self.get_url("console_cases.details_view", id=row.case_id, url=back))]

    def name_of(self, row: Any) -> str:
        return f"{row.case.number} #{row.sequence} {when(row.at)}"
