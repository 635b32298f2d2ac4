"""What is counted of credit, groups and newcomers: K4.1 to K4.7."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine import Community, Indicator, Text, settings_of, today

from .records import (
    CreditFile,
    CreditObjection,
    CreditRepair,
    LegalEducation,
    Migrant,
    OrgWork,
    SocialOrg,
)

Communities = frozenset[int]


def _share(part: int, whole: int) -> float | None:
    """Return a percentage with one decimal; None while there is nothing to count."""
    return round(100 * part / whole, 1) if whole else None


def coverage(communities: Communities) -> float | None:
    """K4.1: credit files, of the organisations that the communities say they have."""
    here = Community.select().where(Community.id.in_(communities), Community.level == "CM")
    total = sum(int(settings_of(one)["self_discipline.subject_total"]) for one in here)
    return _share(CreditFile.select().where(CreditFile.community.in_(communities)).count(), total)


def on_list(name: str) -> Callable[[Communities], int]:
    """K4.2: organisations on a list."""

    def count(communities: Communities) -> int:
        mine = (CreditFile.community.in_(communities), CreditFile.list == name)
        return int(CreditFile.select().where(*mine).count())

    return count


def objections_on_time(communities: Communities) -> float | None:
    """K4.3: objections checked and answered within their time, of all."""
    rows = CreditObjection.select().where(CreditObjection.community.in_(communities))
    kept = rows.where(CreditObjection.closed_at <= CreditObjection.due_at)
    return _share(kept.count(), rows.count())


def repairs(communities: Communities) -> int:
    """K4.4: records repaired."""
    mine = (CreditRepair.community.in_(communities), CreditRepair.decision == "grant")
    return int(CreditRepair.select().where(*mine).count())


def organisations(communities: Communities) -> int:
    """K4.5a: social organisations in the register."""
    mine = (SocialOrg.community.in_(communities), SocialOrg.state == "active")
    return int(SocialOrg.select().where(*mine).count())


def hub_activities(communities: Communities) -> int:
    """K4.5b: activities of hub organisations this year."""
    mine = (OrgWork.community.in_(communities), OrgWork.kind == "activity", SocialOrg.hub)
    rows = OrgWork.select().join(SocialOrg).where(*mine, OrgWork.done_on >= _new_year())
    return int(rows.count())


def newcomers_verified(communities: Communities) -> float | None:
    """K4.6a: newcomers whose address was verified, of those registered."""
    rows = Migrant.select().where(Migrant.community.in_(communities))
    return _share(rows.where(Migrant.address_verified).count(), rows.count())


def newcomers_satisfied(communities: Communities) -> float | None:
    """K4.6b: newcomers satisfied or fairly so with the service, of those who answered."""
    mine = (Migrant.community.in_(communities), Migrant.satisfied.not_in(["", "no_reply"]))
    rows = Migrant.select().where(*mine)
    content = rows.where(Migrant.satisfied.in_(["satisfied", "fairly"]))
    return _share(content.count(), rows.count())


def lessons(communities: Communities) -> int:
    """K4.7a: legal-education activities this year."""
    return int(_lessons(communities).count())


def listeners(communities: Communities) -> int:
    """K4.7b: people who came to them."""
    return sum(row.attendance for row in _lessons(communities))


def _lessons(communities: Communities) -> Any:
    mine = (LegalEducation.community.in_(communities), LegalEducation.held_on >= _new_year())
    return LegalEducation.select().where(*mine)


def _new_year() -> Any:
    return today().replace(month=1, day=1)


def indicators() -> list[Indicator]:
    """Return this system's indicators."""
    return [
        Indicator("K4.1", Text("信用档案覆盖率", "Credit files"), coverage, "%", source="[P]"),
        Indicator("K4.2a", Text("守信户数", "Trustworthy"), on_list("honest"), "户", source="[P]"),
        Indicator("K4.2b", Text("关注户数", "On watch"), on_list("watch"), "户", source="[P]"),
        Indicator(
            "K4.2c",
            Text("失信户数（法定名单）", "Dishonest (lists set by law)"),
            on_list("dishonest"),
            "户",
            source="[?: CRP]",
        ),
        Indicator(
            "K4.3",
            Text("异议按期率", "Objections on time"),
            objections_on_time,
            "%",
            source="[P]",
        ),
        Indicator("K4.4", Text("信用修复数", "Repairs"), repairs, "件", source="[P]"),
        Indicator(
            "K4.5a", Text("社会组织数", "Social organisations"), organisations, "家", source="[S]"
        ),
        Indicator(
            "K4.5b",
            Text("枢纽型组织本年活动", "Hub organisations’ activities this year"),
            hub_activities,
            "场",
            source="[S]",
        ),
        Indicator(
            "K4.6a",
            Text("流动人口登记核实率", "Newcomers verified"),
            newcomers_verified,
            "%",
            source="[S]",
        ),
        Indicator(
            "K4.6b",
            Text("流动人口服务满意率", "Newcomers satisfied"),
            newcomers_satisfied,
            "%",
            source="[S]",
        ),
        Indicator(
            "K4.7a", Text("本年普法场次", "Legal education this year"), lessons, "场", source="[S]"
        ),
        Indicator(
            "K4.7b",
            Text("本年普法人次", "People at legal education"),
            listeners,
            "人次",
            source="[S]",
        ),
    ]
