"""The page of procedures: their numbered versions, each with its diagram; read only."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, request
from flask_admin import expose
from flask_admin.helpers import get_redirect_target
from flask_babel import lazy_gettext as _l
from peewee import fn

from admin.console.access import SECURITY, SYSTEM
from admin.console.filters import Is, IsTrue
from admin.console.view import ConsoleView
from admin.console.words import SOURCES, plugin_title, when, word
from admin.say import phrase
from engine import Case, Procedure, ProcedureVersion, plugin_about


class ProcedureView(ConsoleView):
    """Procedures and their versions."""

    seen_by = (SYSTEM, SECURITY)
    noun = _l("procedure")
    explains = _l("Versions never change; a case stays with the one it began with.")
    details_template = "console/procedure.html"
    can_view_details = can_export = True
    column_list = ("name", "key", "plugin", "version", "published", "active")
    column_details_list = ("name", "key", "plugin", "active", "open_cases")
    column_sortable_list = ("key", "name")
    column_default_sort = "key"
    column_searchable_list = ("name", "key")
    column_filters = (
        Is(
            Procedure.plugin,
            _l("Plugin"),
            lambda: [(name, plugin_title(name)) for name in plugin_about()],
        ),
        IsTrue(Procedure.active, _l("Can be started")),
    )
    column_labels = {
        "name": _l("Name"),
        "key": _l("Key"),
        "plugin": _l("Plugin"),
        "version": _l("Version"),
        "published": _l("Published"),
        "active": _l("Can be started"),
        "open_cases": _l("Open cases"),
    }
    column_formatters = {
        "name": lambda view, context, row, name: phrase(row.name),
        "plugin": lambda view, context, row, name: plugin_title(row.plugin),
        "version": lambda view, context, row, name: newest(row, "number"),
        "published": lambda view, context, row, name: when(newest(row, "published_at")),
        "open_cases": lambda view, context, row, name: open_cases(row),
    }

    @expose("/details/")
    def details_view(self) -> Any:
        """Show a procedure with all its versions."""
        procedure = self.get_one(request.args.get("id"))
        return self.render(
            self.details_template,
            model=procedure,
            details_columns=self._details_columns,
            get_value=self.get_detail_value,
            versions=versions(procedure),
            source=lambda kind: word(SOURCES, kind),
            when=when,
            return_url=get_redirect_target() or self.get_url(".index_view"),
        )

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
