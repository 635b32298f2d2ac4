"""How a person signs in: the account behind a name or a session, failures counted, the lock."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from engine.clock import now
from engine.models import Account, Person
from engine.statements import joined

MOST_FAILURES = 5  # in a row, before the account is locked for a while
LOCKED_FOR = timedelta(minutes=15)


def account_named(username: str) -> Account | None:
    """Return the account with a user name; people differ in case, so case does not count."""
    return _one('lower("t1"."username")=?', username.lower())


def account_of_session(key: str) -> Account | None:
    """Return the account whose sessions carry this key; a changed password changes the key."""
    return _one('"t1"."fs_uniquifier"=?', key)


def account_of(person: Person) -> Account | None:
    """Return how a person signs in, or None for who never does."""
    return _one('"t1"."person_id"=?', person.id)


def _one(condition: str, value: Any) -> Account | None:
    return next(iter(joined(Account, Account.person, condition, value)), None)


def keep_account(account: Account) -> None:
    """Store what was changed of an account, and only that: failures may be counted meanwhile."""
    if account.is_dirty():
        account.save(only=account.dirty_fields)


def is_locked(account: Account) -> bool:
    """Is the account closed for now, after too many wrong passwords?"""
    return account.locked_until is not None and account.locked_until > now()


def count_failure(account: Account) -> None:
    """Count a wrong password; the last one allowed locks the account for a while."""
    Account.update(failed_logins=Account.failed_logins + 1).where(
        Account.id == account.id
    ).execute()
    Account.update(failed_logins=0, locked_until=now() + LOCKED_FOR).where(
        Account.id == account.id, Account.failed_logins >= MOST_FAILURES
    ).execute()


def forget_failures(account: Account) -> None:
    """Count from nought again: the person has signed in."""
    if account.failed_logins or account.locked_until:
        Account.update(failed_logins=0, locked_until=None).where(Account.id == account.id).execute()
        account.failed_logins, account.locked_until = 0, None


def choose_language(account: Account, language: str) -> None:
    """Keep the language in which a person wants the pages."""
    Account.update(language=language).where(Account.id == account.id).execute()
