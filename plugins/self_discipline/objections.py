"""What a subject says against an event, and what the check by another person found."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from engine import Case, calendar_of, now, parse_limit

from .records import CreditObjection
from .subjects import file_of, note_step

CHECKED_WITHIN = "5WD"  # DOMAIN P4.1, step 6 [P]


def record_objection(
    case: Case,
    facts: str,
    verify_organ: str,
    verify_result: str,
    uscc: str,
    decision_no: str | None = None,
    evidence: list[Any] | None = None,
    objected_at: datetime | None = None,
    verified_at: datetime | None = None,
) -> dict[str, Any]:
    """Enter an objection and its outcome in the ledger; a subject without a file has none."""
    file = file_of(uscc)
    if file is None:
        return {"objection_no": None}
    raised = objected_at or case.started_at
    mine = CreditObjection.select().where(CreditObjection.case == case).count()
    kept = CreditObjection.create(
        case=case,
        community=file.community,
        data_class=CreditObjection.DATA_CLASS,
        file=file,
        objection_no=f"{case.number}-O{mine + 1}",
        decision_no=decision_no or "",
        facts=facts,
        evidence=[each.get("name", "") for each in evidence or []],
        objected_at=raised,
        due_at=parse_limit(CHECKED_WITHIN).after(raised, calendar_of(case.community_id)),
        verified_by=verify_organ,
        result=verify_result,
        closed_at=verified_at or now(),
    )
    note_step(case, file, "objected", decision_no)
    return {"objection_no": kept.objection_no}
