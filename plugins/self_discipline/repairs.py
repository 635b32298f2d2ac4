"""Whether a record may be repaired, and what repair or refusal does to it (CRP, MSP 14)."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine import Case, today

from .credit import event_numbered
from .periods import day_after
from .records import CreditEvent, CreditRepair
from .standing import settle
from .subjects import note_step

EXCLUDED = frozenset({"ban"})  # suspension, restriction, revocation: no early end (MSP 14)


def find_event(decision_no: str, uscc: str) -> dict[str, Any]:
    """Find the applicant's own live record of a document; another's is not found."""
    event = CreditEvent.get_or_none(
        CreditEvent.decision_no == decision_no, CreditEvent.state == "recorded"
    )
    if event is None or event.file.uscc != uscc:
        return {"finding": "none", "event_no": None, "refusal_ground": "none"}
    return {"finding": "live", "event_no": event.event_no, "refusal_ground": None}


def repair_facts(case: Case, event_no: str) -> dict[str, Any]:
    """Say what table D4.3 is asked about an event, and the first day for an application."""
    event = event_numbered(event_no)
    begun = event.publicity_from or today()
    first = day_after(case, begun, f"{event.least_months}MON") if event.least_months else begun
    again = CreditEvent.select().where(
        CreditEvent.file == event.file,
        CreditEvent.id != event.id,
        CreditEvent.offence == event.offence,
        CreditEvent.offence != "",
        CreditEvent.delta < 0,
        CreditEvent.state != "withdrawn",
        CreditEvent.decided_at >= begun,
    )
    return {
        "least_over": first <= today(),
        "penalised_again": bool(again.exists()),
        "excluded": event.type in EXCLUDED,
        "first_date": None if first <= today() else first,
    }


def repair_event(
    case: Case,
    event_no: str,
    decision_reason: str,
    performed_at: date | None = None,
    verify_opinion: str | None = None,
) -> dict[str, Any]:
    """End an event's publicity and give back its share of points (D4.1)."""
    event = event_numbered(event_no)
    event.restored = round(-event.delta * event.restore_percent / 100)
    event.state, event.publicity_to = "repaired", today()
    event.save()
    repair = _entered(case, event, "grant", decision_reason, performed_at)
    repair.verified, repair.restored_points = (verify_opinion or "")[:1000], event.restored
    repair.save()
    note_step(case, event.file, "repaired", event.decision_no, f"+{event.restored}")
    file = settle(case, event.file)
    return {
        "repair_no": repair.repair_no,
        "restored": event.restored,
        "score": file.score,
        "list_now": file.list,
    }


def refuse_repair(
    case: Case,
    kind: str,
    reply_reason: str,
    event_no: str | None = None,
    performed_at: date | None = None,
) -> dict[str, Any]:
    """Enter a refused application for repair; without a record there is nothing to enter."""
    if event_no is None or kind != "repair":
        return {"repair_no": None}
    event = event_numbered(event_no)
    repair = _entered(case, event, "refuse", reply_reason, performed_at)
    note_step(case, event.file, "refused", event.decision_no)
    return {"repair_no": repair.repair_no}


def _entered(
    case: Case, event: CreditEvent, decision: str, reason: str, performed_at: date | None
) -> CreditRepair:
    repair: CreditRepair = CreditRepair.create(
        case=case,
        community=event.file.community,
        data_class=CreditRepair.DATA_CLASS,
        file=event.file,
        repair_no=f"{case.number}-R",
        decision_no=event.decision_no or "",
        performed_at=performed_at,
        decision=decision,
        reason=reason,
    )
    return repair
