"""How the drive goes: K1.1–K1.6, computed from the records of this system."""

from __future__ import annotations

from functools import partial
from typing import Any

from engine import Indicator, Text, today

from .records import (
    SYSTEMS,
    ClusterProject,
    Inspection,
    Milestone,
    ReformTask,
    WhistleResponse,
)

Places = frozenset[int]
NEEDS_MENDING = ("rectify", "serious")


def _share(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def completed_rate(communities: Places, system: str = "") -> float | None:
    """K1.1: completed tasks, of those due by today or completed already."""
    mine = [ReformTask.community.in_(communities), ReformTask.state != "cancelled"]
    if system:
        mine.append(ReformTask.system == system)
    due = (ReformTask.finish_by <= today()) | (ReformTask.state == "completed")
    rows: Any = ReformTask.select().where(*mine, due)
    return _share(rows.where(ReformTask.state == "completed").count(), rows.count())


def milestone_rate(communities: Places) -> float | None:
    """K1.2: milestones reached by their day, of those due by today or reached already."""
    due = (Milestone.due_on <= today()) | Milestone.reached_on.is_null(False)
    rows: Any = Milestone.select().where(Milestone.community.in_(communities), due)
    return _share(rows.where(Milestone.reached_on <= Milestone.due_on).count(), rows.count())


def mended_rate(communities: Places) -> float | None:
    """K1.3: inspections whose findings were put right, of those that demanded it."""
    rows: Any = Inspection.select().where(
        Inspection.community.in_(communities), Inspection.finding.in_(NEEDS_MENDING)
    )
    return _share(rows.where(Inspection.recheck == "passed").count(), rows.count())


def on_time_rate(communities: Places) -> float | None:
    """K1.4: departments that reported on time, of those called."""
    rows: Any = WhistleResponse.select().where(WhistleResponse.community.in_(communities))
    return _share(rows.where(WhistleResponse.on_time).count(), rows.count())


def redeemed_rate(communities: Places) -> float | None:
    """K1.5: promises of the big Party committee that were redeemed, of those evaluated."""
    rows: Any = ClusterProject.select().where(
        ClusterProject.community.in_(communities), ClusterProject.state != "open"
    )
    return _share(rows.where(ClusterProject.state == "redeemed").count(), rows.count())


def inspections(communities: Places, kind: str = "") -> int:
    """K1.6: inspections made, of one kind or of all."""
    rows: Any = Inspection.select().where(Inspection.community.in_(communities))
    return int((rows.where(Inspection.kind == kind) if kind else rows).count())


_ENGLISH = (
    "Party-led drive",
    "Block self-management",
    "Community autonomy",
    "Social self-discipline",
    "Family self-education",
    "Livelihood service",
    "Public-safety control",
    "Enforcement support",
)


def _by_system() -> list[Indicator]:
    """K1.1 of each of the eight systems."""
    return [
        Indicator(
            f"K1.1-{number}",
            Text(f"任务完成率：{zh}", f"Tasks completed: {en}"),
            partial(completed_rate, system=number),
            "%",
            source="[P]",
        )
        for (number, zh), en in zip(SYSTEMS, _ENGLISH, strict=True)
    ]


INDICATORS = [
    Indicator("K1.1", Text("任务完成率", "Tasks completed"), completed_rate, "%", source="[P]"),
    *_by_system(),
    Indicator("K1.2", Text("节点按期率", "Milestones on time"), milestone_rate, "%", source="[P]"),
    Indicator("K1.3", Text("检查问题整改率", "Findings put right"), mended_rate, "%", source="[P]"),
    Indicator("K1.4", Text("报到及时率", "Departments on time"), on_time_rate, "%", source="[P]"),
    Indicator(
        "K1.5", Text("大党委项目兑现率", "Promises redeemed"), redeemed_rate, "%", source="[P]"
    ),
    Indicator("K1.6", Text("三类检查次数", "Inspections made"), inspections, "次", source="[S]"),
    Indicator(
        "K1.6a",
        Text("日常检查次数", "Daily inspections"),
        partial(inspections, kind="daily"),
        "次",
        source="[S]",
    ),
    Indicator(
        "K1.6b",
        Text("专项督查次数", "Special inspections"),
        partial(inspections, kind="special"),
        "次",
        source="[S]",
    ),
    Indicator(
        "K1.6c",
        Text("综合考查次数", "Comprehensive inspections"),
        partial(inspections, kind="comprehensive"),
        "次",
        source="[S]",
    ),
]
