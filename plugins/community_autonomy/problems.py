"""What becomes of a resident's problem: counted as solved, or kept in the issue bank."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from engine import Case

from .records import HandledProblem, IssueBank


def bank_issue(
    case: Case,
    problem: str,
    cause: str,
    measure: str,
    owner: str,
    review_date: date,
    category: str | None = None,
) -> dict[str, Any]:
    """Keep a problem that cannot be solved now until it is reviewed."""
    kept = IssueBank.create(
        case=case,
        community=case.community,
        data_class=IssueBank.DATA_CLASS,
        problem=problem,
        category=category or "",
        cause=cause,
        measure=measure,
        owner=owner,
        review_date=review_date,
    )
    return {"bank_no": f"{case.number}-B{kept.id}", "banked": True}


def count_solved(
    case: Case,
    counts: bool,
    ending: str,
    route: str | None = None,
    category: str | None = None,
    contacted_at: datetime | None = None,
    fed_back_at: datetime | None = None,
) -> dict[str, Any]:
    """Enter how a problem ended in the register of solved problems (K3.2, K3.6)."""
    HandledProblem.create(
        case=case,
        community=case.community,
        data_class=HandledProblem.DATA_CLASS,
        category=category or "",
        route=route or "",
        ending=ending,
        counted=bool(counts),
        contacted_at=contacted_at,
        fed_back_at=fed_back_at,
    )
    return {}
