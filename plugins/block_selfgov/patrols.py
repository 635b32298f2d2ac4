"""What becomes of something found at a shop: self-corrected, watched, or handed to enforcement."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from engine import LOCAL, Case, Text, calendar_of, holding, notify, now, parse_limit

from .blocks import TEAMS, item_names, keep_in_part, merchant_person, shop
from .records import Patrol


def register_patrol(
    case: Case,
    block_code: str,
    group: str,
    merchant: str,
    item_code: str,
    photos: list[Any] | None = None,
) -> dict[str, Any]:
    """Enter what was found in the patrol ledger; the case moves to the shop's part of the block."""
    found = shop(block_code, merchant)
    keep_in_part(case, found)
    Patrol.create(
        case=case,
        community=found.community,
        data_class=Patrol.DATA_CLASS,
        patrol_no=case.number,
        block_code=block_code,
        team=group,
        merchant_code=found.merchant_code,
        merchant=found.name,
        item_code=item_code,
        found_at=now(),
        photos=len(photos or []),
    )
    return {
        "merchant_name": found.name,
        "merchant_uscc": found.uscc,
        "merchant_person": merchant_person(found),
        "item_name": item_names()[item_code],
        "merchants": None,  # chosen: the case need not carry the roll any longer
        "attempts": 0,
    }


def set_fix_due(
    case: Case, group: str, self_fix_limit: str, fix_limits: dict[str, str]
) -> dict[str, Any]:
    """Fix until when a shop corrects itself: the rule's limit or the block's setting, whichever
    ends earlier (DOMAIN §1.3, a setting only makes a limit stricter)."""
    calendar = calendar_of(case.community_id)
    limits = (self_fix_limit, fix_limits.get(group, self_fix_limit))
    due = min(parse_limit(limit).after(now(), calendar) for limit in limits)
    patrol = patrol_of(case)
    patrol.handler, patrol.self_fix_due = group, due
    patrol.save()
    return {
        "self_fix_due": due,
        "due_text": f"{due.astimezone(LOCAL):%Y-%m-%d %H:%M}",
        "team_code": f"{patrol.block_code}-{TEAMS[group]}",
    }


def count_attempt(case: Case, attempts: int) -> dict[str, Any]:
    """Count one more round in which a shop did not put it right."""
    patrol = patrol_of(case)
    patrol.attempts = attempts + 1
    patrol.save()
    return {"attempts": patrol.attempts}


def escalate_patrol(case: Case) -> dict[str, Any]:
    """Note that what was found goes to enforcement."""
    _ended(case, "escalated", None)
    return {"escalated": True}


def close_patrol(case: Case, outcome: str, fixed_at: datetime | None = None) -> dict[str, Any]:
    """Close a patrol as `self_corrected` or `closed_by_enforcement`."""
    return _ended(case, outcome, fixed_at or now())


def _ended(case: Case, outcome: str, fixed_at: datetime | None) -> dict[str, Any]:
    patrol = patrol_of(case)
    patrol.outcome, patrol.fixed_at = outcome, fixed_at
    patrol.save()
    return {}


def remind_dispatcher(case: Case) -> dict[str, Any]:
    """Remind the command centre's dispatchers of a matter that waits for their result."""
    text = Text(
        "“{title}”（{number}）升级已满7日，仍未收到处置结果。",
        "“{title}” ({number}) was handed over seven days ago; no result has come yet.",
        title=case.title,
        number=case.number,
    )
    notify(holding("grp_dispatcher", case.community_id), text, case, kind="reminder")
    return {}


def patrol_of(case: Case) -> Patrol:
    """Return the ledger's row of a patrol."""
    found: Patrol = Patrol.get(Patrol.case == case)
    return found
