"""The administrators' console: organisation, people, roles, plugins, settings, and what runs."""

from __future__ import annotations

from flask import Blueprint, Flask
from flask_admin import Admin
from flask_admin.theme import Bootstrap4Theme
from flask_babel import lazy_gettext as _

from admin.console.calendar import CalendarView
from admin.console.cases import CaseView, EventView
from admin.console.holdings import HoldingView, RoleView
from admin.console.home import Home
from admin.console.incidents import IncidentView
from admin.console.jobs import JobView
from admin.console.limits import LimitView
from admin.console.migrations import MigrationView
from admin.console.organisation import CommunityView
from admin.console.people import PersonView
from admin.console.people_import import PeopleImportView
from admin.console.plugins import PluginView
from admin.console.procedures import ProcedureView
from admin.console.settings import SettingView
from admin.console.signins import SignInView
from admin.console.view import ConsoleView
from admin.headers import nonce
from engine import Account, Case, Community, Event, Holding, Incident, Job, Person, Procedure

__all__ = ["ConsoleView", "mount"]


def mount(app: Flask) -> None:
    """Put the console under /console; who is no administrator finds nothing there."""
    look = Blueprint(
        "console_look",
        __name__,
        template_folder="templates",
        static_folder="static",
        static_url_path="/console/look",
    )
    app.register_blueprint(look)
    console = Admin(
        app,
        name=_("Console"),
        index_view=Home(),
        theme=Bootstrap4Theme(base_template="console/base.html"),
        csp_nonce_generator=nonce,
    )
    console.add_views(
        CommunityView(Community, _("Organisation"), "organisation"),
        PersonView(Person, _("People"), "people"),
        PeopleImportView(_("Import people"), endpoint="console_people_import", url="people-import"),
        SignInView(Account, _("Sign-ins"), "signins"),
        RoleView(_("Roles"), endpoint="console_roles", url="roles"),
        HoldingView(Holding, _("Who holds what"), "holdings"),
        PluginView(_("Plugins"), endpoint="console_plugins", url="plugins"),
        SettingView(_("Settings"), endpoint="console_settings", url="settings"),
        CalendarView(_("Calendar"), endpoint="console_calendar", url="calendar"),
        LimitView(_("Legal limits"), endpoint="console_limits", url="limits"),
        ProcedureView(Procedure, _("Procedures"), "procedures"),
        CaseView(Case, _("Cases"), "cases"),
        EventView(Event, _("Events"), "events"),
        IncidentView(Incident, _("Incidents"), "incidents"),
        MigrationView(_("Move to a version"), endpoint="console_migrations", url="migrations"),
        JobView(Job, _("Jobs"), "jobs"),
    )
