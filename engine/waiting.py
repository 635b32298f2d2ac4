"""Which offered tasks wait first for somebody, and how many: by indexes, whatever else is open."""

from __future__ import annotations

from typing import Any

from engine.clock import now
from engine.database import stored_instant
from engine.people import Viewer
from engine.statements import ask, ask_among

MOST = 1000  # tasks are counted up to here

# One role in one place, in the order of the index; a task offered twice is one task.
_FIRST = (
    "SELECT * FROM (SELECT task_id, due_at FROM offers WHERE role=? AND community_id=?"
    " ORDER BY due_at NULLS LAST, task_id LIMIT ?) AS offered"
)
_IN_ORDER = " ORDER BY due_at NULLS LAST, task_id LIMIT ? OFFSET ?"
_COUNT = "SELECT count(*), sum(CASE WHEN due_at<? THEN 1 ELSE 0 END) FROM (?) AS offered"
_COUNT_CLAIMED = (
    "WITH held AS (SELECT due_at FROM tasks WHERE claimed_by_id IN (?) AND status='open')"
    " SELECT count(*), sum(CASE WHEN due_at<? THEN 1 ELSE 0 END) FROM held"
)


def first_offered(viewer: Viewer, skip: int, take: int) -> list[int]:
    """Return the tasks offered to somebody's roles in their places, by number, soonest first."""
    if not viewer.all_offers:
        return []
    sql, values = _each_first(viewer, skip + take)
    return [row[0] for row in ask(sql + _IN_ORDER, *values, take, skip)]


def count_offered(viewer: Viewer) -> tuple[int, int]:
    """Return how many tasks are offered to somebody, and how many of them are late."""
    if not viewer.all_offers:
        return 0, 0
    sql, values = _each_first(viewer, MOST)
    counting = _COUNT.replace("(?)", f"({sql} LIMIT ?)")
    return _both(ask(counting, stored_instant(now()), *values, MOST))


def count_claimed(viewer: Viewer) -> tuple[int, int]:
    """Return how many tasks are somebody's own, and how many of them are late."""
    return _both(ask_among(_COUNT_CLAIMED, sorted(viewer.hands), stored_instant(now())))


def _each_first(viewer: Viewer, most: int) -> tuple[str, list[Any]]:
    places = sorted(viewer.all_offers)
    sql = " UNION ".join([_FIRST] * len(places))
    return sql, [value for place in places for value in (*place, most)]


def _both(rows: list[tuple[Any, ...]]) -> tuple[int, int]:
    all_of_them, late = rows[0]
    return int(all_of_them), int(late or 0)
