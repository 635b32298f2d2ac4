"""Who may stop, move and mend cases from outside their diagrams, and how such a deed begins."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from engine.change import Change, changing, require_open
from engine.communities import tree
from engine.errors import NotFound, Refused
from engine.models import Case
from engine.people import Viewer
from engine.procedures import definition_of
from engine.registry import brought_by, everything


def operated(by: Viewer) -> frozenset[int]:
    """Return the ids of the communities whose cases this person may stop, move and mend."""
    known = brought_by(everything()).roles
    held = [
        community
        for role, where in by.roles.items()
        if role in known and known[role].operates
        for community in where
    ]
    return frozenset(inside for each in held for inside in tree().below(each))


def may_operate(by: Viewer, case: Case) -> bool:
    """May this person stop, move and mend this case?"""
    return case.community_id in operated(by)


def may_maintain(by: Viewer) -> bool:
    """May this person try given-up work again, stop procedures and migrate, seeing no data?"""
    known = brought_by(everything()).roles
    return any(role in known and known[role].maintains for role in by.roles)


def may_govern(by: Viewer) -> bool:
    """May this person stop a whole procedure? Who maintains the system, or leads all of it."""
    return may_maintain(by) or set(tree().by_id) <= operated(by)


def reasoned(reason: str) -> str:
    """Return a reason without space around it; refuse an empty one."""
    if not reason.strip():
        raise Refused("请写明理由。", "Please give the reason.")
    return reason.strip()


def refuse_stranger() -> Refused:
    return Refused(
        "您的岗位不能对这件事做这样的操作。", "Your roles do not let you do this to this case."
    )


@contextmanager
def operating(case_id: int, by: Viewer, *, maintaining: bool = False) -> Iterator[Change]:
    """Open a running case for a deed of those in charge; with `maintaining`, of administrators."""
    with changing(case_id) as change:
        if not may_operate(by, change.case) and not (maintaining and may_maintain(by)):
            raise refuse_stranger()
        require_open(change.case)
        yield change


@contextmanager
def looking(case_id: int, by: Viewer, *, maintaining: bool = False) -> Iterator[Change]:
    """Open a running case to describe such a deed: to the same people, and nothing is stored."""
    case = Case.get_or_none(Case.id == case_id)
    if case is None:
        raise NotFound
    if not may_operate(by, case) and not (maintaining and may_maintain(by)):
        raise refuse_stranger()
    require_open(case)
    yield Change(case, definition_of(case.version_id))
