"""Fixed statements travel together, keep their order, and store all of a deed or nothing."""

from __future__ import annotations

import threading
from contextlib import nullcontext, suppress
from datetime import UTC, datetime

import pytest
from peewee import DatabaseError, IntegrityError

from engine import db
from engine.database import disconnect, stored_instant, transaction
from engine.models import Counter, Person
from engine.statements import ask, do

ADD = "INSERT INTO counters (name, value) VALUES (?, ?)"
ON_POSTGRESQL = pytest.mark.parametrize("kind", ["postgresql"], indirect=True)


def test_a_statement_that_fails_undoes_those_before_it(town):
    with pytest.raises(IntegrityError):
        _add("first", "twice", "twice")
    assert not Counter.select().exists()


def test_what_was_lined_up_before_a_failure_is_not_sent_later(town):
    with suppress(ValueError), transaction():
        do(ADD, "lost", 1)
        raise ValueError
    with transaction():
        do(ADD, "kept", 1)
    assert [row.name for row in Counter.select()] == ["kept"]


@ON_POSTGRESQL
def test_a_failure_that_somebody_swallows_is_not_acknowledged(town):
    with pytest.raises(DatabaseError):
        _swallowing()
    assert not Counter.select().exists()


def test_a_refused_row_inside_a_savepoint_costs_only_itself(town):
    with transaction():
        do(ADD, "outer", 1)
        with suppress(IntegrityError), transaction():
            do(ADD, "outer", 2)
        do(ADD, "after", 3)
    assert {row.name: row.value for row in Counter.select()} == {"outer": 1, "after": 3}


def test_a_model_sees_what_was_lined_up_before_it(town):
    with transaction():
        do(ADD, "seen", 7)
        assert Counter.get(Counter.name == "seen").value == 7
        Counter.update(value=8).where(Counter.name == "seen").execute()
        assert ask("SELECT value FROM counters WHERE name=?", "seen") == [(8,)]


@ON_POSTGRESQL
@pytest.mark.parametrize("undone", ["a deed", "a savepoint", "a table", "by the driver"])
def test_statements_outlive_what_lets_the_driver_drop_its_own(town, undone):
    for number in range(8):  # the driver prepares what it has sent five times
        Counter.create(name=f"c{number}")
        do("UPDATE counters SET value=? WHERE name=?", 1, "c1")
    if undone == "a table":
        db.execute_sql("CREATE TABLE passing (id INTEGER)")
        db.execute_sql("DROP TABLE passing")
    elif undone == "by the driver":
        db.connection().execute("SELECT 1", prepare=True)
        db.connection().execute("ALTER TABLE counters ALTER value SET DEFAULT 0")
    else:
        _undo(inside=undone == "a savepoint")
    with transaction():
        do("UPDATE counters SET value=? WHERE name=?", 5, "c1")
        assert ask("SELECT value FROM counters WHERE name=?", "c1") == [(5,)]
    assert Counter.get(Counter.name == "c1").value == 5


@ON_POSTGRESQL
def test_a_lost_connection_is_an_error_and_the_next_one_works(town):
    with pytest.raises(DatabaseError):
        _losing_the_connection()
    disconnect()
    db.connect()
    assert not Counter.select().exists()


def _add(*names: str) -> None:
    with transaction():
        for name in names:
            do(ADD, name, 1)


def _undo(inside: bool) -> None:
    with transaction() if inside else nullcontext(), suppress(ValueError), transaction():
        do("UPDATE counters SET value=? WHERE name=?", 4, "c1")
        raise ValueError


def _swallowing() -> None:
    with transaction():
        do(ADD, "before", 1)
        with suppress(DatabaseError):
            ask("SELECT value FROM counters WHERE value > ?", "no number")


def _losing_the_connection() -> None:
    with transaction():
        pid = ask("SELECT pg_backend_pid()")[0][0]
        other = threading.Thread(target=_end_backend, args=(pid,))
        other.start()
        other.join()
        do(ADD, "never", 1)
        do(ADD, "never either", 1)


def _end_backend(pid: int) -> None:
    with db.connection_context():
        db.execute_sql("SELECT pg_terminate_backend(%s, 5000)", (pid,))


def test_values_come_back_as_they_were_given(town):
    moment = datetime(2026, 3, 4, 9, 30, 15, 123456, tzinfo=UTC)
    person = Person.create(name="甲 ' \\ ?")
    do(
        "INSERT INTO preferences (person_id, key, value) VALUES (?, ?, ?)",
        person.id,
        "k",
        '{"a": [1, null, "问题？"]}',
    )
    do(
        "INSERT INTO holdings (person_id, role, community_id, since, until) VALUES (?, ?, ?, ?, ?)",
        person.id,
        "r",
        town.place("CM-07").id,
        stored_instant(moment),
        None,
    )
    do("INSERT INTO file_contents (sha256, content) VALUES (?, ?)", "x", bytes(range(256)))
    assert ask("SELECT name FROM people WHERE id=?", person.id) == [("甲 ' \\ ?",)]
    assert bytes(ask("SELECT content FROM file_contents WHERE sha256=?", "x")[0][0]) == bytes(
        range(256)
    )
    assert person.preferences.get().value == {"a": [1, None, "问题？"]}
    assert (person.holdings.get().since, person.holdings.get().until) == (moment, None)
