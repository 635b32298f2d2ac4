"""A sealed ballot: no second vote, no vote after the closing, nobody knows whose is whose."""

from __future__ import annotations

import pytest

from engine import (
    Ballot,
    Refused,
    Seat,
    Text,
    add_paper,
    cast_vote,
    close_ballot,
    open_ballot,
    start_case,
    turnout,
    vote_of,
)
from engine.database import db
from engine.keyring import passing_key
from engine.models import BallotSeat
from engine.models.privacy import Sensitive

OPTIONS = [("yes", Text("同意", "yes")), ("no", Text("反对", "no"))]


@pytest.fixture(autouse=True)
def key():
    with passing_key():
        yield


def opened(town):
    case = start_case("repair", town.place("CM-07"), town.who("李四"))
    one, two = town.who("李四").person, town.who("张三").person
    seats = [Seat("S01", one.name, one.id), Seat("S02", two.name, two.id), Seat("S03", "无账号者")]
    return open_ballot(case, "充电棚", OPTIONS, seats), one, two


def test_nobody_votes_twice(town):
    ballot, one, _ = opened(town)
    cast_vote(ballot.id, "S01", "yes", one)
    with pytest.raises(Refused, match="投过票"):
        cast_vote(ballot.id, "S01", "no", one)
    assert close_ballot(ballot.id).tally == {"yes": 1, "no": 0}


def test_nobody_votes_after_the_closing(town):
    ballot, one, _ = opened(town)
    close_ballot(ballot.id)
    with pytest.raises(Refused, match="已经结束"):
        cast_vote(ballot.id, "S01", "yes", one)
    with pytest.raises(Refused, match="已经结束"):
        add_paper(ballot.id, {"yes": 1}, ["S03"])
    with pytest.raises(Refused, match="已经结束"):
        close_ballot(ballot.id)


def test_nobody_votes_from_anothers_seat_or_from_none(town):
    ballot, one, _ = opened(town)
    for seat in ("S02", "S03", "S09"):
        with pytest.raises(Refused):
            cast_vote(ballot.id, seat, "yes", one)
    assert turnout(ballot) == (0, 3)


def test_what_is_no_option_is_not_taken_and_the_seat_stays_free(town):
    ballot, one, _ = opened(town)
    with pytest.raises(Refused):
        cast_vote(ballot.id, "S01", "perhaps", one)
    assert turnout(ballot) == (0, 3)


def test_papers_must_be_as_many_as_who_voted_on_paper(town):
    ballot, _, _ = opened(town)
    for votes in ({"yes": 2}, {}, {"yes": 2, "no": -1}):
        with pytest.raises(Refused):
            add_paper(ballot.id, votes, ["S03"])
    add_paper(ballot.id, {"no": 1}, ["S03"])
    with pytest.raises(Refused, match="投过票"):
        add_paper(ballot.id, {"no": 1}, ["S03"])
    assert close_ballot(ballot.id).tally == {"yes": 0, "no": 1}


def test_before_the_closing_no_table_holds_a_vote_in_the_clear(town):
    ballot, one, two = opened(town)
    receipts = [
        cast_vote(ballot.id, "S01", "yes", one),
        cast_vote(ballot.id, "S02", "no", two),
    ]
    row = Ballot.get_by_id(ballot.id)
    assert row.tally is None
    assert row.receipts is None
    assert vote_of(row, receipts[0]) is None
    for table in db.get_tables():
        stored = repr(db.execute_sql(f'SELECT * FROM "{table}"').fetchall())
        assert not any(receipt in stored for receipt in receipts), table
    assert b'"yes"' not in bytes(Sensitive.get().content)


def test_nothing_ties_a_seat_to_a_vote_even_after_the_closing(town):
    ballot, one, two = opened(town)
    receipts = {cast_vote(ballot.id, "S02", "no", two), cast_vote(ballot.id, "S01", "yes", one)}
    closed = close_ballot(ballot.id)
    assert {receipt for receipt, _ in closed.receipts} == receipts
    assert closed.receipts == sorted(closed.receipts)  # not in the order of voting
    assert Sensitive.select().count() == 0
    assert set(BallotSeat._meta.fields) == {"id", "ballot", "seat", "name", "person", "voted"}


def test_a_receipt_finds_its_vote_however_it_was_written_down(town):
    ballot, one, _ = opened(town)
    receipt = cast_vote(ballot.id, "S01", "yes", one)
    closed = Ballot.get_by_id(close_ballot(ballot.id).id)
    assert vote_of(closed, receipt).say("zh") == "同意"
    assert vote_of(closed, receipt.lower().replace("-", " ")).say("en") == "yes"
    assert vote_of(closed, "2222-2222-2222") is None
    assert vote_of(closed, "") is None


def test_seats_are_somebodys_and_no_two_alike(town):
    ballot, _, _ = opened(town)
    for seats in ([], [Seat("S01", "甲"), Seat("S01", "乙")]):
        with pytest.raises(Refused):
            open_ballot(ballot.case, "x", OPTIONS, seats)
