"""On PostgreSQL a role without the right to bend the journal runs the product."""

from __future__ import annotations

import pytest
from peewee import DatabaseError

from engine import (
    Case,
    broken_chains,
    complete_task,
    connect,
    database_rights,
    db,
    erase_values,
    forget_tree,
    kept_secret,
    migrate,
    note_deed,
    seal,
    start_case,
)
from engine.database import disconnect
from engine.models import Task

# SQLite knows no roles: its triggers are all there is, and tests/engine/test_journal.py tries them
pytestmark = pytest.mark.parametrize("kind", ["postgresql"], indirect=True)

ROLE = "gucheng_app"


@pytest.fixture
def as_role(town):
    """The town, its database opened by the role that `gucheng grants` speaks of."""
    kept_secret("sessions")
    if not db.execute_sql("SELECT 1 FROM pg_roles WHERE rolname = %s", (ROLE,)).fetchone():
        db.execute_sql(f"CREATE ROLE {ROLE} LOGIN")
    for statement in database_rights(ROLE):
        db.execute_sql(statement)
    disconnect()
    connect(town.url.replace("postgres@", f"{ROLE}@"))
    db.connect()
    forget_tree()
    yield town
    disconnect()
    connect(town.url)
    db.connect()
    db.execute_sql(f"DROP OWNED BY {ROLE}")


def work(town) -> Case:
    case = start_case("repair", town.place("CM-07"), town.who("李四"))
    task = Task.get(Task.case == case)
    complete_task(task.id, town.who("李四"), {"finding": "漏水", "cost": 6000})
    return Case.get_by_id(case.id)


def test_the_role_works_cases_keeps_the_journal_seals_and_erases(as_role):
    assert db.execute_sql("SELECT current_user").fetchone() == (ROLE,)
    assert migrate() == []
    case = work(as_role)
    note_deed("set", None, "x", before=1, after=2)
    seal()
    assert erase_values(case, [2], reason="PIPL 47") == 1
    assert list(broken_chains()) == []
    assert kept_secret("sessions")


BENDING = (
    "UPDATE events SET deed = 'x'",
    "DELETE FROM events",
    "TRUNCATE events CASCADE",
    "UPDATE deeds SET deed = 'x'",
    "DELETE FROM seals",
    "UPDATE sealed_heads SET count = 1",
    "DELETE FROM erasures",
    "UPDATE event_values SET salt = ''",
    "ALTER TABLE events DISABLE TRIGGER ALL",
    "DROP TRIGGER events_keep ON events",
    "SET session_replication_role = replica",
    "CREATE OR REPLACE FUNCTION gucheng_keep() RETURNS trigger LANGUAGE sql AS 'SELECT 1'",
)


def test_the_role_bends_nothing(as_role):
    work(as_role)
    for statement in BENDING:
        with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), db.atomic():
            db.execute_sql(statement)
    assert list(broken_chains()) == []
