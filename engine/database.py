"""Where everything is kept: SQLite or PostgreSQL by URL, one transaction at a time a thread."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec
import psycopg
from peewee import (
    BlobField,
    DatabaseProxy,
    DateTimeField,
    IntegerField,
    PeeweeException,
    PostgresqlDatabase,
    TextField,
)
from peewee import JSONField as _JSONField
from playhouse.db_url import connect as connect_url

from engine.clock import now
from engine.drivers import Sqlite
from engine.wire import Answer, WiredPostgresql

db = DatabaseProxy()

PRAGMAS = {"journal_mode": "wal", "synchronous": "normal", "foreign_keys": 1, "cache_size": -16000}


def connect(url: str) -> Any:
    """Bind the product's tables to the database at a URL and return it.

    `sqlite:///relative.db`, `sqlite:////absolute.db`, or `postgresql://user@host/name`.
    """
    if db.obj is not None:
        disconnect()
    opened = _sqlite(url) if url.startswith("sqlite:") else _postgresql(url)
    db.initialize(opened)
    return opened


def _sqlite(url: str) -> Any:
    path = unquote(urlsplit(url).path)[1:] or ":memory:"
    # IMMEDIATE: two writers wait instead of failing half-way; 30 s: SQLite's queue is not fair
    return Sqlite(path, lock_type="IMMEDIATE", timeout=30, pragmas=PRAGMAS)


def _postgresql(url: str) -> Any:
    host = dict(part.partition("=")[::2] for part in urlsplit(url).query.split("&") if part)
    database = connect_url(
        url.partition("?")[0],
        **{key: unquote(value) for key, value in host.items()},
    )
    pooled = WiredPostgresql(
        database.database,
        prefer_psycopg3=True,
        max_connections=64,
        stale_timeout=300,
        timeout=30,
        **database.connect_params,
    )
    # a child that inherits open connections reads its siblings' answers
    os.register_at_fork(after_in_child=pooled._connections.clear)
    return pooled


def open_connection() -> None:
    """Give this thread its connection: SQLite's its own for good, PostgreSQL's one of the pool."""
    db.connect(reuse_if_open=True)


def give_back_connection() -> None:
    """Return a connection to the pool; SQLite's stays with its thread: opening costs two reads."""
    if on_postgresql() and not db.is_closed():
        db.close()


def disconnect() -> None:
    """Close the connection, and every idle one of the pool: nothing holds the database any more."""
    db.close()
    if on_postgresql():
        db.close_all()


def own_connection() -> psycopg.Connection[Any]:
    """Open a connection to PostgreSQL that is none of the pool's, for who waits on it for long."""
    return psycopg.connect(dbname=db.obj.database, autocommit=True, **db.obj.connect_params)


def is_reachable() -> bool:
    """Does the database answer?"""
    try:
        open_connection()
        db.execute_sql("SELECT 1").fetchone()
    except PeeweeException:
        return False
    return True


def on_postgresql() -> bool:
    return isinstance(db.obj, PostgresqlDatabase)


_after: ContextVar[list[Callable[[], None]] | None] = ContextVar("after_commit", default=None)


@contextmanager
def transaction() -> Iterator[None]:
    """Do what is inside wholly or not at all; an inner one joins the outer.

    What `after_commit` was given runs once the outermost has been stored, never when it failed.
    """
    if _after.get() is not None:
        with db.atomic():
            yield
        return
    waiting: list[Callable[[], None]] = []
    token = _after.set(waiting)
    try:
        with db.atomic():
            yield
    finally:
        _after.reset(token)
    for call in waiting:
        call()


def after_commit(call: Callable[[], None]) -> None:
    """Run `call` when the present transaction has been stored; at once when there is none."""
    waiting = _after.get()
    if waiting is None:
        call()
    else:
        waiting.append(call)


class Rehearsal(Exception):
    """Thrown inside `rehearsing` to undo everything; never leaves it."""


@contextmanager
def rehearsing() -> Iterator[list[Callable[[], None]]]:
    """Run what is inside for real and then undo every write of it.

    Yields the calls that `after_commit` was given, for whoever plays what follows a commit.
    """
    waiting: list[Callable[[], None]] = []
    token = _after.set(waiting)
    try:
        with db.atomic():
            yield waiting
            raise Rehearsal
    except Rehearsal:
        pass
    finally:
        _after.reset(token)


def locked(query: Any) -> Any:
    """Hold the rows of a query until the commit; SQLite's IMMEDIATE transaction is a lock.

    Others may still write rows that refer to them, so that two cases can write to each other.
    """
    return query.for_update("FOR NO KEY UPDATE") if on_postgresql() else query


def send(sql: str, *values: Any) -> Answer:
    """Send a fixed statement of the hot path; `?` stands for each value.

    On PostgreSQL it may wait for company: its rows, or its error, come when they are read or with
    the commit at the latest.
    """
    if on_postgresql():
        answer: Answer = db.obj.send(sql, values)
        return answer
    cursor = db.execute_sql(sql, values)
    return Answer(rows=cursor.fetchall() if cursor.description else [])


class UtcDateTimeField(DateTimeField):
    """An aware instant in and out; kept as naive UTC, so that both databases sort it alike."""

    FORM = "%Y-%m-%d %H:%M:%S.%f"

    def db_value(self, value: Any) -> Any:
        if not isinstance(value, datetime):
            return value
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        return stored_instant(value)

    def python_value(self, value: Any) -> datetime | None:
        return read_instant(value)


def stored_instant(value: datetime) -> Any:
    """Return an aware instant as the database keeps it, for fixed SQL."""
    naive = value.astimezone(UTC).replace(tzinfo=None)
    return naive if on_postgresql() else naive.strftime(UtcDateTimeField.FORM)


def read_instant(value: Any) -> datetime | None:
    """Return what the database keeps as an aware instant."""
    if value is None:
        return None
    naive = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return naive.replace(tzinfo=UTC)


class FenField(IntegerField):
    """Money in whole fen (a hundredth of a yuan); decimals in SQLite are floats and lose cents."""


def to_json(value: Any) -> str:
    """Write a value as JSON; decimals and instants become strings, Chinese stays readable."""
    return msgspec.json.encode(value, enc_hook=str).decode()


def from_json(text: str | bytes) -> Any:
    return msgspec.json.decode(text)


class JSONField(_JSONField):
    """A list or mapping that is searched by no key of it, the same on both databases."""

    def __init__(self, **options: Any) -> None:
        super().__init__(dumps=to_json, loads=from_json, **options)


class WordsField(TextField):
    """A short list of names without spaces, such as roles."""

    def db_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else " ".join(value)

    def python_value(self, value: Any) -> list[str]:
        return value.split() if value else []


__all__ = [
    "BlobField",
    "FenField",
    "JSONField",
    "UtcDateTimeField",
    "WordsField",
    "after_commit",
    "connect",
    "db",
    "from_json",
    "locked",
    "now",
    "on_postgresql",
    "read_instant",
    "rehearsing",
    "send",
    "stored_instant",
    "to_json",
    "transaction",
]
