"""What happened is only ever added: the database itself refuses to change or delete it."""

from typing import Any

from peewee import PostgresqlDatabase

KEPT = ("events", "deeds", "seals", "sealed_heads", "erasures")
VALUES = {"event_values": "case_id", "deed_values": ""}  # erasable, never changed

ON_POSTGRESQL = """
CREATE FUNCTION gucheng_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the journal is only added to: %% on %% refused', TG_OP, TG_TABLE_NAME
  USING ERRCODE = 'insufficient_privilege'; END $$;
"""
KEEP_ROWS = """
CREATE TRIGGER {table}_keep BEFORE UPDATE OR DELETE ON {table}
  FOR EACH ROW EXECUTE FUNCTION gucheng_keep();
CREATE TRIGGER {table}_keep_all BEFORE TRUNCATE ON {table} EXECUTE FUNCTION gucheng_keep()
"""
KEEP_VALUES = """
CREATE TRIGGER {table}_keep BEFORE UPDATE ON {table}
  FOR EACH ROW EXECUTE FUNCTION gucheng_keep();
CREATE TRIGGER {table}_keep_all BEFORE TRUNCATE ON {table} EXECUTE FUNCTION gucheng_keep();
CREATE FUNCTION gucheng_erase_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM erasures e WHERE {same}) THEN
    RAISE EXCEPTION 'no erasure was noted: DELETE on {table} refused'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER {table}_erase BEFORE DELETE ON {table}
  FOR EACH ROW EXECUTE FUNCTION gucheng_erase_{table}()
"""
ON_SQLITE = """
CREATE TRIGGER {table}_no_{deed} BEFORE {deed} ON {table} BEGIN
  SELECT RAISE(ABORT, 'the journal is only added to: {deed} on {table} refused'); END
"""
ERASE_ON_SQLITE = """
CREATE TRIGGER {table}_erase BEFORE DELETE ON {table}
WHEN NOT EXISTS (SELECT 1 FROM erasures e WHERE {same}) BEGIN
  SELECT RAISE(ABORT, 'no erasure was noted: DELETE on {table} refused'); END
"""


def up(migrator: Any, db: Any) -> None:
    run = db.execute_sql
    if isinstance(db, PostgresqlDatabase):
        run(ON_POSTGRESQL)
        for table in KEPT:
            run(KEEP_ROWS.format(table=table))
        for table, case in VALUES.items():
            run(KEEP_VALUES.format(table=table, same=_same(case)))
        return
    for table in KEPT:
        for deed in ("UPDATE", "DELETE"):
            run(ON_SQLITE.format(table=table, deed=deed))
    for table, case in VALUES.items():
        run(ON_SQLITE.format(table=table, deed="UPDATE"))
        run(ERASE_ON_SQLITE.format(table=table, same=_same(case)))


def _same(case: str) -> str:
    """Return the condition under which an erasure `e` is that of a line's values."""
    line = "e.sequence = OLD.sequence"
    return f"{line} AND e.{case} = OLD.{case}" if case else f"{line} AND e.case_id IS NULL"
