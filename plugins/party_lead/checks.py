"""What of a plan no single field can tell: milestones in order, their weights together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from engine import Problem, Text, today


def plan_problems(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Find what is wrong with a task's milestones (F1.1)."""
    rows = [row for row in data.get("milestones") or [] if row.get("date")]
    if sum(row.get("weight") or 0 for row in rows) != 100:
        yield Problem(
            "milestones", Text("节点权重合计应为100。", "The weights must be 100 in all.")
        )
    days = [row["date"] for row in rows]
    if any(after <= before for before, after in pairwise(days)):
        yield Problem(
            "milestones", Text("节点日期应依次递增。", "The milestones must follow one another.")
        )
    if days and days[0] < today():
        yield Problem(
            "milestones", Text("第一个节点不能早于今天。", "The first milestone lies in the past.")
        )
