"""Sealed ballots: nobody sees a vote before the closing, nobody ever whose it was.

A vote and the seat it came from are never stored together. Until the closing all votes lie in one
box, sorted by their receipts, encrypted under a key outside the database, rewritten whole with
each vote. The closing publishes the
receipts with their options: whoever has a receipt finds its own vote among them.
"""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.clock import now
from engine.database import locked, transaction
from engine.errors import NotFound, Refused
from engine.models import Ballot, BallotSeat, Case, Person
from engine.sensitive import forget, keep, kept
from engine.text import Text

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is taken for another
BOX = "ballot"  # where the sensitive values of ballots lie
GROUPS, GROUP = 3, 4  # a receipt is XXXX-XXXX-XXXX: 59 bits, nobody guesses one
MOST_SEATS = 500


@dataclass(frozen=True)
class Seat:
    """Somebody entitled to vote: by an account, or on paper where there is none."""

    number: str
    name: str
    person: int | None = None


def open_ballot(
    case: Case, title: str, options: Sequence[tuple[str, Text]], seats: Iterable[Seat]
) -> Ballot:
    """Open a ballot in which each seat has one vote."""
    known = list(seats)
    if not known or len(known) > MOST_SEATS or len({one.number for one in known}) < len(known):
        raise Refused("表决席位有误。", "The seats of the ballot are wrong.")
    with transaction():
        ballot: Ballot = Ballot.create(
            case=case,
            community=case.community_id,
            title=title,
            options=[[value, text.zh, text.en] for value, text in options],
        )
        _seal(ballot, [])
        for one in known:
            BallotSeat.create(ballot=ballot, seat=one.number, name=one.name, person=one.person)
    return ballot


def cast_vote(ballot_id: int, seat: str, option: str, by: Person) -> str:
    """Put a vote into the box and return its receipt, which is told once and kept nowhere else.

    Refused after the closing, for a second vote, for a seat that is another's.
    """
    with transaction():
        ballot = _open(ballot_id)
        place = _seat(ballot, seat)
        if place.person_id != by.id:
            raise Refused("这是他人的席位。", "This is somebody else’s seat.")
        _take(place)
        _known(ballot, option)
        votes = _unsealed(ballot)
        receipt = _receipt({each for each, _ in votes})
        _seal(ballot, [*votes, [receipt, option]])
    return receipt


def add_paper(ballot_id: int, votes: Mapping[str, int], seats: Iterable[str]) -> None:
    """Add the ballot papers of those seats, counted in sum: as many votes as seats."""
    with transaction():
        ballot = _open(ballot_id)
        places = [_seat(ballot, seat) for seat in seats]
        if any(count < 0 for count in votes.values()) or sum(votes.values()) != len(places):
            raise Refused(
                "纸质票数与投票人数不符。", "There are not as many papers as voters on paper."
            )
        for option in votes:
            _known(ballot, option)
        for place in places:
            _take(place)
        ballot.paper = dict(Counter(ballot.paper) + Counter(votes))
        ballot.save(only=[Ballot.paper])


def close_ballot(ballot_id: int) -> Ballot:
    """Close a ballot: count it, publish the receipts, empty the box. Nobody votes any more."""
    with transaction():
        ballot = _open(ballot_id)
        votes = _unsealed(ballot)
        counts = Counter(option for _, option in votes) + Counter(ballot.paper)
        ballot.tally = {value: counts.get(value, 0) for value, _, _ in ballot.options}
        ballot.receipts, ballot.closed_at = sorted(votes), now()
        ballot.save()
        forget(BOX, ballot.id)
    return ballot


def turnout(ballot: Ballot) -> tuple[int, int]:
    """Return how many have voted, of how many: all that is known of an open ballot."""
    mine = BallotSeat.select().where(BallotSeat.ballot == ballot)
    return mine.where(BallotSeat.voted).count(), mine.count()


def vote_of(ballot: Ballot, receipt: str) -> Text | None:
    """Return what the vote with this receipt was counted as; None when there is none such."""
    wanted = plain_receipt(receipt)
    for each, option in ballot.receipts or []:
        if secrets.compare_digest(plain_receipt(each), wanted):
            return option_text(ballot, option)
    return None


def option_text(ballot: Ballot, value: str) -> Text:
    """Return what an option is called."""
    return next(Text(zh, en) for each, zh, en in ballot.options if each == value)


def plain_receipt(written: str) -> str:
    """Return a receipt as it is compared: however it was written down."""
    return "".join(letter for letter in written.upper()[:60] if letter in LETTERS)


def find_ballot(ballot_id: int) -> Ballot:
    """Return a ballot, open or closed; who may see an open one the caller knows."""
    found: Ballot | None = Ballot.get_or_none(Ballot.id == ballot_id)
    if found is None:
        raise NotFound
    return found


def ballots_of(case: Case) -> list[Ballot]:
    """Return the ballots of a case, the newest first."""
    return list(Ballot.select().where(Ballot.case == case).order_by(Ballot.id.desc()))


def _open(ballot_id: int) -> Ballot:
    ballot: Ballot | None = locked(Ballot.select().where(Ballot.id == ballot_id)).first()
    if ballot is None or ballot.closed_at is not None:
        raise Refused("表决已经结束。", "The ballot is closed.")
    return ballot


def _seat(ballot: Ballot, seat: str) -> BallotSeat:
    found = BallotSeat.get_or_none(BallotSeat.ballot == ballot, BallotSeat.seat == seat)
    if found is None:
        raise Refused("没有这个席位：{seat}。", "There is no seat {seat}.", seat=seat)
    place: BallotSeat = found
    return place


def _take(place: BallotSeat) -> None:
    if place.voted:
        raise Refused("{name}已经投过票。", "{name} has voted already.", name=place.name)
    place.voted = True
    place.save(only=[BallotSeat.voted])


def _known(ballot: Ballot, option: str) -> None:
    if option not in {value for value, _, _ in ballot.options}:
        raise Refused("没有这个选项。", "There is no such option.")


def _receipt(taken: set[str]) -> str:
    while True:
        groups = ("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))
        receipt = "-".join(groups)
        if receipt not in taken:
            return receipt


def _seal(ballot: Ballot, votes: list[Any]) -> None:
    """Keep the votes encrypted under the key outside the database; NoKey is raised without one."""
    text = json.dumps(sorted(votes), separators=(",", ":")).encode()
    keep(BOX, ballot.id, {0: text}, ballot.case_id)


def _unsealed(ballot: Ballot) -> list[list[str]]:
    text = kept(BOX, ballot.id).get(0)
    if text is None:
        raise Refused("票箱打不开：密钥不对或者被改动过。", "The box cannot be opened.")
    votes: list[list[str]] = json.loads(text)
    return votes
