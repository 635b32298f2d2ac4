"""For how long a record is shown and counts: within what law and table allow."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from engine import LOCAL, Case, calendar_of, legal_limits, parse_limit

# by when results must be published; what no article speaks of follows market penalties [P]
PUBLISH_LIMITS = {"illegal_build": "WJ-PUB", "market": "MS-PUB", "other": "MS-PUB"}


def day_after(case: Case, day: date, written: str) -> date:
    """Return the last day of an amount of time that runs from a day."""
    end = parse_limit(written).after(_morning(day), calendar_of(case.community_id))
    return end.astimezone(LOCAL).date()


def publicity_end(case: Case, change: Mapping[str, Any], day: date, months: int) -> date:
    """Return until when a record is shown: the months chosen, held within table and register.

    What must be shown at least and may be shown at most stands in the register of legal limits
    (CR-PUB…) from the day it holds; a setting or a person can only stay inside.
    """
    end = day_after(case, day, f"{min(max(months, int(change['least'])), int(change['most']))}MON")
    known = legal_limits(day)
    least, most = (known.get(change.get(key) or "") for key in ("law_least", "law_most"))
    if least is not None:
        end = max(end, day_after(case, day, str(least.limit)))
    if most is not None:
        end = min(end, day_after(case, day, str(most.limit)))
    return end


def publish_due(case: Case, matter: str | None, day: date) -> datetime:
    """Return by when a decision of a day must be published (CXGH 71, MSP 9)."""
    limit = legal_limits()[PUBLISH_LIMITS[matter or "other"]].limit
    return limit.after(_morning(day), calendar_of(case.community_id))


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9), LOCAL)
