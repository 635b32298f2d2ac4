"""Who must sign in in two steps, and from when on."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

from engine.clock import now
from engine.communities import STALE_SECONDS, tree
from engine.database import db
from engine.models import Community, Holding
from engine.people import Viewer
from engine.registry import brought_by, everything
from engine.settings import settings_of

MUST = "core.second_factor"
WITHIN = "core.second_factor_days"


def second_factor_due(by: Viewer) -> datetime | None:
    """Return from when on this person needs a second factor to work, None for who needs none.

    Administrators and all whose roles open C4 records of others need one, some days after they
    took the first such role (settings of the subdistrict).
    """
    known = brought_by(everything()).roles
    guarded = [role for role in by.roles if role in known and known[role].in_two_steps]
    if not guarded or (days := _days()) is None:
        return None
    mine = (Holding.person == by.person) & Holding.role.in_(guarded)
    current = Holding.until.is_null() | (Holding.until > now())
    first: Any = Holding.select(Holding.since).where(mine, current).order_by(Holding.since).first()
    return first.since + timedelta(days=days) if first else None


_known: tuple[Any, float, float | None] | None = None


def _days() -> float | None:
    """Return the days that are given, None where nobody must; remembered for a while."""
    global _known
    if _known is None or _known[0] is not db.obj or time.monotonic() - _known[1] > STALE_SECONDS:
        root = next((node for node in tree().by_id.values() if node.parent is None), None)
        values = settings_of(Community.get_by_id(root.id)) if root else {}
        _known = db.obj, time.monotonic(), values.get(WITHIN, 0) if values.get(MUST) else None
    return _known[2]


def forget_two_steps() -> None:
    """Read the settings again at the next question: they have changed."""
    global _known
    _known = None
