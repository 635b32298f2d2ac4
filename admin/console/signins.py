"""The page of sign-ins: who is locked out, who signs in in two steps; unlocking, resetting."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import abort, request
from flask_admin import expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from admin.console.access import AUDIT, SECURITY, by_now
from admin.console.filters import IsTrue
from admin.console.reasons import ask_reason
from admin.console.view import ConsoleView
from admin.console.words import named, when, yes_no
from engine import (
    Account,
    Person,
    Refused,
    about,
    forget_failures,
    is_locked,
    note_deed,
    remove_second_factor,
)


class SignInView(ConsoleView):
    """Accounts as the security administrator looks after them."""

    seen_by = (SECURITY, AUDIT)
    changed_by = (SECURITY,)
    noun = _("account")
    explains = _(
        "The system administrator gives passwords, the security administrator unlocks and resets"
        " the second step: nobody takes over an account alone."
    )
    reads = (
        Account.id, Account.person, Account.username, Account.active, Account.second_factor,
        Account.failed_logins, Account.locked_until, Account.last_login_at,
        Account.current_login_at,
    )  # fmt: skip
    joined = (Account.person,)
    column_list = ("person", "username", "second_factor", "locked_until", "current_login_at")
    column_sortable_list = ("username", "current_login_at")
    column_default_sort = "username"
    column_searchable_list = ("username", Person.name, Person.name_en)
    column_filters = (IsTrue(Account.second_factor, _("Two steps")),)
    column_labels: ClassVar[Any] = {
        "person": _("Person"),
        "username": _("User name"),
        "second_factor": _("Two steps"),
        "locked_until": _("Locked until"),
        "current_login_at": _("Last signed in"),
    }
    column_formatters: ClassVar[Any] = {
        "person": lambda view, context, row, name: named(row.person),
        "second_factor": lambda view, context, row, name: yes_no(row.second_factor),
        "locked_until": lambda v, c, row, name: when(row.locked_until) if is_locked(row) else "",
    }

    @expose("/unlock/", methods=("GET", "POST"))
    def unlock_view(self) -> Any:
        """Ask why, then let an account that wrong passwords locked be tried again."""
        row = self.changeable()
        return self.deed(row, "unlock", lambda why: unlock(row, why), gettext("Unlocked."))

    @expose("/reset/", methods=("GET", "POST"))
    def reset_view(self) -> Any:
        """Ask why, then ask for no code any more until the person sets it up anew."""
        row = self.changeable()
        done = gettext("Reset. They set it up anew when they sign in.")
        return self.deed(row, "reset", lambda why: reset(row, why), done)

    def changeable(self) -> Any:
        if not self.may_change():
            abort(404)
        return self.get_one(request.args.get("id"))

    def deed(self, row: Any, key: str, do: Any, done: str) -> Any:
        titles = {"unlock": gettext("Unlock"), "reset": gettext("Reset the second step")}
        back = self.get_url(".index_view")
        return ask_reason(self, titles[key], self.name_of(row), back, do, done)

    def row_links(self, row: Any, back: str, *, here: bool = False) -> list[tuple[Any, str]]:
        if not self.may_change():
            return []
        offers = [
            (gettext("Unlock"), ".unlock_view", is_locked(row)),
            (gettext("Reset the second step"), ".reset_view", row.second_factor),
        ]
        return [(said, self.get_url(page, id=row.id)) for said, page, fits in offers if fits]

    def name_of(self, row: Any) -> str:
        return f"{named(row.person)} · {row.username}"


def unlock(account: Any, reason: str) -> None:
    forget_failures(account)
    note_deed("account_unlocked", by_now(), about(account.person), reason=reason)


def reset(account: Any, reason: str) -> None:
    by = by_now()
    if by is not None and by.id == account.person_id:
        raise Refused("不能重置自己的第二步验证。", "Nobody resets their own second step.")
    remove_second_factor(account.person)
    note_deed("second_factor_reset", by, about(account.person), reason=reason)
