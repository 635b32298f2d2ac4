"""Who holds which role where, and what a person may therefore find."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.bring import Role
from engine.clock import now
from engine.communities import STALE_SECONDS, Node, tree
from engine.database import db, stored_instant
from engine.deputies import standings_of
from engine.models import Holding, Person
from engine.registry import brought_by, everything
from engine.statements import ask

WORK_OF_GROUPS = ("BL", "CM")  # a group does the tasks of the block or community it lies in


@dataclass(frozen=True)
class Viewer:
    """A person with the reach that its roles give at this moment.

    `offers`: (role, community id) pairs whose tasks stand in its inbox; `sees`: ids of the
    communities whose cases it may see; `roles`: role → ids of the communities it is held in;
    `stands_for`: those whose work it does while they are away, each with the reach that covers.
    """

    person: Person
    roles: dict[str, frozenset[int]] = field(default_factory=dict)
    offers: frozenset[tuple[str, int]] = frozenset()
    sees: frozenset[int] = frozenset()
    stands_for: tuple[Viewer, ...] = ()
    whole: bool = True  # of somebody stood in for: is what it has claimed covered too?

    @property
    def faces(self) -> tuple[Viewer, ...]:
        """Return as whom it may act: itself first, then those it stands in for."""
        return (self, *self.stands_for)

    @property
    def all_offers(self) -> frozenset[tuple[str, int]]:
        """Return the offers of all its faces, whose tasks stand in its inbox."""
        return self.offers.union(*(face.offers for face in self.stands_for))

    @property
    def hands(self) -> list[int]:
        """Return the ids of the people whose claimed tasks it may do: its own, and deputed ones."""
        return [face.person.id for face in self.faces if face.whole]

    @property
    def all_sees(self) -> frozenset[int]:
        """Return the communities whose cases it or somebody it stands in for may see."""
        return self.sees.union(*(face.sees for face in self.stands_for))

    def holds(self, role: str) -> bool:
        return role in self.roles

    def holds_any(self, *roles: str) -> bool:
        return any(role in self.roles for role in roles)


def viewer_of(person: Person) -> Viewer:
    """Return a person with the reach its roles give now; somebody who left reaches nothing."""
    if not person.active:
        return Viewer(person)
    others = tuple(
        _with_reach(
            standing.person,
            [held for held in holdings_of(standing.person) if standing.covers(*held)],
            whole=standing.whole,
        )
        for standing in standings_of(person)
    )
    return _with_reach(person, holdings_of(person), others)


def _with_reach(
    person: Person,
    held: Iterable[tuple[str, int]],
    stands_for: tuple[Viewer, ...] = (),
    *,
    whole: bool = True,
) -> Viewer:
    known = brought_by(everything()).roles
    here = tree()
    roles: dict[str, set[int]] = {}
    offers: set[tuple[str, int]] = set()
    sees: set[int] = set()
    for role, community in held:
        if community not in here.by_id:
            continue
        roles.setdefault(role, set()).add(community)
        offers.update((role, node.id) for node in _scopes_of(known.get(role), community))
        if role in known and known[role].sees_cases:
            inside = here.below(community)
            sees |= inside
            for each in inside:
                sees |= here.shared.get(each, set())
    return Viewer(
        person,
        {role: frozenset(ids) for role, ids in roles.items()},
        frozenset(offers),
        frozenset(sees),
        stands_for,
        whole,
    )


def _scopes_of(role: Role | None, community: int) -> Iterator[Node]:
    """Yield the scopes whose tasks a role held here is for: those this community lies in, up to
    the role's own level; a group's up to the block or community whose work it shares. A task that
    went above that is for who holds the role up there."""
    line = tree().above(community)
    if role is None or not role.sees_cases:
        yield from line
        return
    wanted = WORK_OF_GROUPS if role.level == "GR" else (role.level,)
    levels = [node.level for node in line]
    reached = [levels.index(level) for level in wanted if level in levels]
    yield from line[: min(reached, default=0) + 1]


def is_staff(viewer: Viewer) -> bool:
    """Does a person hold a role that works on others' cases, not only on its own matters?"""
    known = brought_by(everything()).roles
    return any(
        role in known and not known[role].is_own for face in viewer.faces for role in face.roles
    )


