"""Whom a person works with: from whom it may choose when it hands something on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.clock import now
from engine.communities import tree
from engine.errors import Refused
from engine.models import Holding, Person
from engine.people import Viewer
from engine.registry import brought_by, everything

MOST = 50  # names in one list; a longer one is searched


def colleagues(viewer: Viewer, search: str = "") -> list[Person]:
    """Return the staff above, beside and below a person, by name; never residents or merchants."""
    query = _staff(viewer).order_by(Person.name, Person.id).limit(MOST)
    if search.strip():
        query = query.where(Person.name.contains(search.strip()))
    return list(query)


def colleague(viewer: Viewer, person_id: int) -> Person:
    """Return one of a person's colleagues; refuse anybody else, known or not."""
    found = _staff(viewer).where(Person.id == person_id).first()
    if found is None:
        raise not_a_colleague()
    person: Person = found
    return person


def require_colleagues(viewer: Viewer, people: Iterable[Person]) -> None:
    """Refuse to bring in anybody who is no colleague: work and what it tells stay in one line."""
    wanted = {person.id for person in people} - {viewer.person.id}
    if wanted and _staff(viewer).where(Person.id.in_(wanted)).count() < len(wanted):
        raise not_a_colleague()


def not_a_colleague() -> Refused:
    return Refused("请从同事中选择一人。", "Choose one of your colleagues.")


def _staff(viewer: Viewer) -> Any:
    moment = now()
    return (
        Person.select()
        .join(Holding)
        .where(
            Person.active,
            Person.id != viewer.person.id,
            Holding.role.in_(_staff_roles()),
            Holding.community.in_(_near(viewer)),
            Holding.since <= moment,
            Holding.until.is_null() | (Holding.until > moment),
        )
        .distinct()
    )


def _staff_roles() -> list[str]:
    return [key for key, role in brought_by(everything()).roles.items() if not role.is_own]


def _near(viewer: Viewer) -> Iterable[int]:
    """Return the communities in one line with those where the person holds a role."""
    here = tree()
    held = {community for where in viewer.roles.values() for community in where}
    near = {node.id for each in held for node in here.above(each)}
    return near.union(*(here.below(each) for each in held))
