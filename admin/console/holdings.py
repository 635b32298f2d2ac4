"""The page of who holds which role where: given and ended, never deleted."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, ClassVar

from flask import abort, flash, redirect, request
from flask_admin import BaseView, expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from peewee import fn
from wtforms import DateField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional

from admin.console.access import AUDIT, SECURITY, SYSTEM, Guarded
from admin.console.filters import Is, IsNumber, Narrowing
from admin.console.forms import ConsoleForm
from admin.console.places import community_choices, community_select
from admin.console.view import ConsoleView
from admin.console.words import (
    HELD_AT,
    named,
    plugin_title,
    role_title,
    when,
    word,
)
from admin.say import say
from admin.who import viewer
from engine import (
    LOCAL,
    Account,
    Community,
    Holding,
    Person,
    brought_by,
    end_role,
    give_role,
    now,
    plugin_about,
    today,
)

FOUND = 20  # people offered when one is looked for


def roles_by_plugin() -> list[tuple[str, list[Any]]]:
    """Return every role that plugins bring, plugin by plugin."""
    return [
        (plugin, sorted(brought_by(frozenset([plugin])).roles.values(), key=lambda one: one.key))
        for plugin in plugin_about()
    ]


def role_select() -> list[SelectChoice]:
    return [
        SelectChoice(role.key, str(say(role.title)), optgroup=plugin_title(plugin))
        for plugin, roles in roles_by_plugin()
        for role in roles
    ]


def role_choices() -> list[tuple[str, str]]:
    return [(role.key, str(say(role.title))) for _, roles in roles_by_plugin() for role in roles]


def _holds_now() -> Any:
    moment = now()
    return (Holding.since <= moment) & (Holding.until.is_null() | (Holding.until > moment))


class HoldsNow(Narrowing):
    def apply(self, query: Any, value: Any) -> Any:
        return query.where(_holds_now() if value == "now" else ~_holds_now())


class GiveRole(ConsoleForm):
    role = SelectField(_("Role"), [InputRequired()], choices=role_select)
    community = SelectField(_("Held in"), coerce=int, choices=community_select)


class EndRole(ConsoleForm):
    last_day = DateField(
        _("Last day"), [Optional()], description=_("Empty: the role ends at once.")
    )


class HoldingView(ConsoleView):
    """Roles in scopes."""

    seen_by = (SYSTEM, SECURITY, AUDIT)
    changed_by = (SECURITY,)
    noun = _("role holding")
    explains = _(
        "A role counts inside the organisation it is held in. It ends by date; the row stays."
    )
    create_template = "console/give_role.html"
    can_create = True
    joined = (Holding.person, Holding.community)
    column_list = ("person", "role", "community", "since", "until")
    column_sortable_list = (("person", Person.name), "since", "until")
    column_default_sort = ("since", True)
    column_searchable_list = (Person.name, Person.name_en)
    column_filters = (
        HoldsNow(
            Holding.until,
            _("State"),
            lambda: (("now", _("in force")), ("ended", _("not in force"))),
        ),
        Is(Holding.role, _("Role"), role_choices),
        IsNumber(Holding.community, _("Held in"), community_choices),
    )
    column_labels: ClassVar[Any] = {
        "person": _("Person"),
        "role": _("Role"),
        "community": _("Held in"),
        "since": _("Since"),
        "until": _("Until"),
    }
    column_formatters: ClassVar[Any] = {
        "person": lambda view, context, row, name: named(row.person),
        "role": lambda view, context, row, name: role_title(row.role),
        "community": lambda view, context, row, name: named(row.community),
        "until": lambda view, context, row, name: when(row.until) or "—",
    }
    form_columns = ("role",)

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> Any:
        """Find a person, then ask which role where, then give it."""
        if not request.values.get("person"):
            return self.find_person()
        person = Person.get_or_none(Person.id == request.values.get("person", type=int))
        if person is None:
            abort(404)
        form = GiveRole()
        if self.validate_form(form) and (given := self.stored(lambda: give(person, form))):
            flash(self.said("created", given), "success")
            return redirect(self.get_url("console_people.details_view", id=person.id))
        return self.render(
            self.create_template,
            form=form,
            model=None,
            receiver=person,
            failed=bool(form.errors),
            return_url=self.get_url("console_people.details_view", id=person.id),
        )

    def find_person(self) -> Any:
        wanted = request.args.get("search", "").replace("\0", "").strip()
        by_name = Person.name.contains(wanted) | Person.name_en.contains(wanted)
        signs_in = Person.id.in_(
            Account.select(Account.person).where(Account.username.contains(wanted))
        )
        found = Person.select().where(Person.active, by_name | signs_in).order_by(Person.id)
        return self.render(
            "console/find_person.html",
            people=list(found.limit(FOUND)) if wanted else [],
            search=wanted,
            return_url=self.get_url(".index_view"),
        )

    @expose("/end/", methods=("GET", "POST"))
    def end_view(self) -> Any:
        """Ask for the last day of a holding, then end it."""
        if not self.may_change():
            abort(404)
        holding = self.get_one(request.args.get("id"))
        form = EndRole()
        if self.validate_form(form) and self.stored(lambda: end(holding, form.last_day.data)):
            said = gettext(
                "“%(name)s” ends: %(until)s.", name=self.name_of(holding), until=when(holding.until)
            )
            flash(said, "success")
            return redirect(self.get_url("console_people.details_view", id=holding.person_id))
        return self.show_form("console/form.html", form, holding)

    def row_links(self, row: Any, back: str, *, here: bool = False) -> list[tuple[Any, str]]:
        running = row.until is None or row.until > now()
        if not (running and self.may_change()):
            return []
        return [(gettext("End"), self.get_url(".end_view", id=row.id, url=back))]

    def name_of(self, row: Any) -> str:
        return f"{named(row.person)} · {role_title(row.role)} · {named(row.community)}"


def give(person: Any, form: Any) -> Any:
    """Let a person hold a role; the engine refuses what separation of duties does not allow."""
    place = Community.get_by_id(form.community.data)
    return give_role(person, form.role.data, place, by=viewer().person)


def end(holding: Any, last_day: Any) -> bool:
    """End a holding at once, or with the end of a day."""
    by = viewer().person
    if last_day is None or last_day < today():
        end_role(holding, by=by)
        return True
    end_role(holding, datetime.combine(last_day + timedelta(days=1), time(), LOCAL), by=by)
    return True


class RoleView(Guarded, BaseView):
    """The roles that plugins bring, with how many hold them."""

    seen_by = (SYSTEM, SECURITY, AUDIT)
    explains = _("Plugins bring the roles; diagrams name them; people hold them within a scope.")

    @expose("/")
    def index(self) -> Any:
        people = fn.COUNT(Holding.person.distinct()).alias("people")
        counted: Any = (
            Holding.select(Holding.role, people).where(_holds_now()).group_by(Holding.role).dicts()
        )
        return self.render(
            "console/roles.html",
            groups=[(plugin_title(name), roles) for name, roles in roles_by_plugin() if roles],
            holders={row["role"]: row["people"] for row in counted},
            level=lambda role: word(HELD_AT, role.level),
        )
