"""What must hold at every moment, whatever was killed (design/features.md §4.3), asked by SQL.

Each statement finds what is wrong; all of them see one and the same moment of the database.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from engine import Case, broken_links, db
from engine.database import on_postgresql
from engine.statements import ask

ALWAYS = {
    "I1 a task completed twice, or without an event": """
        SELECT t.case_id, t.element FROM
          (SELECT case_id, element, COUNT(*) AS number FROM tasks WHERE status = 'done'
           GROUP BY case_id, element) t
        FULL OUTER JOIN
          (SELECT case_id, element, COUNT(*) AS number FROM events WHERE deed = 'completed'
           GROUP BY case_id, element) e
        ON t.case_id = e.case_id AND t.element = e.element
        WHERE COALESCE(t.number, 0) <> COALESCE(e.number, 0)""",
    "I1 one step with two tasks": """
        SELECT case_id, step FROM tasks GROUP BY case_id, step HAVING COUNT(*) > 1""",
    "I2 an open task in a case that is over": """
        SELECT t.id FROM tasks t JOIN cases c ON c.id = t.case_id
        WHERE t.status = 'open' AND c.status <> 'open'""",
    "I2 a wait in a case that is over": """
        SELECT w.id FROM waits w JOIN cases c ON c.id = w.case_id WHERE c.status <> 'open'""",
    "I2 a job in a case that is over": """
        SELECT j.id FROM jobs j JOIN cases c ON c.id = j.case_id
        WHERE c.status <> 'open' AND j.status <> 'running'""",
    "I2 an offer of a task that is not open or is claimed": """
        SELECT o.task_id FROM offers o JOIN tasks t ON t.id = o.task_id
        WHERE t.status <> 'open' OR t.claimed_by_id IS NOT NULL""",
    "I3 an open case that nothing will ever move": """
        SELECT c.id FROM cases c WHERE c.status = 'open'
        AND NOT EXISTS (SELECT 1 FROM tasks t WHERE t.case_id = c.id AND t.status = 'open')
        AND NOT EXISTS (SELECT 1 FROM waits w WHERE w.case_id = c.id)
        AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.case_id = c.id)""",
    "I3 an open unclaimed task that is offered to nobody": """
        SELECT t.id FROM tasks t WHERE t.status = 'open' AND t.claimed_by_id IS NULL
        AND NOT EXISTS (SELECT 1 FROM offers o WHERE o.task_id = t.id)""",
    "I4 a timer that will never ring": """
        SELECT w.id FROM waits w WHERE w.due_at IS NOT NULL AND NOT EXISTS
          (SELECT 1 FROM jobs j WHERE j.case_id = w.case_id AND j.kind = 'timer')""",
    "I4 a timer that rang too often": """
        SELECT case_id, element FROM events WHERE deed = 'timer' GROUP BY case_id, element
        HAVING COUNT(*) > CASE WHEN element = 'nudge' THEN 2 ELSE 1 END""",
    "I5 a history with a gap, or of another length than its case knows": """
        SELECT c.id FROM cases c LEFT JOIN
          (SELECT case_id, COUNT(*) AS number, MIN(sequence) AS first, MAX(sequence) AS last
           FROM events GROUP BY case_id) e ON e.case_id = c.id
        WHERE e.number IS NULL OR e.number <> c.event_count OR e.first <> 1
        OR e.last <> e.number""",
    "I5 a deed without what was said": """
        SELECT e.case_id, e.sequence FROM events e LEFT JOIN event_values v
        ON v.case_id = e.case_id AND v.sequence = e.sequence
        WHERE e.deed IN ('started', 'completed') AND v.case_id IS NULL""",
    "I5 a case that is over without saying so once": """
        SELECT c.id FROM cases c LEFT JOIN events e
        ON e.case_id = c.id AND e.deed IN ('ended', 'cancelled')
        WHERE c.status <> 'open' GROUP BY c.id HAVING COUNT(e.case_id) <> 1""",
    "I6 a message taken by two, or delivered to nobody": """
        SELECT m.id FROM messages m WHERE m.status = 'delivered' AND m.receiver_id IS NULL
        UNION ALL SELECT sender_id FROM messages GROUP BY sender_id, name HAVING COUNT(*) > 1
        UNION ALL SELECT parent_id FROM cases WHERE parent_id IS NOT NULL
        GROUP BY parent_id HAVING COUNT(*) > 1""",
    "I6 a message that waits though somebody listens": """
        SELECT m.id FROM messages m JOIN waits w ON w.message = m.name
        AND w.correlation = m.correlation WHERE m.status = 'waiting' AND NOT EXISTS
          (SELECT 1 FROM jobs j WHERE j.kind = 'message' AND j.key = 'message:' || m.id)""",
    "I7 a vote that ended with more or fewer voices than two": """
        SELECT n.case_id FROM events n LEFT JOIN events v
        ON v.case_id = n.case_id AND v.element = 'vote' AND v.deed = 'completed'
        WHERE n.deed = 'acted' AND n.element = 'note' GROUP BY n.case_id
        HAVING COUNT(v.case_id) <> 2""",
    "I7 a row of the step's own transaction missing or doubled": """
        SELECT n.case_id FROM events n LEFT JOIN drill_note d ON d.case_id = n.case_id
        WHERE n.deed = 'acted' AND n.element = 'note' GROUP BY n.case_id
        HAVING COUNT(d.id) <> 1
        UNION ALL SELECT d.case_id FROM drill_note d LEFT JOIN events n
        ON n.case_id = d.case_id AND n.deed = 'acted' AND n.element = 'note'
        WHERE n.case_id IS NULL""",
    "I8 a row that belongs to another community than its case": """
        SELECT t.id FROM tasks t JOIN cases c ON c.id = t.case_id
        WHERE t.scope_id <> c.community_id
        UNION ALL SELECT d.id FROM drill_note d JOIN cases c ON c.id = d.case_id
        WHERE d.community_id <> c.community_id
        UNION ALL SELECT c.id FROM cases c JOIN cases p ON p.id = c.parent_id
        WHERE p.community_id <> c.community_id""",
    "I9 a case of a version that is not there or is another procedure's": """
        SELECT c.id FROM cases c LEFT JOIN procedure_versions v ON v.id = c.version_id
        WHERE v.id IS NULL OR v.procedure_id <> c.procedure_id""",
    "I9 a dead job: in the drill nothing fails by itself": """
        SELECT j.id FROM jobs j WHERE j.status = 'dead'""",
}

WHEN_QUIET = {
    "I2 a job still runs in a case that is over": """
        SELECT j.id FROM jobs j JOIN cases c ON c.id = j.case_id WHERE c.status <> 'open'""",
    "I4 a timer is overdue": """
        SELECT w.id FROM waits w WHERE w.due_at < ?""",
}


def violations(since: Any) -> Iterator[tuple[str, list[Any]]]:
    """Yield each rule that is broken, with the rows that break it.

    The chains of hashes are walked in cases that have changed since an instant (as stored).
    """
    with one_moment():
        for rule, sql in ALWAYS.items():
            rows = ask(sql)
            if rows:
                yield rule, rows
        for case in Case.select().where(Case.changed_at >= since):
            links = list(broken_links(case))
            if links:
                yield f"I5 a broken chain, case {case.id}", links


def violations_when_quiet(since: Any) -> Iterator[tuple[str, list[Any]]]:
    """Yield what may be for a moment, but not once all due work is done."""
    for rule, sql in WHEN_QUIET.items():
        rows = ask(sql, since) if "?" in sql else ask(sql)
        if rows:
            yield rule, rows


@contextmanager
def one_moment() -> Iterator[None]:
    """Let all that is asked inside see the database as it was at one moment."""
    connected()
    isolated = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if on_postgresql() else "BEGIN"
    db.execute_sql(isolated)
    try:
        yield
    finally:
        db.execute_sql("ROLLBACK")


def connected() -> None:
    """Take a living connection: the one of before may have been cut."""
    db.close()
    db.connect()
