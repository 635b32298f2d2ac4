"""Stopping a case for good."""

from __future__ import annotations

from engine.change import changing, require_open
from engine.clock import now
from engine.errors import Refused
from engine.merged import end_merged
from engine.operations.allowed import may_operate
from engine.people import Viewer
from engine.steps import close_tasks


def cancel_case(case_id: int, by: Viewer, reason: str) -> None:
    """Stop a case for good, keeping its history; for whoever started it or leads its community."""
    if not reason.strip():
        raise Refused("请写明撤销的理由。", "Please give the reason for cancelling.")
    with changing(case_id) as change:
        case = change.case
        require_open(case)
        if case.call is not None:
            raise Refused(
                "这件事由另一件事调用，请撤销那一件。",
                "Another case has called this one; cancel that one instead.",
            )
        if case.starter_id != by.person.id and not may_operate(by, case):
            raise Refused(
                "只有发起人或者负责的领导可以撤销这件事。",
                "Only the person who started this case, or who leads there, may cancel it.",
            )
        case.status, case.ended_at = "cancelled", now()
        close_tasks(case)
        end_merged(case)
        change.record("cancelled", by.person, reason=reason.strip())
