"""A swept database is what it was when a test got it; one whose tables were changed is not."""

from __future__ import annotations

import psycopg
import pytest

from tests import postgres, used


def small(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE towns (id bigserial PRIMARY KEY, name text)")
        connection.execute(
            "CREATE TABLE people (id bigserial PRIMARY KEY, town bigint REFERENCES towns)"
        )
        connection.execute("INSERT INTO towns (name) VALUES ('古城')")
        connection.execute(
            "CREATE FUNCTION no() RETURNS trigger AS $$ BEGIN RAISE 'kept'; END $$ LANGUAGE plpgsql"
        )
        connection.execute(
            "CREATE TRIGGER no BEFORE DELETE ON people FOR EACH ROW EXECUTE FUNCTION no()"
        )


def rows(name: str, table: str) -> list[tuple[object, ...]]:
    with psycopg.connect(postgres.server().url(name)) as connection:
        return connection.execute(f"SELECT * FROM {table} ORDER BY id").fetchall()  # type: ignore[arg-type]


def write(name: str, *statements: str) -> None:
    with psycopg.connect(postgres.server().url(name)) as connection:
        for statement in statements:
            connection.execute(statement)  # type: ignore[arg-type]


def test_what_a_test_wrote_is_gone_and_what_it_took_is_back_for_the_next() -> None:
    first = used.take("swept_1", small)
    write(
        first,
        "INSERT INTO towns (name) VALUES ('八角')",
        "INSERT INTO people (town) VALUES (2)",
        "UPDATE towns SET name='other' WHERE id=1",
    )
    used.give_back(first, small)
    assert used.take("swept_2", small) == first
    assert (rows(first, "towns"), rows(first, "people")) == ([(1, "古城")], [])
    write(first, "INSERT INTO towns (name) VALUES ('八角')")
    assert rows(first, "towns")[-1] == (2, "八角")
    used.give_back(first, small)


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE towns ADD COLUMN code text",
        "DROP TRIGGER no ON people",
        "CREATE INDEX named ON towns (name)",
        "DROP TABLE people",
        "ALTER TABLE towns ALTER COLUMN name SET NOT NULL",
        "CREATE OR REPLACE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
    ],
)
def test_one_whose_tables_were_changed_is_not_given_again(change: str) -> None:
    first = used.take(f"changed_{abs(hash(change))}", small)
    write(first, change)
    used.give_back(first, small)
    second = used.take(f"{first}_next", small)
    assert second != first
    assert rows(second, "towns") == [(1, "古城")]
    used.give_back(second, small)


def test_who_is_still_connected_is_thrown_out() -> None:
    name = used.take("held_1", small)
    with psycopg.connect(postgres.server().url(name)) as held:
        held.execute("INSERT INTO towns (name) VALUES ('x')")
        used.give_back(name, small)
        assert used.take("held_2", small) == name
        with pytest.raises(psycopg.OperationalError):
            held.execute("SELECT 1")
    used.give_back(name, small)
