"""The engine's accounts as Flask-Security wants its users and their store."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask_security import RoleMixin, UserMixin
from flask_security.datastore import UserDatastore

from engine import (
    Account,
    account_named,
    account_of_session,
    count_failure,
    is_locked,
    keep_account,
)


def _column(name: str) -> property:
    """An attribute of the account; instants pass as they are."""

    def read(user: User) -> Any:
        return getattr(user.account, name)

    def write(user: User, value: Any) -> None:
        if isinstance(value, datetime) and value.tzinfo is None:
            value = value.replace(tzinfo=UTC)
        setattr(user.account, name, value)

    return property(read, write)


class User(UserMixin):
    """An account that signs in.

    It holds the account instead of being one: peewee's `get_id` (the row's number) would win over
    Flask-Security's (the key of its sessions) and sign everybody out silently.
    """

    def __init__(self, account: Account) -> None:
        self.account = account

    username = _column("username")
    email = _column("email")
    password = _column("password")
    fs_uniquifier = _column("fs_uniquifier")
    last_login_at = _column("last_login_at")
    current_login_at = _column("current_login_at")
    last_login_ip = _column("last_login_ip")
    current_login_ip = _column("current_login_ip")
    login_count = _column("login_count")
    must_change_password = _column("must_change_password")
    second_factor = _column("second_factor")

    @property
    def active(self) -> bool:  # type: ignore[override]  # nobody sets it
        """Somebody who left does not come in, whatever the account says."""
        return bool(self.account.active and self.account.person.active)

    @property
    def roles(self) -> list[Any]:  # type: ignore[override]  # nobody sets it
        """None that Flask-Security would know: what people may do hangs on roles in scopes."""
        return []

    @property
    def locked(self) -> bool:
        return is_locked(self.account)

    def track_failed_authn(self, auth_type: str, tfa: bool = False) -> None:
        count_failure(self.account)
        super().track_failed_authn(auth_type, tfa)


class Accounts(UserDatastore):
    """Where Flask-Security finds and keeps users; it makes and deletes none."""

    def __init__(self) -> None:
        super().__init__(User, RoleMixin)

    def find_user(self, case_insensitive: bool = False, **wanted: Any) -> User | None:
        """Return a user by `username` or by the key of its sessions."""
        if "fs_uniquifier" in wanted:
            return _user(account_of_session(wanted["fs_uniquifier"]))
        return _user(account_named(wanted["username"]))

    def find_role(self, role: str) -> None:
        return None

    def put(self, user: User) -> User:
        keep_account(user.account)
        return user

    def commit(self) -> None:
        """Nothing waits: each write is stored at once."""


def _user(account: Account | None) -> User | None:
    return User(account) if account else None
