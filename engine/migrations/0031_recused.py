"""Who stands aside in a case because of a conflict of interest."""

from typing import Any

from engine.database import on_postgresql


def up(migrator: Any, db: Any) -> None:
    kind = "JSONB" if on_postgresql() else "JSON"
    db.execute_sql(f"ALTER TABLE cases ADD COLUMN recused {kind} NOT NULL DEFAULT '[]'")
