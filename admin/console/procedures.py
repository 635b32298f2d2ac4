"""The page of procedures: their numbered versions, each with its diagram; read only."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import Response, abort, request
from flask_admin import expose
from flask_babel import lazy_gettext as _
from peewee import fn

from admin.console.access import SECURITY, SYSTEM
from admin.console.filters import Is, IsTrue
from admin.console.standstill import Suspends, suspensions
from admin.console.view import ConsoleView
from admin.console.words import SOURCES, plugin_title, when, word
from admin.say import phrase
from engine import Case, Procedure, ProcedureVersion, plugin_about


class ProcedureView(Suspends, ConsoleView):
    """Procedures and their versions."""

    seen_by = (SYSTEM, SECURITY)
    changed_by = (SYSTEM,)
    noun = _("procedure")
    explains = _("Versions never change; a case stays with the one it began with.")
    details_template = "console/procedure.html"
    can_view_details = can_export = True
    column_list = ("name", "key", "plugin", "version", "published", "active")
    column_details_list = ("name", "key", "plugin", "active", "suspended", "open_cases")
    column_sortable_list = ("key", "name")
    column_default_sort = "key"
    column_searchable_list = ("name", "key")
    column_filters = (
        Is(
            Procedure.plugin,
            _("Plugin"),
            lambda: [(name, plugin_title(name)) for name in plugin_about()],
        ),
        IsTrue(Procedure.active, _("Can be started")),
    )
    column_labels: ClassVar[Any] = {
        "name": _("Name"),
        "key": _("Key"),
        "plugin": _("Plugin"),
        "version": _("Version"),
        "published": _("Published"),
        "active": _("Can be started"),
        "suspended": _("Suspended"),
        "open_cases": _("Open cases"),
    }
    column_formatters: ClassVar[Any] = {
        "name": lambda view, context, row, name: phrase(row.name),
        "plugin": lambda view, context, row, name: plugin_title(row.plugin),
        "version": lambda view, context, row, name: newest(row, "number"),
        "published": lambda view, context, row, name: when(newest(row, "published_at")),
        "open_cases": lambda view, context, row, name: open_cases(row),
    }

    def details_of(self, row: Any) -> dict[str, Any]:
        source = {kind: word(SOURCES, kind) for kind in SOURCES}
        held = suspensions(row)
        return {"versions": versions(row), "source": source, "when": when, "held": held}

    @expose("/version/")
    def version_view(self) -> Any:
        """Show one version's diagram."""
        version = self.version()
        return self.render(
            "console/version.html", version=version, source=word(SOURCES, version.source), when=when
        )

    @expose("/diagram.bpmn")
    def diagram_view(self) -> Any:
        """Return one version's diagram as it was published."""
        return Response(self.version().xml, mimetype="application/xml")

    def version(self) -> Any:
        number = request.args.get("id", type=int)
        found = (
            ProcedureVersion.select(ProcedureVersion, Procedure)
            .join(Procedure)
            .where(ProcedureVersion.id == number)
            .first()
        )
        return found or abort(404)

    def name_of(self, row: Any) -> str:
        return str(phrase(row.name))


def versions(procedure: Any) -> list[Any]:
    """Return the versions of a procedure, newest first, without their diagrams."""
    columns = [each for each in ProcedureVersion._meta.sorted_fields if each.name != "xml"]
    query = ProcedureVersion.select(*columns).where(ProcedureVersion.procedure == procedure)
    return list(query.order_by(ProcedureVersion.number.desc()))


def newest(procedure: Any, column: str) -> Any:
    found = versions(procedure)
    return getattr(found[0], column) if found else None


def open_cases(procedure: Any) -> int:
    mine = (Case.procedure == procedure) & (Case.status == "open")
    return int(Case.select(fn.COUNT(Case.id)).where(mine).scalar())
