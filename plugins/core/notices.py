"""What happens to a public notice: posted for its period, objected to, withdrawn or archived."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from engine import LOCAL, Case, calendar_of, legal_limits, now, parse_limit

from .records import Notice


def post_notice(
    case: Case,
    kind: str,
    title: str,
    body: str,
    least: str,
    law: str | None = None,
    place: str | None = None,
    days: int | None = None,
) -> dict[str, Any]:
    """Publish a notice for the least period of law or rule; more days only lengthen it."""
    legal = legal_limits().get(law) if law else None
    limit = legal.limit if legal else parse_limit(least)
    if days is not None and days > limit.amount:
        limit = parse_limit(f"{days}{limit.unit}")
    notice = Notice.create(
        case=case,
        community=case.community,
        data_class=Notice.DATA_CLASS,
        kind=kind,
        title=title,
        body=body,
        place=place or "",
        period=str(limit),
        limit_code=law or "",
        posted_at=now(),
        ends_at=limit.after(now(), calendar_of(case.community_id)),
    )
    return {"posted_at": notice.posted_at, "ends_at": notice.ends_at, "period_text": str(limit)}


def record_objection(
    case: Case,
    objection: str,
    upheld: str,
    objected_at: datetime | None = None,
    objection_reply: str | None = None,
    objection_replied_at: datetime | None = None,
) -> dict[str, Any]:
    """Add an objection and its outcome to the notice; who objected stays in the case."""
    notice = notice_of(case)
    said = {
        "objection": objection,
        "objected_at": _written(objected_at),
        "upheld": upheld == "yes",
        "reply": objection_reply,
        "replied_at": _written(objection_replied_at),
    }
    notice.objections = [*notice.objections, said]
    notice.save()
    return {}


def withdraw_notice(case: Case) -> dict[str, Any]:
    """Take a notice down: an objection was upheld."""
    _close(notice_of(case), "objected")
    return {}


def archive_notice(case: Case) -> dict[str, Any]:
    """Keep the notice as it stood, with the hash that proves it."""
    notice = notice_of(case)
    _close(notice, "archived")
    return {"archive_hash": notice.snapshot_hash}


def _close(notice: Notice, state: str) -> None:
    notice.state, notice.closed_at = state, now()
    notice.snapshot = snapshot(notice)
    notice.snapshot_hash = hashlib.sha256(notice.snapshot.encode()).hexdigest()
    notice.save()


def snapshot(notice: Notice) -> str:
    """Return all that was on display, always written alike."""
    shown = {
        "case": notice.case.number,
        "kind": notice.kind,
        "title": notice.title,
        "body": notice.body,
        "place": notice.place,
        "posted_at": _written(notice.posted_at),
        "ends_at": _written(notice.ends_at),
        "closed_at": _written(notice.closed_at),
        "state": notice.state,
        "objections": notice.objections,
    }
    return json.dumps(shown, ensure_ascii=False, sort_keys=True)


def notice_of(case: Case) -> Notice:
    """Return the notice that a case published."""
    notice: Notice = Notice.get(Notice.case == case)
    return notice


def _written(moment: datetime | None) -> str | None:
    return moment.astimezone(LOCAL).isoformat(timespec="seconds") if moment else None
