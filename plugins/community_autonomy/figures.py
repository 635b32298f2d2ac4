"""How many problems were solved, and whether everybody got an answer: K3.2 and K3.6."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from engine import Indicator, Text, tree

from .records import HandledProblem


@cache
def baselines() -> dict[str, Any]:
    """Return the figures of 2018 that counting starts from (baselines.toml)."""
    path = Path(__file__).parent / "baselines.toml"
    return tomllib.loads(path.read_text("utf-8"))


def solved_problems(communities: frozenset[int]) -> int:
    """K3.2: problems solved since; for the whole subdistrict with those of the baseline.

    The source gives the baseline for the subdistrict only, so no part of it falls to a community.
    """
    new = (
        HandledProblem.select()
        .where(HandledProblem.community.in_(communities), HandledProblem.counted)
        .count()
    )
    whole = {node.id for node in tree().by_id.values() if node.level == "SD"} <= communities
    return int(new + (baselines()["K3_2"]["value"] if whole else 0))


def feedback_rate(communities: frozenset[int]) -> float | None:
    """K3.6: problems whose raiser was answered, of all that ended; must be 100 %."""
    ended = HandledProblem.select().where(HandledProblem.community.in_(communities))
    count = ended.count()
    answered = ended.where(HandledProblem.fed_back_at.is_null(False)).count()
    return round(100 * answered / count, 1) if count else None


def indicators() -> list[Indicator]:
    """Return this system's indicators."""
    base = baselines()["K3_2"]
    return [
        Indicator(
            "K3.2",
            Text("累计解决实际问题", "Actual problems solved"),
            solved_problems,
            "起",
            baseline=base["value"],
            source=base["source"],
        ),
        Indicator("K3.6", Text("反馈率", "Answered"), feedback_rate, "%", source="[S]"),
    ]
