"""Who stands in for whom: while somebody is away another does its work, in both names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.clock import now
from engine.communities import tree
from engine.database import stored_instant
from engine.errors import NotFound, Refused
from engine.models import Deputy, Person
from engine.statements import joined


@dataclass(frozen=True)
class Standing:
    """One person stood in for now, directly or through a deputy who is away too.

    Every row on the way narrows what is covered: a role, a community and what lies in it.
    """

    person: Person
    rows: tuple[Deputy, ...]

    @property
    def whole(self) -> bool:
        """Is all of its work covered, what it has claimed as well?"""
        return not any(row.role or row.community_id for row in self.rows)

    def covers(self, role: str, community: int) -> bool:
        """Is a role held in a community covered by every row on the way?"""
        return all(row.role in ("", role) and _lies_in(community, row) for row in self.rows)


def _lies_in(community: int, row: Deputy) -> bool:
    return row.community_id is None or community in tree().below(row.community_id)


def standings_of(deputy: Person, moment: datetime | None = None) -> list[Standing]:
    """Return all for whom a person stands in: A is away for B, B is away for C, so C has both.

    A loop ends where it would come back to somebody already met.
    """
    moment = moment or now()
    met, found = {deputy.id}, list[Standing]()
    waiting: list[tuple[Person, tuple[Deputy, ...]]] = [(deputy, ())]
    while waiting:
        person, rows = waiting.pop(0)
        for row in _represented_by(person, moment):
            if row.person_id not in met:
                met.add(row.person_id)
                found.append(Standing(row.person, (*rows, row)))
                waiting.append((row.person, (*rows, row)))
    return found


_REPRESENTED = (
    '"t1"."deputy_id"=? AND "t1"."since"<=? AND "t1"."until">? AND "t1"."ended_at" IS NULL'
    ' AND "t2"."active" ORDER BY "t1"."id"'
)


def _represented_by(deputy: Person, moment: datetime) -> list[Deputy]:
    at = stored_instant(moment)
    return joined(Deputy, Deputy.person, _REPRESENTED, deputy.id, at, at)


def _holds_at(moment: datetime) -> tuple[object, ...]:
    return Deputy.since <= moment, Deputy.until > moment, Deputy.ended_at.is_null()


def is_away(person: Person, moment: datetime | None = None) -> bool:
    """Does somebody stand in for all of a person's work at a moment?"""
    held = _holds_at(moment or now())
    whole = (Deputy.role == "", Deputy.community.is_null())
    return bool(Deputy.select(Deputy.id).where(Deputy.person == person, *held, *whole).exists())


def deputies_of(person: Person) -> list[Deputy]:
    """Return who stands in for a person now or later, soonest first."""
    ahead = (Deputy.person == person, Deputy.until > now(), Deputy.ended_at.is_null())
    return list(Deputy.select().where(*ahead).order_by(Deputy.since, Deputy.id))


def find_deputy(number: int, person: Person) -> Deputy:
    """Return one of the rows that concern a person; to all others there is none."""
    row: Deputy | None = Deputy.get_or_none(Deputy.id == number)
    if row is None or person.id not in (row.person_id, row.deputy_id):
        raise NotFound
    return row


def end_deputy(row: Deputy, by: Person) -> None:
    """Take the work back before its time; both may, and what was done stays in both names."""
    if by.id not in (row.person_id, row.deputy_id):
        raise Refused(
            "只有本人或代理人可以结束代理。", "Only the person or its deputy may end this."
        )
    if row.ended_at is None:
        row.ended_at = now()
        row.save()
