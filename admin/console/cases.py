"""The pages of cases and their events, without anything that was written in them.

Administrators see that a case exists, where it stands and when something happened; titles, data and
the values of events are for those who take part (DOMAIN §1.2).
"""

from __future__ import annotations

from typing import Any, ClassVar

from flask_babel import lazy_gettext as _
from peewee import JOIN

from admin.console.access import AUDIT, SYSTEM
from admin.console.filters import FromInstant, Is, IsNumber, UntilInstant
from admin.console.places import community_choices
from admin.console.view import ConsoleView
from admin.console.words import CASE_STATES, DEEDS, named, when, word
from admin.say import phrase
from admin.who import viewer_or_none
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
    noun = _("case")
    explains = _("Administrators see where cases stand, never what is written in them.")
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
        Is(Case.status, _("State"), lambda: CASE_STATES.items()),
        IsNumber(Case.procedure, _("Procedure"), procedure_choices),
        IsNumber(Case.community, _("Community"), community_choices),
        FromInstant(Case.started_at, _("Started")),
        UntilInstant(Case.started_at, _("Started")),
    )
    column_labels: ClassVar[Any] = {
        "number": _("Number"),
        "procedure": _("Procedure"),
        "version": _("Version"),
        "community": _("Community"),
        "status": _("State"),
        "started_at": _("Started"),
        "changed_at": _("Last change"),
        "due_at": _("Due"),
        "ended_at": _("Ended at"),
        "event_count": _("Events"),
    }
    column_formatters: ClassVar[Any] = {
        "procedure": lambda view, context, row, name: phrase(row.procedure.name),
        "version": lambda view, context, row, name: version_number(row),
        "community": lambda view, context, row, name: named(row.community),
        "status": lambda view, context, row, name: word(CASE_STATES, row.status),
    }

    def get_one(self, id: Any) -> Any:
        found = super().get_one(id)
        return self.get_query().where(Case.id == found.id).get()

    def details_of(self, row: Any) -> dict[str, Any]:
        """Tell the auditor also whether the case's history is whole."""
        here = viewer_or_none()
        if here is None or not here.holds(AUDIT):
            return {"auditor": False}
        return {"auditor": True, "broken": list(broken_links(Case.get_by_id(row.id)))}

    def name_of(self, row: Any) -> str:
        return str(row.number)


def version_number(case: Any) -> int:
    query = ProcedureVersion.select(ProcedureVersion.number)
    return int(query.where(ProcedureVersion.id == case.version_id).scalar())


class EventView(ConsoleView):
    """The history of all cases: who did what when, without the values."""

    seen_by = (AUDIT,)
    noun = _("event")
    explains = _("Each event holds the hash of the one before; nothing can be changed here.")
    can_export = True
    simple_list_pager = True
    page_size = 50
    reads = (
        Event.case, Event.sequence, Event.at, Event.person, Event.deed, Event.element,
        Event.values_hash, Event.previous,
    )  # fmt: skip
    joined = (Event.person,)
    column_list = ("at", "number", "sequence", "community", "deed", "element", "person", "hash")
    column_sortable_list = ("at",)
    column_default_sort = ("at", True)
    column_searchable_list = (Case.number, Person.name)
    column_filters = (
        Is(Event.deed, _("Deed"), lambda: DEEDS.items()),
        IsNumber(Case.community, _("Community"), community_choices),
        FromInstant(Event.at, _("Time")),
        UntilInstant(Event.at, _("Time")),
    )
    column_labels: ClassVar[Any] = {
        "at": _("Time"),
        "number": _("Case"),
        "sequence": _("No."),
        "community": _("Community"),
        "deed": _("Deed"),
        "element": _("Element"),
        "person": _("Person"),
        "hash": _("Hash"),
    }
    column_formatters: ClassVar[Any] = {
        "number": lambda view, context, row, name: row.case.number,
        "community": lambda view, context, row, name: named(row.case.community),
        "deed": lambda view, context, row, name: word(DEEDS, row.deed),
        "person": lambda view, context, row, name: named(row.person) or "—",
        "hash": lambda view, context, row, name: row.hash.hex()[:12],
    }
    column_formatters_export: ClassVar[Any] = {
        **column_formatters,
        "hash": lambda v, c, row, name: row.hash.hex(),
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
        return [(_("Case"), self.get_url("console_cases.details_view", id=row.case_id, url=back))]

    def name_of(self, row: Any) -> str:
        return f"{row.case.number} #{row.sequence} {when(row.at)}"
