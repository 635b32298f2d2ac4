"""The page of people: who they are, how they sign in, who has left. Nobody is ever deleted."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

from flask import abort, flash, redirect, request
from flask_admin import expose
from flask_admin.helpers import get_redirect_target
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from peewee import JOIN
from wtforms import StringField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from admin.accounts import hash_password
from admin.console.access import SECURITY, SYSTEM, by_now
from admin.console.filters import IsTrue
from admin.console.forms import ConsoleForm
from admin.console.view import ConsoleView
from admin.console.words import masked_phone, named, role_title, when
from admin.who import viewer_or_none
from engine import (
    Account,
    Community,
    Holding,
    Person,
    Refused,
    Task,
    about,
    forget_holders,
    note_deed,
    now,
    share_on,
)

LETTERS = "abcdefghjkmnpqrstuvwxyz"  # none that is read as another, or as a digit
DIGITS = "23456789"


def first_password() -> str:
    """Return a password to be read out or written down once: `kmnp-4739-xyzt`."""
    kinds = (LETTERS, DIGITS, LETTERS)
    return "-".join("".join(secrets.choice(kind) for _ in range(4)) for kind in kinds)


class PersonForm(ConsoleForm):
    name = StringField(_("Full name"), [InputRequired(), Length(max=80)])
    name_en = StringField(_("English name"), [Length(max=80)])
    phone = StringField(
        _("Telephone"), [Optional(), Regexp(r"[0-9+ -]{5,40}\Z", message=_("Digits only."))]
    )


class UsernameForm(ConsoleForm):
    username = StringField(
        _("User name"),
        [
            InputRequired(),
            Length(min=2, max=80),
            Regexp(r"[\w.@-]+\Z", message=_("Letters, digits, . _ @ - only.")),
        ],
    )


class NewPerson(PersonForm, UsernameForm):
    """A person who is to sign in."""


class PersonView(ConsoleView):
    """People with their accounts."""

    seen_by = (SYSTEM, SECURITY)
    changed_by = (SYSTEM,)
    unsaid = ("phone",)
    noun = _("person")
    explains = _("Who leaves is deactivated: what they did keeps their name.")
    details_template = "console/person.html"
    can_create = can_edit = can_view_details = True
    along = (Account,)
    column_list = ("name", "username", "phone", "active", "last_login_at")
    column_details_list = (
        "name", "name_en", "username", "phone", "active", "locked_until", "last_login_at",
        "login_count",
    )  # fmt: skip
    column_sortable_list = (
        ("name", Person.name),
        ("username", Account.username),
        ("last_login_at", Account.last_login_at),
    )
    column_default_sort = "id"
    column_searchable_list = (Person.name, Person.name_en, Account.username)
    column_filters = (IsTrue(Person.active, _("Active")),)
    column_labels: ClassVar[Any] = {
        "name": _("Full name"),
        "name_en": _("English name"),
        "username": _("User name"),
        "phone": _("Telephone"),
        "active": _("Active"),
        "locked_until": _("Locked until"),
        "last_login_at": _("Last signed in"),
        "login_count": _("Times signed in"),
    }
    column_formatters: ClassVar[Any] = {
        "name": lambda view, context, row, name: view.name_of(row),
        "username": lambda view, context, row, name: login(row, "username"),
        "phone": lambda view, context, row, name: masked_phone(row.phone),
        "locked_until": lambda view, context, row, name: locked(row),
        "last_login_at": lambda view, context, row, name: login(row, "last_login_at"),
        "login_count": lambda view, context, row, name: login(row, "login_count"),
    }
    column_formatters_detail: ClassVar[Any] = {**column_formatters}
    form_columns = ("name", "name_en", "phone")

    def get_query(self) -> Any:
        return Person.select(Person, Account).join_from(
            Person, Account, JOIN.LEFT_OUTER, attr="login"
        )

    def get_one(self, id: Any) -> Any:
        found = super().get_one(id)
        return self.get_query().where(Person.id == found.id).get()

    # -- forms

    def get_create_form(self) -> Any:
        return NewPerson

    def get_edit_form(self) -> Any:
        return PersonForm

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> Any:
        """Ask for a new person; show the first password, once."""
        form = self.create_form()
        if self.validate_form(form):
            password = first_password()
            if made := self.stored(lambda: add_person(form, password)):
                return self.show_password(made, password)
        return self.show_form(self.create_template, form)

    @expose("/account/", methods=("GET", "POST"))
    def account_view(self) -> Any:
        """Let somebody who was only known by name sign in from now on."""
        person = self.changeable()
        if account_of(person) is not None:
            abort(404)
        form = UsernameForm()
        if self.validate_form(form):
            password = first_password()
            if self.stored(lambda: add_account(person, form.username.data, password)):
                return self.show_password(person, password)
        return self.show_form(self.create_template, form, person)

    def changeable(self) -> Any:
        """Return the person of the address, for those who may change people."""
        if not self.may_change():
            abort(404)
        return self.get_one(request.values.get("id"))

    # -- deeds that ask first

    @expose("/password/", methods=("GET", "POST"))
    def password_view(self) -> Any:
        """Ask, then give a new first password; whoever is signed in with the old one is out."""
        person = self.changeable()
        if account_of(person) is None:
            abort(404)
        if not self.sure():
            return self.ask_about(person, gettext("Give a new first password?"))
        password = first_password()
        self.stored(lambda: new_password(person, password))
        return self.show_password(person, password)

    @expose("/leave/", methods=("GET", "POST"))
    def leave_view(self) -> Any:
        """Ask, then let a person who left do nothing any more."""
        person = self.changeable()
        if not self.sure():
            return self.ask_about(person, gettext("Deactivate? They are signed out at once."))
        if self.stored(lambda: deactivate(person)):
            by = viewer_or_none()
            share_on(person, by.person if by else person, gettext("Left the service"))
            waiting = Task.select().where(Task.claimed_by == person, Task.status == "open").count()
            done = gettext("Deactivated: “%(name)s”.", name=self.name_of(person))
            left = gettext("Claimed tasks that still wait for them: %(count)s.", count=waiting)
            flash(f"{done} {left if waiting else ''}", "success")
        return redirect(self.get_url(".details_view", id=person.id))

    @expose("/return/", methods=("GET", "POST"))
    def return_view(self) -> Any:
        """Ask, then let a person act again with the roles they hold."""
        person = self.changeable()
        if not self.sure():
            return self.ask_about(person, gettext("Activate again, with the roles still held?"))
        if self.stored(lambda: activate(person)):
            flash(gettext("Activated: “%(name)s”.", name=self.name_of(person)), "success")
        return redirect(self.get_url(".details_view", id=person.id))

    def sure(self) -> bool:
        form = self.delete_form()
        return request.method == "POST" and bool(form.validate() and request.form.get("sure"))

    def ask_about(self, person: Any, question: str) -> Any:
        back = self.get_url(".details_view", id=person.id)
        form = self.delete_form()
        form.id.data, form.url.data = person.id, back
        return self.asks(question, [person], form, request.path, back, danger=False)

    def show_password(self, person: Any, password: str) -> Any:
        """Show a first password; it is stored nowhere and no page shows it again."""
        return self.render(
            "console/password.html",
            newcomer=person,
            account=account_of(person),
            password=password,
            return_url=get_redirect_target() or self.get_url(".index_view"),
        )

    # -- details

    def details_of(self, row: Any) -> dict[str, Any]:
        return {"held": holdings(row), "deeds": self.deeds(row) if self.may_change() else []}

    def holdings_page(self) -> Any:
        """Return the page where roles are given."""
        return next(view for view in self.admin._views if view.endpoint == "console_holdings")

    def deeds(self, person: Any) -> list[tuple[str, str]]:
        account = account_of(person)
        offers = [
            (gettext("Give an account"), ".account_view", account is None),
            (gettext("New first password"), ".password_view", account is not None),
            (gettext("Deactivate"), ".leave_view", person.active),
            (gettext("Activate"), ".return_view", not person.active),
        ]
        return [(say, self.get_url(page, id=person.id)) for say, page, fits in offers if fits]

    def name_of(self, row: Any) -> str:
        return named(row)


# -- what is stored


def add_person(form: Any, password: str) -> Any:
    """Make a person who signs in with a first password."""
    person = Person.create(
        name=form.name.data.strip(),
        name_en=form.name_en.data.strip(),
        phone=(form.phone.data or "").strip(),
    )
    note_deed("person_added", by_now(), about(person))
    add_account(person, form.username.data, password)
    return person


def add_account(person: Any, username: str, password: str) -> Any:
    if Account.select().where(Account.username ** username.strip()).exists():
        raise Refused("用户名“{name}”已有人使用。", "User name “{name}” is taken.", name=username)
    note_deed("account_made", by_now(), about(person))
    return Account.create(
        person=person,
        username=username.strip(),
        password=hash_password(password),
        must_change_password=True,
    )


def new_password(person: Any, password: str) -> bool:
    account = account_of(person)
    account.password, account.must_change_password = hash_password(password), True
    account.failed_logins, account.locked_until = 0, None
    end_sessions(account)
    note_deed("password_given", by_now(), about(person))
    return True


def deactivate(person: Any) -> bool:
    here = viewer_or_none()
    if here is not None and here.person.id == person.id:
        raise Refused("不能停用自己。", "Nobody deactivates themselves.")
    Person.update(active=False).where(Person.id == person.id).execute()
    if (account := account_of(person)) is not None:
        end_sessions(account)
    note_deed("person_deactivated", by_now(), about(person))
    forget_holders()
    return True


def activate(person: Any) -> bool:
    Person.update(active=True).where(Person.id == person.id).execute()
    note_deed("person_activated", by_now(), about(person))
    forget_holders()
    return True


def end_sessions(account: Any) -> None:
    """Store an account with a new key, so that no session of before is known any more."""
    account.fs_uniquifier = secrets.token_hex(32)
    account.save()


# -- what is shown


def account_of(person: Any) -> Any:
    return Account.get_or_none(Account.person == person)


def holdings(person: Any) -> list[dict[str, Any]]:
    """Return the roles a person holds, held or will hold."""
    rows = (
        Holding.select(Holding, Community)
        .join_from(Holding, Community)
        .where(Holding.person == person)
        .order_by(Holding.until.desc(nulls="first"), Holding.since)
    )
    return [
        {
            "id": row.id,
            "role": role_title(row.role),
            "community": named(row.community),
            "since": when(row.since),
            "until": when(row.until),
            "now": row.until is None or row.until > now(),
        }
        for row in rows
    ]


def login(person: Any, column: str) -> Any:
    account = getattr(person, "login", None)
    return getattr(account, column) if account is not None and account.id else ""


def locked(person: Any) -> str:
    until = login(person, "locked_until")
    return when(until) if until and until > now() else ""
