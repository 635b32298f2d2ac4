"""A migrated database is what the models say, and a second start changes nothing."""

from __future__ import annotations

import pytest
from playhouse.schema_diff import diff_models

from engine import connect, db, everything, hooks_for, migrate, pending
from engine.database import disconnect
from engine.models import TABLES


def fill_migrated(url: str) -> None:
    connect(url)
    db.connect()
    migrate()
    disconnect()


@pytest.fixture
def migrated(fresh):
    connect(fresh(fill_migrated))
    db.connect()


def test_nothing_is_pending_after_a_migration_and_a_second_one_does_nothing(migrated):
    assert pending() == []
    assert migrate() == []


def test_the_migrations_make_exactly_the_tables_of_the_models(migrated):
    records = [record for found in hooks_for(everything()).records() for record in found]
    difference = diff_models(db.obj, [*TABLES, *records])
    assert not difference.add_columns
    assert not difference.drop_columns
    assert not difference.create_tables


def test_what_is_pending_is_named_before_it_is_done(fresh):
    def fill_empty(url: str) -> None:
        connect(url)
        db.connect()
        disconnect()

    connect(fresh(fill_empty))
    db.connect()
    assert "engine/0001_initial" in pending()
