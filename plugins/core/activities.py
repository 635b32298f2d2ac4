"""What becomes of an activity: planned, held and evaluated, or cancelled."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from engine import Case

from .records import Activity


def open_activity(
    case: Case,
    theme: str,
    kind: str,
    date_from: date,
    date_to: date,
    place: str,
    budget: Decimal | int,
    organiser: str,
    expected_n: int,
) -> dict[str, Any]:
    """Enter a planned activity, whose budget (in yuan) is approved where that was needed."""
    Activity.create(
        case=case,
        community=case.community,
        data_class=Activity.DATA_CLASS,
        theme=theme,
        kind=kind,
        date_from=date_from,
        date_to=date_to,
        place=place,
        budget=_fen(budget),
        organiser=organiser,
        expected_n=expected_n,
    )
    return {"activity_no": case.number}


def close_activity(
    case: Case,
    state: str,
    participants_n: int | None = None,
    actual_n: int | None = None,
    spent: Decimal | int | None = None,
    evaluation: int | None = None,
    record_note: str | None = None,
) -> dict[str, Any]:
    """Enter how an activity ended: `held` or `cancelled`."""
    activity: Activity = Activity.get(Activity.case == case)
    activity.state = state
    activity.participants_n = participants_n
    activity.actual_n = actual_n
    activity.spent = None if spent is None else _fen(spent)
    activity.evaluation = evaluation
    activity.note = record_note or ""
    activity.save()
    return {}


def _fen(yuan: Decimal | int) -> int:
    return round(Decimal(yuan) * 100)
