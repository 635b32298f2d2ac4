"""Which roles may not meet in one hand, and what is refused so that they do not."""

from __future__ import annotations

from collections.abc import Iterable

from engine.deputies import standings_of
from engine.errors import Refused
from engine.models import Person
from engine.people import holdings_of
from engine.registry import brought_by, everything
from engine.text import Text


def require_apart(person: Person, roles: Iterable[str]) -> None:
    """Refuse to let somebody act in a role apart from one it acts in already (DOMAIN §1.2).

    It acts in the roles it holds and in those of whom it stands in for.
    """
    present = roles_acted_in(person)
    for role in roles:
        for other in sorted(present & roles_apart(role)):
            raise Refused(
                "职责分离：“{person}”已是{held}，不能兼任{role}。",
                "Separated duties: “{person}” already is {held} and cannot be {role} too.",
                person=person.name,
                held=_title(other),
                role=_title(role),
            )


def roles_acted_in(person: Person) -> frozenset[str]:
    """Return the roles that a person holds now, and those it fills for others."""
    lent = (
        role
        for standing in standings_of(person)
        for role, community in holdings_of(standing.person)
        if standing.covers(role, community)
    )
    return frozenset(role for role, _ in holdings_of(person)).union(lent)


def roles_apart(role: str) -> frozenset[str]:
    """Return the roles that a role is apart from; it holds both ways, whichever says so."""
    known = brought_by(everything()).roles
    own = known[role].apart if role in known else frozenset()
    return own.union(key for key, one in known.items() if role in one.apart)


def _title(key: str) -> Text:
    known = brought_by(everything()).roles
    return known[key].title if key in known else Text(key, key)
