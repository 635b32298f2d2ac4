"""How a used PostgreSQL database becomes again what it was when a test got it.

Sweeping one costs a tenth of making one: rows go, those that its template had come back from a
schema beside, sequences count again from where they stood. One whose tables were changed as well
is thrown away.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Callable

import psycopg
from psycopg import sql

from tests import postgres

Fill = Callable[[str], None]

_idle: dict[str, list[str]] = defaultdict(list)
_shapes: dict[str, tuple[object, ...]] = {}

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname='public' ORDER BY tablename"
SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname='public'"
# what a change of a table, an index, a trigger, a function or an extension leaves behind
SHAPE = """
SELECT (SELECT count(*) FROM pg_class), (SELECT max(oid::bigint) FROM pg_class),
       (SELECT sum(relfilenode::bigint) FROM pg_class WHERE relkind IN ('r','i')),
       (SELECT count(*) FROM pg_attribute), (SELECT max(xmin::text::bigint) FROM pg_attribute),
       (SELECT max(xmin::text::bigint) FROM pg_trigger), (SELECT max(oid::bigint) FROM pg_trigger),
       (SELECT max(xmin::text::bigint) FROM pg_proc),
       (SELECT max(xmin::text::bigint) FROM pg_constraint)
"""


def take(name: str, fill: Fill) -> str:
    """Return the name of a database as `fill` made it: a swept one, else a new copy."""
    template = postgres.template(fill.__name__, _filling(fill))
    while _idle[template]:
        used = _idle[template].pop()
        if _sweep(used):
            return used
        postgres.remove(used)
    url = postgres.database(name, template=template)
    with psycopg.connect(url) as connection:
        _shapes[name] = _shape(connection)
    return name


def give_back(name: str, fill: Fill) -> None:
    """Lay a database by for the next test; whoever is still connected to it is thrown out."""
    _idle[fill.__name__].append(name)


@functools.cache
def _filling(fill: Fill) -> Fill:
    return functools.partial(_fill, fill=fill)


def _fill(url: str, fill: Fill) -> None:
    fill(url)
    with psycopg.connect(url) as connection:
        connection.execute("CREATE SCHEMA kept")
        rows = [(name, last) for name, last in connection.execute(SEQUENCES).fetchall()]
        connection.execute("CREATE TABLE kept.sequences__ (name text, last bigint)")
        connection.cursor().executemany("INSERT INTO kept.sequences__ VALUES (%s, %s)", rows)
        for (table,) in connection.execute(TABLES).fetchall():
            _keep(connection, sql.Identifier(table))


def _keep(connection: psycopg.Connection, table: sql.Identifier) -> None:
    found = connection.execute(sql.SQL("SELECT 1 FROM public.{} LIMIT 1").format(table))
    if found.fetchone():
        connection.execute(sql.SQL("CREATE TABLE kept.{0} AS TABLE public.{0}").format(table))


def _sweep(name: str) -> bool:
    """Put all rows of a used database back; return whether its tables are still what they were."""
    server = postgres.server()
    with psycopg.connect(server.url(), autocommit=True) as above:
        above.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname=%s", (name,)
        )
    with psycopg.connect(server.url(name)) as connection:
        if _shape(connection) != _shapes[name]:
            return False
        connection.execute(RESTORE)
        return True


def _shape(connection: psycopg.Connection) -> tuple[object, ...]:
    return tuple(connection.execute(SHAPE).fetchone() or ())


# triggers and foreign keys rest meanwhile: a table may refuse that its rows are changed
RESTORE = """
DO $$
DECLARE t text; kept boolean; s record;
BEGIN
  SET LOCAL session_replication_role = replica;
  FOR t, kept IN
    SELECT p.tablename, k.tablename IS NOT NULL FROM pg_tables p
    LEFT JOIN pg_tables k ON k.schemaname='kept' AND k.tablename=p.tablename
    WHERE p.schemaname='public'
  LOOP
    EXECUTE format('DELETE FROM public.%I', t);
    IF kept THEN EXECUTE format('INSERT INTO public.%1$I SELECT * FROM kept.%1$I', t); END IF;
  END LOOP;
  FOR s IN SELECT name, last FROM kept.sequences__ LOOP
    PERFORM setval(format('public.%I', s.name), coalesce(s.last, 1), s.last IS NOT NULL);
  END LOOP;
END $$
"""
