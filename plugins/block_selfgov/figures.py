"""How blocks keep themselves in order: K2.1 to K2.7, computed from the ledgers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from engine import Indicator, Text, now, today

from .records import GROUPS, DutyLetter, GuaranteeCheck, GuaranteeQuarter, Merchant, Patrol

WEIGHTS = {"environment": 35, "order": 35, "vitality": 30}  # [P]
LOOKED_BACK = timedelta(days=90)


def _share(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def _patrols(communities: frozenset[int]) -> Any:
    return Patrol.select().where(Patrol.community.in_(communities))


def self_corrected(communities: frozenset[int]) -> float | None:
    """K2.1: corrected by the shop itself, of all that was found."""
    found = _patrols(communities)
    return _share(found.where(Patrol.outcome == "self_corrected").count(), found.count())


def hours_to_correct(communities: frozenset[int]) -> float | None:
    """K2.2: hours by the clock from finding to correction, on average."""
    mine = _patrols(communities).where(
        Patrol.outcome == "self_corrected", Patrol.fixed_at.is_null(False)
    )
    hours = [(one.fixed_at - one.found_at).total_seconds() / 3600 for one in mine]
    return round(sum(hours) / len(hours), 1) if hours else None


def signed(communities: frozenset[int]) -> float | None:
    """K2.3: shops on the roll that have signed their letter; the aim is all of them."""
    roll = Merchant.select().where(Merchant.community.in_(communities), Merchant.left_on.is_null())
    letters = DutyLetter.select(DutyLetter.block_code, DutyLetter.merchant_code).where(
        DutyLetter.community.in_(communities), ~DutyLetter.refused
    )
    have = {(one.block_code, one.merchant_code) for one in letters}
    shops = [(one.block_code, one.merchant_code) for one in roll]
    return _share(sum(shop in have for shop in shops), len(shops))


def good_grades(communities: frozenset[int]) -> float | None:
    """K2.4: grades A and B, of the shops graded for the newest quarter that has grades."""
    mine = (GuaranteeQuarter.community.in_(communities), GuaranteeQuarter.grade != "")
    newest = (
        GuaranteeQuarter.select().where(*mine).order_by(GuaranteeQuarter.quarter.desc()).first()
    )
    if newest is None:
        return None
    graded = GuaranteeQuarter.select().where(*mine, GuaranteeQuarter.quarter == newest.quarter)
    return _share(graded.where(GuaranteeQuarter.grade.in_(["A", "B"])).count(), graded.count())


def escalated(communities: frozenset[int]) -> float | None:
    """K2.5: handed to enforcement, of all that was found."""
    found = _patrols(communities)
    handed = Patrol.outcome.in_(["escalated", "closed_by_enforcement"])
    return _share(found.where(handed).count(), found.count())


def health(communities: frozenset[int]) -> float | None:
    """K2.6: environment 35, order 35, vitality 30 [P].

    Environment and order are the checks of the last 90 days without a deduction of hygiene, and
    of order or safety; vitality is the mean of K2.1 and K2.3. A part without figures is left out
    and the others weigh more.
    """
    checks = list(
        GuaranteeCheck.select().where(
            GuaranteeCheck.community.in_(communities),
            GuaranteeCheck.checked_on >= today() - LOOKED_BACK,
        )
    )
    lively = [x for x in (self_corrected(communities), signed(communities)) if x is not None]
    parts = {
        "environment": _free_of(checks, "HYG"),
        "order": _free_of(checks, "ORD", "SAF"),
        "vitality": sum(lively) / len(lively) if lively else None,
    }
    known = {name: value for name, value in parts.items() if value is not None}
    weight = sum(WEIGHTS[name] for name in known)
    total = sum(WEIGHTS[name] * value for name, value in known.items())
    return round(total / weight, 1) if weight else None


def _free_of(checks: list[GuaranteeCheck], *families: str) -> float | None:
    free = sum(not any(code.startswith(families) for code in one.deductions) for one in checks)
    return _share(free, len(checks))


def patrols_by(team: str = "") -> Callable[[frozenset[int]], int]:
    """K2.7: what the groups found on patrol in the last 90 days; of one group, or of all four."""

    def count(communities: frozenset[int]) -> int:
        mine = _patrols(communities).where(Patrol.found_at >= now() - LOOKED_BACK)
        return int((mine.where(Patrol.team == team) if team else mine).count())

    return count


ENGLISH = {
    "safety": "Patrols of the safety group",
    "credit": "Patrols of the credit group",
    "environment": "Patrols of the environment group",
    "coordination": "Patrols of the coordination group",
}

INDICATORS = [
    Indicator("K2.1", Text("自纠率", "Self-corrected"), self_corrected, "%", source="[P]"),
    Indicator(
        "K2.2",
        Text("平均自纠时长", "Average time of self-correction"),
        hours_to_correct,
        "小时",
        source="[P]",
    ),
    Indicator("K2.3", Text("三包签约率", "Letters signed"), signed, "%", source="[P]"),
    Indicator("K2.4", Text("A、B级占比", "Grades A and B"), good_grades, "%", source="[P]"),
    Indicator("K2.5", Text("升级执法率", "Handed to enforcement"), escalated, "%", source="[P]"),
    Indicator("K2.6", Text("街区健康指数", "Block health index"), health, source="[P]"),
    Indicator(
        "K2.7", Text("四小组巡查次数", "Patrols of the four groups"), patrols_by(), source="[P]"
    ),
    *(
        Indicator(
            f"K2.7{letter}",
            Text(f"{title}巡查次数", ENGLISH[team]),
            patrols_by(team),
            source="[P]",
        )
        for letter, (team, title) in zip("abcd", GROUPS, strict=True)
    ),
]
