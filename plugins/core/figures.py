"""How well matters are handled: the kernel's indicators, computed from the issue ledger."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine import Case, Indicator, Text, now

from .records import Issue

ANSWERED = ("satisfied", "fairly")


def _due(holds: Callable[[Any], Any]) -> Any:
    """Return where a deadline passes a test: its case's, which moves when the clock is stopped or
    lengthened; the issue's own where the case has none."""
    return holds(Case.due_at) | (Case.due_basis.is_null() & holds(Issue.due_at))


def _share(communities: frozenset[int], part: Any, whole: Any) -> float | None:
    """Return a percentage with one decimal, None while there is nothing to count."""
    rows = Issue.select().join(Case).where(Issue.community.in_(communities), whole)
    all_of_them = rows.count()
    return round(100 * rows.where(part).count() / all_of_them, 1) if all_of_them else None


def response_rate(communities: frozenset[int]) -> float | None:
    """K0.1 (JSJB 32): contacted by the deadline, of those contacted or already past it."""
    known = Issue.contacted_at.is_null(False) | _due(lambda due: due < now())
    kept = _due(lambda due: Issue.contacted_at <= due)
    return _share(communities, kept, _due(lambda due: due.is_null(False)) & known)


def on_time_rate(communities: frozenset[int]) -> float | None:
    """K0.2: closed by the deadline, of those closed."""
    closed = (Issue.state == "closed") & _due(lambda due: due.is_null(False))
    return _share(communities, _due(lambda due: Issue.closed_at <= due), closed)


def solved_rate(communities: frozenset[int]) -> float | None:
    """K0.3 (JSJB 32): wholly solved, of those closed with a result."""
    return _share(communities, Issue.resolved == "solved", Issue.resolved != "")


def satisfied_rate(communities: frozenset[int]) -> float | None:
    """K0.3 (JSJB 32): satisfied or fairly so, of those who replied."""
    replied = Issue.satisfied.not_in(["", "no_reply"])
    return _share(communities, Issue.satisfied.in_(ANSWERED), replied)


def repeat_rate(communities: frozenset[int]) -> float | None:
    """K0.4: raised again within 30 days, of all."""
    return _share(communities, Issue.repeat_count >= 1, Issue.id.is_null(False))


def overdue(communities: frozenset[int]) -> int:
    """K0.5: open past the deadline."""
    return int(
        Issue.select()
        .join(Case)
        .where(
            Issue.community.in_(communities),
            Issue.closed_at.is_null(),
            _due(lambda due: due < now()),
        )
        .count()
    )


def lit(colour: str) -> Callable[[frozenset[int]], int]:
    """K0.5 by lamp: open cases of any procedure whose lamp shows this colour."""

    def count(communities: frozenset[int]) -> int:
        mine = (Case.community.in_(communities), Case.status == "open", Case.lamp == colour)
        return int(Case.select(Case.id).where(*mine).count())

    return count


INDICATORS = [
    Indicator("K0.1", Text("响应率", "Response rate"), response_rate, "%", source="[L: JSJB 32]"),
    Indicator("K0.2", Text("按期办结率", "Closed on time"), on_time_rate, "%", source="[P]"),
    Indicator("K0.3a", Text("解决率", "Solved"), solved_rate, "%", source="[L: JSJB 32]"),
    Indicator("K0.3b", Text("满意率", "Satisfied"), satisfied_rate, "%", source="[L: JSJB 32]"),
    Indicator("K0.4", Text("重复诉求率", "Repeated matters"), repeat_rate, "%", source="[P]"),
    Indicator("K0.5", Text("超期件", "Overdue"), overdue, source="[P]"),
    Indicator("K0.5a", Text("黄灯件", "With a yellow lamp"), lit("yellow"), source="[P]"),
    Indicator("K0.5b", Text("红灯件", "With a red lamp"), lit("red"), source="[P]"),
]
