"""Cases whose personal data is kept in store only (PIPL 47)."""

from typing import Any


def up(migrator: Any, db: Any) -> None:
    db.execute_sql("ALTER TABLE cases ADD COLUMN restricted BOOLEAN NOT NULL DEFAULT FALSE")
