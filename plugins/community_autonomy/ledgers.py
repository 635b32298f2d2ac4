"""Which lists staff read: deliberation, meetings, resolutions, persuasion, rosters, nominations."""

from __future__ import annotations

from engine import Ledger, Text

from .records import (
    Action,
    HandledProblem,
    IssueBank,
    Meeting,
    Nomination,
    Persuader,
    Persuasion,
    PersuasionTeam,
    Resolution,
    Topic,
    Visit,
    Vote,
)

LEDGERS = [
    Ledger(
        key="community_autonomy.topics",
        title=Text("议事台账", "Deliberation"),
        record=Topic,
        columns=("title", "category", "proposer", "body", "status", "fed_back_at", "closed_at"),
    ),
    Ledger(
        key="community_autonomy.meetings",
        title=Text("会议档案", "Files of meetings"),
        record=Meeting,
        columns=("topic", "number", "meets_at", "place", "quorum_ok", "method", "yes", "no"),
    ),
    Ledger(
        key="community_autonomy.votes",
        title=Text("表决登记", "Votes by name"),
        record=Vote,
        columns=("meeting", "seat", "voter", "option", "method"),
        note=Text(
            "密封投票不在此列：没有人知道谁投了什么。",
            "Sealed ballots are not here: nobody knows who voted how.",
        ),
    ),
    Ledger(
        key="community_autonomy.resolutions",
        title=Text("决议台账", "Resolutions"),
        record=Resolution,
        columns=("resolution_no", "topic", "text", "signed_by", "proof", "published_until"),
    ),
    Ledger(
        key="community_autonomy.actions",
        title=Text("督事台账", "Actions under supervision"),
        record=Action,
        columns=("what", "owner", "due", "cost", "status", "evidence"),
        sort="due",
    ),
    Ledger(
        key="community_autonomy.persuasions",
        title=Text("劝导台账", "Persuasion"),
        record=Persuasion,
        columns=(
            "title",
            "violation",
            "place",
            "structure",
            "visits",
            "outcome",
            "counted_removed",
        ),
    ),
    Ledger(
        key="community_autonomy.visits",
        title=Text("上门登记", "Visits"),
        record=Visit,
        columns=("persuasion", "visit_no", "kind", "persuaders", "attitude", "promise_date"),
    ),
    Ledger(
        key="community_autonomy.teams",
        title=Text("劝导队名册", "Persuasion teams"),
        record=PersuasionTeam,
        columns=("code", "name", "captain", "size", "approx"),
        sort="code",
    ),
    Ledger(
        key="community_autonomy.persuaders",
        title=Text("志愿服务台账", "Volunteers"),
        record=Persuader,
        columns=(
            "badge_no",
            "name",
            "team",
            "trained_at",
            "minutes",
            "insured_until",
            "last_active",
        ),
        sort="badge_no",
    ),
    Ledger(
        key="community_autonomy.problems",
        title=Text("解决问题台账", "Problems handled"),
        record=HandledProblem,
        columns=("category", "route", "ending", "counted", "contacted_at", "fed_back_at"),
    ),
    Ledger(
        key="community_autonomy.issue_bank",
        title=Text("问题库", "Issue bank"),
        record=IssueBank,
        columns=("problem", "category", "cause", "measure", "owner", "review_date", "state"),
        sort="review_date",
    ),
    Ledger(
        key="community_autonomy.nominations",
        title=Text("班子提名台账", "Nominations"),
        record=Nomination,
        columns=("body", "post", "nominees", "source", "review", "result", "elected"),
    ),
]
