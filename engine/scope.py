"""What a person may find: the one mechanism every query on cases and records passes."""

from __future__ import annotations

from typing import Any

from peewee import Expression

from engine.clock import now
from engine.models import Case, Grant, Member
from engine.people import Viewer


def visible(viewer: Viewer, table: Any = Case) -> Expression:
    """Return the condition under which a row of `table` may be found by this viewer.

    `table` is Case, or a table (or alias) with the columns `community` and `case`. A row is
    visible when its community lies in the viewer's scope, when the viewer takes part in the
    case, or when leave was granted and has not run out (DOMAIN §1.1).
    """
    case = table.id if _is_cases(table) else table.case
    found: Expression = (
        table.community.in_(viewer.all_sees)
        | case.in_(_taking_part(viewer))
        | case.in_(_granted(viewer))
    )
    return found


def finds(viewer: Viewer, case_id: int) -> bool:
    """May this viewer find a case?"""
    return bool(Case.select(Case.id).where(Case.id == case_id, visible(viewer)).exists())


def _is_cases(table: Any) -> bool:
    return getattr(table, "model", table) is Case


def _taking_part(viewer: Viewer) -> Any:
    return Member.select(Member.case).where(Member.person == viewer.person)


def _granted(viewer: Viewer) -> Any:
    moment = now()
    return Grant.select(Grant.case).where(
        Grant.person == viewer.person, Grant.since <= moment, Grant.until > moment
    )
