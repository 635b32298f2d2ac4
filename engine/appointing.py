"""Giving and ending roles: by who appoints, not to oneself, not two that exclude each other."""

from __future__ import annotations

from datetime import datetime

from engine.clock import now
from engine.database import transaction
from engine.deeds import note_deed
from engine.errors import Refused
from engine.models import Community, Holding, Person
from engine.people import forget_holders, holdings_of
from engine.registry import brought_by, everything
from engine.separation import require_apart


def give_role(
    person: Person, role: str, community: Community, *, by: Person | None = None
) -> Holding:
    """Let a person hold a role in a community from now on; `by` is who gives it, None a procedure.

    Raises Refused where it may not be held beside what the person holds, and for whoever may not
    give roles: only a role that appoints gives them, to others (DOMAIN §1.2).
    """
    require_appointer(by, person)
    require_apart(person, [role])
    with transaction():
        holding = _held_again(person, role, community)
        note_deed(
            "role_given",
            by,
            f"person:{person.id}",
            community=community,
            before={role: None},
            after={role: community.code},
        )
    forget_holders()
    return holding


def _held_again(person: Person, role: str, community: Community) -> Holding:
    same = (Holding.person == person, Holding.role == role, Holding.community == community)
    holding: Holding | None = Holding.get_or_none(*same)
    if holding is None:
        holding = Holding.create(person=person, role=role, community=community)
    elif holding.until is not None:  # held once before: held again from now on
        holding.since, holding.until = now(), None
        holding.save()
    return holding


def end_role(holding: Holding, at: datetime | None = None, *, by: Person | None = None) -> None:
    """Let a person no longer hold a role, at once or from a moment on; what was done stays."""
    require_appointer(by, None)
    with transaction():
        holding.until = at or now()
        holding.save()
        code = holding.community.code
        note_deed(
            "role_ended",
            by,
            f"person:{holding.person_id}",
            community=holding.community_id,
            before={holding.role: code},
            after={holding.role: None},
            until=holding.until,
        )
    forget_holders()


def require_appointer(by: Person | None, person: Person | None) -> None:
    """Refuse who may not change roles; a procedure (None) may, as its steps were decided."""
    if by is None:
        return
    if person is not None and by.id == person.id:
        raise Refused("不能给自己授予角色。", "Nobody gives a role to themselves.")
    known = brought_by(everything()).roles
    if not any(role in known and known[role].appoints for role, _ in holdings_of(by)):
        raise Refused(
            "只有安全管理员可以授予或终止角色。",
            "Only the security administrator gives and ends roles.",
        )
