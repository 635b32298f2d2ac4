"""Naming a deputy: a colleague, for a time, and never so that separated duties meet in one hand."""

from __future__ import annotations

from datetime import datetime

from engine.clock import now
from engine.colleagues import require_colleagues
from engine.errors import Refused
from engine.models import Community, Deputy, Person
from engine.people import holdings_of, viewer_of
from engine.separation import require_apart


def name_deputy(
    person: Person,
    deputy: Person,
    since: datetime,
    until: datetime,
    *,
    role: str = "",
    community: Community | None = None,
    reason: str = "",
    by: Person,
) -> Deputy:
    """Let `deputy` do a person's work between two instants, all of it or one role's in a place.

    Raises Refused for an end in the past or before the beginning, for oneself, for who has left
    or is no colleague, and where two of the three administrators would come into one hand.
    """
    if person.id == deputy.id:
        raise Refused("不能由本人代理本人。", "Nobody can stand in for themselves.")
    if until <= since or until <= now():
        raise Refused(
            "代理的结束时间应晚于开始时间和现在。", "It must end after it begins, and after now."
        )
    if not deputy.active:
        raise Refused("{name}已停用。", "{name} is no longer active.", name=deputy.name)
    require_colleagues(viewer_of(person), [deputy])
    require_apart(deputy, roles_lent(person, role))
    made: Deputy = Deputy.create(
        person=person,
        deputy=deputy,
        role=role,
        community=community,
        since=since,
        until=until,
        reason=reason.strip(),
        made_by=by,
    )
    return made


def roles_lent(person: Person, role: str) -> frozenset[str]:
    """Return the roles whose work passes to a deputy: one, or all that are held."""
    return frozenset([role]) if role else frozenset(held for held, _ in holdings_of(person))
