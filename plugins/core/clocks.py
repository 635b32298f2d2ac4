"""How the kernel keeps time: reasons for a pause, the ladder of D0.2, what diagrams can do."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from engine import (
    Case,
    CaseClock,
    ClockRules,
    Effect,
    Extension,
    PauseReason,
    Rule,
    Rung,
    Supervision,
    Text,
    count_due,
)

HERE = Path(__file__).parent
LAST_PERCENT = 200  # no mark of the table lies beyond
SUPERVISION = Supervision("msg.supervision.due", "msg.supervision.moved", "core_supervise")


def rules(settings: Mapping[str, Any], level: str) -> ClockRules:
    """Return by which rules the time of a case of this grade is kept."""
    return ClockRules(
        reasons=pause_reasons(),
        approvers=frozenset(str(settings.get("core.extension_approvers", "")).split()),
        ladder=ladder(level, settings.get("core.lamp_red_pct", LAST_PERCENT)),
        supervision=SUPERVISION,
    )


@cache
def pause_reasons() -> tuple[PauseReason, ...]:
    """Read why a time limit may stand still (pause_reasons.toml; DOMAIN §1.3)."""
    rows = tomllib.loads((HERE / "pause_reasons.toml").read_text("utf-8"))
    return tuple(
        PauseReason(code, Text(row["zh"], row["en"]), Text(row["basis_zh"], row["basis_en"]))
        for code, row in rows.items()
    )


@cache
def ladder(level: str, red_percent: float) -> tuple[Rung, ...]:
    """Return the marks of table D0.2: each percent at which it says more than one percent before.

    The table alone holds the numbers; it is asked for every percent, once.
    """
    return tuple(_rungs(level, red_percent))


def _rungs(level: str, red_percent: float) -> Iterator[Rung]:
    before: Counter[Effect] = Counter()
    for percent in range(1, LAST_PERCENT + 1):
        found = Counter(effects_at(percent, level, red_percent))
        if found - before:
            yield Rung(percent, tuple((found - before).elements()))
        before = found


def effects_at(percent: int, level: str, red_percent: float) -> list[Effect]:
    """Return all that table D0.2 says at a percent."""
    inputs = {"elapsed_pct": percent, "level": level or None, "red_pct": red_percent}
    rule = _escalation()
    said = rule.model.decide(rule.decision, inputs).value or []
    return [Effect(row["effect"], row["to"]) for row in said]


@cache
def _escalation() -> Rule:
    return Rule("core.deadline_escalation", HERE / "rules" / "deadline_escalation.dmn")


# -- actions ---------------------------------------------------------------------------------


def start_clock(
    case: Case,
    clock: CaseClock,
    limit: str | None = None,
    within: str | None = None,
    start: date | None = None,
    extension: str | None = None,
    extensions: int = 1,
) -> dict[str, Any]:
    """Let the whole case be due by a legal limit, an amount, or the stricter of both."""
    deadline = count_due(
        case,
        limit=limit,
        within=within,
        start=start,
        extension=extension,
        extensions=int(extensions),
    )
    clock.start(deadline)
    return {"due_at": deadline.at}


def pause_clock(clock: CaseClock, reason: str, note: str | None = None) -> dict[str, Any]:
    """Let the case's clock stand still from this step on (pause_reasons.toml)."""
    clock.pause(reason, note or "")
    return {}


def resume_clock(clock: CaseClock) -> dict[str, Any]:
    """Let the case's clock go on from this step on; `due_at` in the data follows it."""
    clock.resume()
    return {}


def extend_clock(
    case: Case,
    clock: CaseClock,
    amount: str,
    reason: str,
    approver: Mapping[str, Any] | str,
    told: str,
    limit: str | None = None,
) -> dict[str, Any]:
    """Lengthen the case's time as its diagram allows; the step is refused beyond the cap."""
    name = approver["name"] if isinstance(approver, Mapping) else approver
    clock.extend(Extension(amount, limit, str(name), reason, told))
    return {}