def homes_of(viewer: Viewer) -> frozenset[int]:
    """Return the communities whose cases a person sees by holding a role there, without those
    (a shared block) that it sees because they have a part in these."""
    known, here = brought_by(everything()).roles, tree()
    held = {
        place
        for face in viewer.faces
        for role, places in face.roles.items()
        if role in known and known[role].sees_cases
        for place in places
    }
    return frozenset(
        inside for place in held if place in here.by_id for inside in here.below(place)
    )


def cleared(viewer: Viewer, word: str) -> frozenset[int]:
    """Return the communities in which a person's roles open secret (C4) records of a kind.

    A role that sees only cases it takes part in opens those wherever they are.
    """
    known, here = brought_by(everything()).roles, tree()
    found: set[int] = set()
    for role, held in ((one, held) for face in viewer.faces for one, held in face.roles.items()):
        if role not in known or not known[role].clears & {word, "*"}:
            continue
        if not known[role].sees_cases:
            return frozenset(here.by_id)
        found.update(one for place in held for one in here.below(place))
    return frozenset(found)


_HELD = (
    "SELECT role, community_id FROM holdings"
    " WHERE person_id=? AND since<=? AND (until IS NULL OR until>?)"
)


def holdings_of(person: Person, moment: datetime | None = None) -> list[tuple[str, int]]:
    """Return (role, community id) of all that a person holds at a moment."""
    moment = moment or now()
    at = stored_instant(moment)
    return [(role, community) for role, community in ask(_HELD, person.id, at, at)]


def holders_of(role: str, community: int) -> list[Person]:
    """Return the active people who hold a role inside a community."""
    moment = now()
    return list(
        Person.select()
        .join(Holding)
        .where(
            Person.active,
            Holding.role == role,
            Holding.community.in_(tree().below(community)),
            Holding.since <= moment,
            Holding.until.is_null() | (Holding.until > moment),
        )
        .distinct()
    )


def is_held(role: str, community: int) -> bool:
    """Does anybody hold a role inside a community?"""
    return (role, community) in _held()


_known: tuple[Any, float, frozenset[tuple[str, int]]] | None = None


def _held() -> frozenset[tuple[str, int]]:
    """Return (role, community id) wherever somebody holds a role, remembered for a while."""
    global _known
    if _known is None or _known[0] is not db.obj or time.monotonic() - _known[1] > STALE_SECONDS:
        moment = now()
        rows: Any = (
            Holding.select(Holding.role, Holding.community)
            .join(Person)
            .where(
                Person.active,
                Holding.since <= moment,
                Holding.until.is_null() | (Holding.until > moment),
            )
            .distinct()
        )
        known = brought_by(everything()).roles
        pairs = {
            (role, node.id)
            for role, held in rows.tuples()
            for node in _scopes_of(known.get(role), held)
        }
        _known = (db.obj, time.monotonic(), frozenset(pairs))
    return _known[2]


def forget_holders() -> None:
    """Read who holds what again at the next question: it has changed."""
    global _known
    _known = None


def scope_for(role: str, community: int) -> tuple[int, bool]:
    """Return the scope in which a role's task is offered, and whether nobody local holds it.

    The task goes to the node of the role's own level around the community; where nobody holds the
    role inside, to the next node above that has a holder of its own (DOMAIN §1.9). Where there is
    none either it stays where it belongs, for whoever is given the role.
    """
    here = tree()
    known = brought_by(everything()).roles.get(role)
    start = here.at_level(community, known.level) if known else None
    first = start or here.by_id[community]
    if is_held(role, first.id):
        return first.id, False
    for node in here.above(first.id)[1:]:
        if is_held(role, node.id):
            return node.id, True
    return first.id, True


def person_named(number: int) -> str:
    """Return the name of a person by its number, '' for nobody."""
    found = Person.get_or_none(Person.id == number)
    return str(found.name) if found else ""
