"""What becomes of a nomination in the ledger: recommended, reviewed, elected or appointed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import Case, now

from .records import Nomination

OPINIONS = {"ok": "同意", "not": "不同意"}

Names = list[Mapping[str, Any]]


def open_nomination(
    case: Case, body: str, post: str, nominees: Names, source: str
) -> dict[str, Any]:
    """Enter whom the Party organisation recommends for a post."""
    row = Nomination.create(
        case=case,
        community=case.community,
        data_class=Nomination.DATA_CLASS,
        body=body,
        post=post,
        nominees=[one["name"] for one in nominees],
        source=source,
    )
    return {"nomination_no": f"{case.number}-N{row.id}"}


def note_review(
    case: Case,
    review_ok: str,
    review_result: list[Mapping[str, Any]],
    review_note: str | None = None,
) -> dict[str, Any]:
    """Note what the joint review of qualifications said."""
    row = nomination_of(case)
    said = [f"{one['unit']}：{OPINIONS[one['opinion']]}" for one in review_result]
    row.review = "；".join([*said, *([review_note] if review_note else [])])
    row.save()
    return {}


def close_nomination(case: Case, result: str, elected: Names | None = None) -> dict[str, Any]:
    """Note how a nomination ended and who holds the post now."""
    row = nomination_of(case)
    row.result, row.decided_at = result, now()
    row.elected = [one["name"] for one in elected or []] if result == "appointed" else []
    row.save()
    return {}


def nomination_of(case: Case) -> Nomination:
    """Return the ledger's row of a case."""
    row: Nomination = Nomination.get(Nomination.case == case)
    return row
