"""What happens to an issue: registered, compared with earlier ones, given its deadline, closed."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from math import hypot
from pathlib import Path
from typing import Any

from engine import Case, CaseClock, Refused, count_due, merge_from_step, now

from .records import Issue

REPEAT_SPAN = timedelta(days=30)
PETITION_ROUTES = ("P7.3", "redirect")


def register_issue(
    case: Case,
    title: str,
    category: str,
    channel: str,
    description: str | None = None,
    location: Mapping[str, Any] | None = None,
    occurred_at: datetime | None = None,
    anonymous: bool | None = None,
    complainant: str | None = None,
    contact: str | None = None,
    hotline_order_no: str | None = None,
    order_deadline: datetime | None = None,
    crowd_size: int | None = None,
) -> dict[str, Any]:
    """Enter a matter in the ledger; tell when, and whether its category can be enforced."""
    place = location or {}
    issue = Issue.create(
        case=case,
        community=case.community,
        data_class=Issue.DATA_CLASS,
        title=title,
        category=category,
        description=description or "",
        place=place.get("place") or "",
        point=place.get("point"),
        channel=channel,
        hotline_order_no=hotline_order_no or "",
        anonymous=bool(anonymous),
        complainant=complainant or "",
        contact=contact or "",
    )
    return {"registered_at": issue.created_at, "enforceable": category in enforceable()}


@cache
def enforceable() -> frozenset[str]:
    """Return the category codes that law enforcement may act on (forms/categories.csv)."""
    path = Path(__file__).parent / "forms" / "categories.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return frozenset(
            row["value"] for row in csv.DictReader(file) if row["enforceable"] == "yes"
        )


def count_repeats(case: Case) -> dict[str, Any]:
    """Count how often the same person raised the same kind of matter near by within 30 days.

    `duplicate_of` is the number of the newest such case that is still open, or None. Somebody who
    stays anonymous cannot be compared.
    """
    issue = issue_of(case)
    same = [] if issue.anonymous or not issue.contact else _same_before(issue, case)
    issue.repeat_count = len(same)
    issue.save()
    still_open = [earlier.case.number for earlier in same if earlier.closed_at is None]
    return {"repeat_count": len(same), "duplicate_of": still_open[0] if still_open else None}


def _same_before(issue: Issue, case: Case) -> list[Issue]:
    earlier = (
        Issue.select(Issue, Case)
        .join(Case)
        .where(
            Issue.contact == issue.contact,
            Issue.category == issue.category,
            Issue.created_at >= issue.created_at - REPEAT_SPAN,
            Issue.id != issue.id,
        )
        .order_by(Issue.id.desc())
    )
    return [other for other in earlier if near(issue, other, case.settings)]


def near(one: Issue, other: Issue, settings: Mapping[str, Any]) -> bool:
    """Are two places the same, by their points on the plan or else by name?"""
    if not one.point or not other.point:
        return bool(one.place) and one.place == other.place
    across = (float(one.point["x"]) - float(other.point["x"])) * settings["core.plan_width_m"]
    down = (float(one.point["y"]) - float(other.point["y"])) * settings["core.plan_height_m"]
    return hypot(across, down) <= float(settings["core.dup_radius_m"])


def set_deadline(
    case: Case,
    level: str | None,
    route: str,
    due_within: str,
    escalate_to: str | None = None,
    order_deadline: datetime | None = None,
    *,
    clock: CaseClock | None = None,
) -> dict[str, Any]:
    """Fix until when a matter is due; an earlier deadline on a hotline order wins (JSJB 13)."""
    issue = issue_of(case)
    # XFT is silent on last days that are holidays: a setting decides for petitions
    roll = route not in PETITION_ROUTES or bool(case.settings["core.petition_rollover"])
    deadline = count_due(case, within=due_within, start=issue.created_at, roll=roll)
    if order_deadline is not None and order_deadline < deadline.at:
        deadline = count_due(case, at=order_deadline, start=issue.created_at)
    if clock is not None:
        clock.start(deadline)
    issue.level, issue.route, issue.escalate_to = level or "", route, escalate_to or ""
    issue.due_at, issue.state, issue.merged_into = deadline.at, "triaged", ""
    issue.save()
    return {"due_at": deadline.at, "level": level}


def protect_reporter(case: Case) -> dict[str, Any]:
    """Keep who reported violence secret: the record becomes C4 (ADV 14)."""
    issue = issue_of(case)
    issue.data_class = "C4"
    issue.save()
    return {}


def close_issue(
    case: Case,
    state: str,
    merged_into: str | None = None,
    resolved: str | None = None,
    satisfied: str | None = None,
    contacted_at: datetime | None = None,
    fed_back_at: datetime | None = None,
) -> dict[str, Any]:
    """Close a matter: `closed`, `redirected`, `returned` or `merged`.

    Refused when it would be closed without feedback to a person who gave a name.
    """
    issue = issue_of(case)
    if state == "closed" and fed_back_at is None and not issue.anonymous:
        raise Refused(
            "还没有答复诉求人，不能办结。", "It cannot be closed before the person is answered."
        )
    issue.state, issue.merged_into = state, merged_into or ""
    issue.resolved, issue.satisfied = resolved or "", satisfied or ""
    issue.contacted_at, issue.fed_back_at = contacted_at or fed_back_at, fed_back_at
    issue.closed_at = now()
    issue.save()
    return {}


def merge_issue(case: Case, into: str, reason: str | None = None) -> dict[str, Any]:
    """Merge a matter into an earlier one that is still open: it ends with that one.

    The diagram waits for `msg.case.merged` or, when a person takes it out, `msg.case.unmerged`.
    """
    merge_from_step(case, into, reason or "")
    issue = issue_of(case)
    issue.state, issue.merged_into = "merged", into
    issue.save()
    return {}


def note_merged(case: Case) -> None:
    """Enter that a matter ended with the one it was merged into, wherever it stood."""
    Issue.update(state="merged", closed_at=now()).where(
        Issue.case == case, Issue.closed_at.is_null()
    ).execute()


def issue_of(case: Case) -> Issue:
    """Return the ledger's row of a case."""
    issue: Issue = Issue.get(Issue.case == case)
    return issue
