"""Which rights on PostgreSQL let a role run the product, and bend nothing that happened."""

from __future__ import annotations

from collections.abc import Iterator

from engine.database import db

ADDED_TO = ("events", "deeds", "seals", "sealed_heads", "erasures")
ERASABLE = ("event_values", "deed_values")
ALL = "SELECT, INSERT, UPDATE, DELETE"


def database_rights(role: str) -> Iterator[str]:
    """Yield the statements by which the tables' owner lets a role of its own run the product.

    It may read and add to the journal, erase noted values, and neither change tables nor triggers.
    """
    name = '"' + role.replace('"', '""') + '"'
    yield f"GRANT USAGE ON SCHEMA public TO {name}"
    for table in sorted(db.get_tables()):
        yield f'REVOKE ALL ON "{table}" FROM {name}'
        yield f'GRANT {_rights(table)} ON "{table}" TO {name}'
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}"


def _rights(table: str) -> str:
    if table in ADDED_TO:
        return "SELECT, INSERT"
    if table in ERASABLE:
        return "SELECT, INSERT, DELETE"
    return "SELECT" if table.endswith("_migrations") else ALL
