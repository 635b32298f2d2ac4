"""Less to store and to write for every task: hashes as bytes, shared terms, few indexes.

Everything stored is converted; the hashes of histories stay what they were.
"""

import hashlib
from typing import Any

from peewee import BigAutoField, BigIntegerField, ForeignKeyField, Model, PostgresqlDatabase

from engine.database import JSONField, to_json

ON_POSTGRESQL = """
ALTER TABLE events DROP COLUMN hash,
  ALTER values_hash TYPE BYTEA USING decode(values_hash, 'hex'),
  ALTER previous TYPE BYTEA USING decode(previous, 'hex');
DROP INDEX event_case_id, event_person_id, event_person_id_at;
ALTER TABLE event_values ALTER salt TYPE BYTEA USING decode(salt, 'hex'),
  ALTER "values" TYPE BYTEA USING convert_to("values", 'UTF8');
DROP INDEX eventvalues_case_id;
ALTER TABLE cases ALTER event_head TYPE BYTEA USING decode(event_head, 'hex');
ALTER TABLE offers DROP COLUMN id, ADD PRIMARY KEY (task_id, role);
DROP INDEX offer_task_id_role, offer_task_id, offer_community_id, offer_role_community_id_due_at;
ALTER TABLE case_members DROP COLUMN id, ADD PRIMARY KEY (person_id, case_id);
DROP INDEX member_person_id_case_id, member_person_id;
ALTER TABLE tasks ALTER roles TYPE TEXT USING translate(roles::text, '[]",', '');
ALTER TABLE cases SET (fillfactor = 75, autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE tasks SET (autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE offers SET (autovacuum_vacuum_scale_factor = 0.05)
"""

ON_SQLITE = """
CREATE TABLE lean_events (
  case_id INTEGER NOT NULL REFERENCES cases (id) ON DELETE RESTRICT,
  sequence INTEGER NOT NULL,
  at DATETIME NOT NULL,
  person_id INTEGER REFERENCES people (id) ON DELETE RESTRICT,
  deed VARCHAR(40) NOT NULL,
  element VARCHAR(80) NOT NULL,
  values_hash BLOB NOT NULL,
  previous BLOB NOT NULL,
  PRIMARY KEY (case_id, sequence)) WITHOUT ROWID;
INSERT INTO lean_events SELECT case_id, sequence, at, person_id, deed, element,
  from_hex(values_hash), from_hex(previous) FROM events;
DROP TABLE events;
ALTER TABLE lean_events RENAME TO events;
CREATE TABLE lean_values (
  case_id INTEGER NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
  sequence INTEGER NOT NULL,
  salt BLOB NOT NULL,
  "values" BLOB NOT NULL,
  PRIMARY KEY (case_id, sequence)) WITHOUT ROWID;
INSERT INTO lean_values SELECT case_id, sequence, from_hex(salt), CAST("values" AS BLOB)
  FROM event_values;
DROP TABLE event_values;
ALTER TABLE lean_values RENAME TO event_values;
UPDATE cases SET event_head = from_hex(event_head);
CREATE TABLE lean_offers (
  task_id INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
  role VARCHAR(60) NOT NULL,
  community_id INTEGER NOT NULL REFERENCES communities (id) ON DELETE CASCADE,
  due_at DATETIME,
  PRIMARY KEY (task_id, role)) WITHOUT ROWID;
INSERT INTO lean_offers SELECT task_id, role, community_id, due_at FROM offers;
DROP TABLE offers;
ALTER TABLE lean_offers RENAME TO offers;
CREATE TABLE lean_members (
  case_id INTEGER NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
  person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  why VARCHAR(20) NOT NULL,
  PRIMARY KEY (person_id, case_id)) WITHOUT ROWID;
INSERT INTO lean_members SELECT case_id, person_id, why FROM case_members;
DROP TABLE case_members;
ALTER TABLE lean_members RENAME TO case_members;
CREATE INDEX member_case_id ON case_members (case_id);
UPDATE tasks SET roles = replace(replace(replace(replace(roles, '","', ' '), '["', ''), '"]', ''),
  '[]', '')
"""

# What no query uses, or what another index begins with, makes way for what is asked.
INDEXES = """
DROP INDEX case_community_id;
DROP INDEX case_parent_id;
DROP INDEX case_starter_id;
DROP INDEX case_starter_id_status;
DROP INDEX task_case_id_status;
DROP INDEX task_claimed_by_id;
DROP INDEX task_claimed_by_id_status_due_at;
DROP INDEX task_ended_by_id;
DROP INDEX task_ended_by_id_ended_at;
DROP INDEX task_scope_id;
DROP INDEX wait_case_id;
DROP INDEX casefield_case_id;
DROP INDEX job_case_id;
DROP INDEX cases_marks;
DROP INDEX tasks_marks;
CREATE INDEX case_starter_id_started_at ON cases (starter_id, started_at);
CREATE INDEX cases_marks ON cases (mark_at) WHERE status = 'open' AND mark_at IS NOT NULL;
CREATE INDEX tasks_marks ON tasks (mark_at) WHERE status = 'open' AND mark_at IS NOT NULL;
CREATE INDEX task_claimed_by_id_due_at ON tasks (claimed_by_id, due_at) WHERE status = 'open';
CREATE INDEX task_ended_by_id_ended_at ON tasks (ended_by_id, ended_at) WHERE status = 'done';
CREATE INDEX offer_first ON offers (role, community_id, due_at, task_id)
"""


def up(migrator: Any, db: Any) -> None:
    if isinstance(db, PostgresqlDatabase):
        _run(db, ON_POSTGRESQL)
    else:
        db.connection().create_function("from_hex", 1, lambda text: bytes.fromhex(text or ""))
        _run(db, ON_SQLITE)
    _run(db, INDEXES)
    _share_terms(db)


def _run(db: Any, script: str) -> None:
    for statement in script.split(";"):
        db.execute_sql(statement)


def _share_terms(db: Any) -> None:
    """Keep the plugins and settings that cases started with once for all that started alike."""

    class Terms(Model):
        id = BigIntegerField(primary_key=True)
        plugins = JSONField()
        settings = JSONField()

        class Meta:
            database = db
            table_name = "terms"

    class Case(Model):
        id = BigAutoField()
        plugins = JSONField()
        settings = JSONField()
        terms = ForeignKeyField(Terms, null=True)

        class Meta:
            database = db
            table_name = "cases"

    db.create_tables([Terms])
    _run(db, "ALTER TABLE cases ADD COLUMN terms_id BIGINT REFERENCES terms (id)")
    for case in list(Case.select(Case.id, Case.plugins, Case.settings)):
        said = to_json(case.plugins), to_json(case.settings)
        digest = hashlib.sha256("\n".join(said).encode()).digest()
        number = int.from_bytes(digest[:8], "big") >> 1
        row = {"id": number, "plugins": case.plugins, "settings": case.settings}
        Terms.insert(row).on_conflict_ignore().execute()
        Case.update(terms=number).where(Case.id == case.id).execute()
    _run(db, "ALTER TABLE cases DROP COLUMN plugins; ALTER TABLE cases DROP COLUMN settings")
    if isinstance(db, PostgresqlDatabase):
        _run(db, "ALTER TABLE cases ALTER terms_id SET NOT NULL")
