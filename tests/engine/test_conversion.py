"""A database of the first release is converted whole: its histories verify, its cases go on."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from playhouse.migrations import Runner

import engine.migrations
from engine import broken_links, connect, db, migrate
from engine.database import disconnect
from engine.journal import history
from engine.models import Case, Event, Member, Offer, Task, Terms
from tests.unguarded import unguarded

AT = "2026-03-04 01:30:00.000000"


def fill_first_release(url: str) -> None:
    connect(url)
    db.connect()
    folder = Path(engine.migrations.__file__).parent
    Runner(db.obj, directory=str(folder), table_name="engine_migrations").up("0003_clocks")
    _add("communities", id=1, code="SD", name="街道", name_en="", level="SD", org_path="SD/",
         legacy_label="", active=True)  # fmt: skip
    _add("people", id=1, name="李四", name_en="", phone="", active=True)
    _add("procedures", id=1, key="p", plugin="core", name="流程", active=True)
    _add("procedure_versions", id=1, procedure_id=1, number=1, xml="<x/>", sha256="0",
         source="file", calls="{}", published_at=AT)  # fmt: skip
    for case in (1, 2):
        _old_case(case)
    _add("tasks", id=1, case_id=1, step=1, element="u", name="u", roles='["grp_a","grp_b"]',
         no_local_holder=False, form="", access="{}", barred="[]", status="open", assigned=False,
         priority=0, created_at=AT, marked=0, lamp="")  # fmt: skip
    _add("tasks", id=2, case_id=2, step=1, element="u", name="u", roles="[]",
         no_local_holder=False, form="", access="{}", barred="[7]", status="open", assigned=False,
         priority=0, created_at=AT, marked=0, lamp="")  # fmt: skip
    _add("offers", id=5, task_id=1, role="grp_a", community_id=1)
    _add("case_members", id=9, case_id=1, person_id=1, why="starter")
    disconnect()


def _old_case(case: int) -> None:
    head = _add_events(case, count=2)
    _add("cases", id=case, number=f"n{case}", title="t", procedure_id=1, version_id=1,
         community_id=1, status="open", outcome="", data_class="C2", plugins='["core"]',
         settings='{"core.x":1}', passed="", waits=0, event_count=2, event_head=head,
         started_at=AT, changed_at=AT, marked=0, lamp="")  # fmt: skip
    for row in _events.pop(case):
        _add("events", **row)
    salt, text = "ab" * 16, '{"data":{"k":"值"}}'
    for sequence in (1, 2):
        _add("event_values", case_id=case, sequence=sequence, salt=salt, values=text)


_events: dict[int, list[dict[str, object]]] = {}


def _add_events(case: int, count: int) -> str:
    """Write the lines of a history as the first release did, in hexadecimal; return its head."""
    previous, rows = "0" * 64, []
    for sequence in range(1, count + 1):
        values = hashlib.sha256(f'{"ab" * 16}\n{{"data":{{"k":"值"}}}}'.encode()).hexdigest()
        line = [case, sequence, "2026-03-04T01:30:00+00:00", 1, "completed", "u", values, previous]
        own = hashlib.sha256(
            json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode()
        ).hexdigest()
        rows.append({"case_id": case, "sequence": sequence, "at": AT, "person_id": 1,
                     "deed": "completed", "element": "u", "values_hash": values,
                     "previous": previous, "hash": own})  # fmt: skip
        previous = own
    _events[case] = rows
    return previous


def _add(table: str, **row: object) -> None:
    columns = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join([db.param] * len(row))
    db.execute_sql(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(row.values()))


@pytest.fixture
def converted(fresh):
    connect(fresh(fill_first_release))
    db.connect()
    migrate()


def test_no_history_is_broken_and_no_value_lost(converted):
    for case in Case.select():
        assert list(broken_links(case)) == []
        assert [line.values for line in history(case)] == [{"data": {"k": "值"}}] * 2


def test_a_history_bent_before_is_still_found(fresh):
    connect(fresh(fill_first_release))
    db.connect()
    with unguarded():
        db.execute_sql("UPDATE events SET deed = 'claimed' WHERE sequence = 1 AND case_id = 2")
    migrate()
    assert list(broken_links(Case.get_by_id(2))) == [(2, "previous")]


def test_cases_that_started_alike_share_their_terms(converted):
    assert Terms.select().count() == 1
    assert [(case.plugins, case.settings) for case in Case.select()] == [
        (("core",), {"core.x": 1})
    ] * 2


def test_roles_offers_and_members_are_what_they_were(converted):
    assert [task.roles for task in Task.select().order_by(Task.id)] == [["grp_a", "grp_b"], []]
    assert [(offer.task_id, offer.role) for offer in Offer.select()] == [(1, "grp_a")]
    assert [(one.case_id, one.person_id, one.why) for one in Member.select()] == [(1, 1, "starter")]
    assert Event.select().count() == 4
