"""What is wrong with an invitation or a vote that its form alone cannot see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from engine import (
    LOCAL,
    Case,
    Measure,
    Problem,
    Task,
    Text,
    calendar_of,
    data_of,
    legal_limits,
    today,
)

NOTICE = "community_autonomy.notice_days"
WITHIN = 5  # working days after a meeting without quorum


def wrong_with(task: Task, data: Mapping[str, Any]) -> list[Problem]:
    """Return what is wrong with the answers to one of our forms."""
    look = LOOKS.get(str(task.form))
    return list(look(task.case, data)) if look else []


def _invitation(case: Case, data: Mapping[str, Any]) -> Iterator[Problem]:
    """Between notice and meeting lie whole working days; a second try follows soon."""
    calendar, days = calendar_of(case.community_id), int(case.settings[NOTICE])
    earliest = calendar.add_working_days(today(), days + 1)
    day = _day(data["meeting_at"])
    if day < earliest:
        yield Problem(
            "meeting_at",
            Text(
                "今天通知，中间要隔{days}个完整的工作日，最早{day}开会。",
                "With notice today and {days} whole working days between, {day} is the earliest.",
                days=days,
                day=earliest.isoformat(),
            ),
        )
    failed = data_of(case).get("failed_on")
    latest = calendar.add_working_days(failed, WITHIN) if failed else None
    if latest is not None and day > max(latest, earliest):
        yield Problem(
            "meeting_at",
            Text(
                "上次没有达到人数，应当在{day}前再开。",
                "After a meeting without quorum the next one is due by {day}.",
                day=max(latest, earliest).isoformat(),
            ),
        )


def _day(moment: datetime) -> Any:
    return moment.astimezone(LOCAL).date()


def _hands(case: Case, data: Mapping[str, Any]) -> Iterator[Problem]:
    """Everybody entitled stands in exactly one list."""
    listed = _listed(data)
    entitled = {one["value"] for one in data_of(case).get("voters") or []}
    if len(listed) != len(set(listed)):
        yield _TWICE
    if set(listed) != entitled:
        yield Problem(
            "votes_yes",
            Text(
                "每位有表决权的人都要列入一项。", "Everybody entitled to vote must stand in a list."
            ),
        )


def _named(_case: Case, data: Mapping[str, Any]) -> Iterator[Problem]:
    listed = _listed(data)
    if len(listed) != len(set(listed)):
        yield _TWICE


def _listed(data: Mapping[str, Any]) -> list[str]:
    keys = ("votes_yes", "votes_no", "votes_abstain")
    return [seat for key in keys for seat in data.get(key) or []]


_TWICE = Problem("votes_yes", Text("同一人列入了两项。", "Somebody stands in two lists."))


def _paper(_case: Case, data: Mapping[str, Any]) -> Iterator[Problem]:
    counted = sum(data.get(key) or 0 for key in ("paper_yes", "paper_no", "paper_abstain"))
    if counted != len(data.get("paper_seats") or []):
        yield Problem(
            "paper_seats",
            Text(
                "纸质票数与投纸质票的人数不符。",
                "There are not as many papers as people who voted on paper.",
            ),
        )


def _scores(_case: Case, data: Mapping[str, Any]) -> Iterator[Problem]:
    """The proposer and at least five representatives, each once."""
    rows = data.get("scores") or []
    if len({row["who"] for row in rows}) < len(rows):
        yield Problem("scores", Text("同一人只评一次。", "Nobody evaluates twice."))
    if not any(row["as"] == "proposer" for row in rows):
        yield Problem("scores", Text("还没有提出人的评议。", "The proposer is missing."))
    if sum(row["as"] != "proposer" for row in rows) < 5:
        yield Problem(
            "scores", Text("至少要有五名代表评议。", "At least five representatives evaluate.")
        )


def _candidates(case: Case, data: Mapping[str, Any]) -> Iterator[Problem]:
    """More candidates than posts; a joint nomination has enough electors (JWH 18)."""
    rows, least = data.get("candidates") or [], _least_electors(case)
    if len(rows) <= int(data_of(case).get("posts") or 0):
        yield Problem(
            "candidates",
            Text("候选人应当多于名额。", "There must be more candidates than posts."),
        )
    if any(row["from"] == "electors" and (row.get("electors") or 0) < least for row in rows):
        yield Problem(
            "candidates",
            Text(
                "联名提名至少要有{least}名选民。",
                "At least {least} electors nominate jointly.",
                least=least,
            ),
        )


def _least_electors(case: Case) -> int:
    """Return how many electors nominate jointly, by the law of the day the case began."""
    amount = legal_limits(_day(case.started_at))["JW-ELECT-JOINT"].amount
    return int(amount.amount) if isinstance(amount, Measure) else 0


LOOKS = {
    "community_autonomy.candidates": _candidates,
    "community_autonomy.invitation": _invitation,
    "community_autonomy.vote_hands": _hands,
    "community_autonomy.count_named": _named,
    "community_autonomy.count_paper": _paper,
    "community_autonomy.evaluation": _scores,
}
