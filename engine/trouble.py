"""Which failures of the database pass by themselves, and are no fault of what was asked of it."""

from __future__ import annotations

import sqlite3

import psycopg
from peewee import InterfaceError, PeeweeException
from playhouse.pool import MaxConnectionsExceeded

# SQLSTATE: connection, conflict, resources, object in use, shutdown, system
STATES = ("08", "40", "53", "55", "57P", "58")
# SQLite: busy, locked, read-only, interrupted, I/O error, full, cannot open, protocol
CODES = frozenset({5, 6, 8, 9, 10, 13, 14, 15})

WRONG = (psycopg.ProgrammingError, psycopg.DataError, psycopg.NotSupportedError)


def passes(error: BaseException | None) -> bool:
    """Is this a lost connection, a lock, a full disk, so that the same may succeed later?"""
    cause = getattr(error, "orig", None) or error  # peewee wraps what the driver raised
    if isinstance(cause, sqlite3.Error):
        known = getattr(cause, "sqlite_errorcode", 0) & 0xFF in CODES
        return known or _hides(error)
    if isinstance(cause, psycopg.Error):
        state = cause.sqlstate  # none: the server has not said anything
        return state.startswith(STATES) if state else not isinstance(cause, WRONG)
    return isinstance(error, InterfaceError | MaxConnectionsExceeded)


def _hides(error: BaseException | None) -> bool:
    """Did this happen only because a trouble had undone the transaction already?"""
    first = error and error.__context__
    while first is not None and not isinstance(first, PeeweeException):
        first = first.__context__
    return passes(first)
