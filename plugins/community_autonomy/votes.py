"""How a meeting votes: by hands or by name, then each vote is kept; sealed, then none is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine import (
    Case,
    Person,
    Seat,
    Text,
    add_paper,
    cast_vote,
    close_ballot,
    open_ballot,
)

from .meetings import meeting_of, voters_of
from .records import Meeting, Vote

OPTIONS = [
    ("yes", Text("同意", "In favour")),
    ("no", Text("反对", "Against")),
    ("abstain", Text("弃权", "Abstain")),
]
SEALED = "ballot"


def open_vote(
    case: Case, title: str, meeting_no: int, vote_method: str, voters: Any, account_voters: Any
) -> dict[str, Any]:
    """Open the vote; a sealed one has a ballot of the engine's."""
    if vote_method != SEALED:
        return {"ballot_no": None}
    seats = [
        Seat(one["seat"], one["name"], one["person"])
        for one in voters_of(meeting_of(case, meeting_no))
    ]
    return {"ballot_no": open_ballot(case, f"{title}：表决", OPTIONS, seats).id}


def take_vote(person: Person, answers: Mapping[str, Any], data: Mapping[str, Any]) -> Text:
    """Put a sealed vote into the box and tell the voter its receipt."""
    receipt = cast_vote(data["ballot_no"], data["voter"]["seat"], answers["option"], person)
    return Text(
        "您的票已投入票箱。\n选票号：{receipt}\n表决结束后，可以在案件的“可以核对的内容”里核对。",
        "Your vote is in the box.\nReceipt: {receipt}\n"
        "After the closing you can check it on the case’s page, under “What can be checked”.",
        receipt=receipt,
    )


def take_named_vote(case: Case, answers: Mapping[str, Any], data: Mapping[str, Any]) -> Text:
    """Keep a vote by name at once; the case's own data hold none."""
    meeting = meeting_of(case, data["meeting_no"])
    option = answers["named_option"]
    _keep(meeting, {data["voter"]["seat"]: option})
    return Text(
        "您的意见已经登记：{option}。",
        "Your vote is entered: {option}.",
        option=next(text for value, text in OPTIONS if value == option),
    )


def record_votes(
    case: Case,
    meeting_no: int,
    vote_method: str,
    ballot_no: int | None = None,
    votes_yes: list[str] | None = None,
    votes_no: list[str] | None = None,
    votes_abstain: list[str] | None = None,
    paper_seats: list[str] | None = None,
    paper_yes: int | None = None,
    paper_no: int | None = None,
    paper_abstain: int | None = None,
) -> dict[str, Any]:
    """Close the vote and keep its result; nobody votes any more."""
    meeting = meeting_of(case, meeting_no)
    if vote_method == SEALED and ballot_no is not None:
        paper = {"yes": paper_yes or 0, "no": paper_no or 0, "abstain": paper_abstain or 0}
        add_paper(ballot_no, paper, paper_seats or [])
        tally = dict(close_ballot(ballot_no).tally or {})
    else:
        by_hand = {"yes": votes_yes, "no": votes_no, "abstain": votes_abstain}
        tally = _by_name(meeting, _listed(by_hand))
    meeting.yes, meeting.no, meeting.abstain = tally["yes"], tally["no"], tally["abstain"]
    meeting.save()
    return {"tally": {**tally, "voted": sum(tally.values())}}


def _listed(by_hand: Mapping[str, Iterable[str] | None]) -> dict[str, str]:
    return {seat: option for option, seats in by_hand.items() for seat in seats or []}


def _by_name(meeting: Meeting, votes: Mapping[str, str]) -> dict[str, int]:
    """Keep what was taken down by hand; who has voted itself is not counted again."""
    done = {vote.seat for vote in Vote.select().where(Vote.meeting == meeting)}
    _keep(meeting, {seat: option for seat, option in votes.items() if seat not in done})
    kept = list(Vote.select().where(Vote.meeting == meeting))
    return {value: sum(vote.option == value for vote in kept) for value, _ in OPTIONS}


def _keep(meeting: Meeting, votes: Mapping[str, str]) -> None:
    for seat in voters_of(meeting):
        if seat["seat"] in votes:
            Vote.create(
                case=meeting.case,
                community=meeting.community,
                data_class=Vote.DATA_CLASS,
                meeting=meeting,
                seat=seat["seat"],
                voter=seat["name"],
                option=votes[seat["seat"]],
                method=meeting.method,
            )


def said_votes(meeting: Meeting) -> Iterator[str]:
    """Yield the votes by name, as the minutes bind them; none of a sealed ballot."""
    names = {value: text.zh for value, text in OPTIONS}
    for vote in Vote.select().where(Vote.meeting == meeting).order_by(Vote.seat):
        yield f"{vote.seat} {vote.voter} {names[vote.option]}"
