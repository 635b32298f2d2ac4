"""What is counted of credit, groups and newcomers: K4.1 to K4.7."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from engine import LOCAL, Community, Indicator, Text, settings_of, today

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
Days = tuple[date, date] | None  # both included; None for all


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


def repairs(communities: Communities, days: Days = None) -> int:
    """K4.4: records repaired."""
    mine = (CreditRepair.community.in_(communities), CreditRepair.decision == "grant")
    rows = CreditRepair.select().where(*mine)
    if days is not None:
        since, until = (datetime.combine(day, time(), LOCAL) for day in days)
        rows = rows.where(
            CreditRepair.created_at >= since, CreditRepair.created_at < until + timedelta(days=1)
        )
    return int(rows.count())


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


def lessons(communities: Communities, days: Days = None) -> int:
    """K4.7a: legal-education activities this year, or in a stretch of days."""
    return int(_lessons(communities, days).count())


def listeners(communities: Communities, days: Days = None) -> int:
    """K4.7b: people who came to them."""
    return sum(row.attendance for row in _lessons(communities, days))


def _lessons(communities: Communities, days: Days) -> Any:
    since, until = days or (_new_year(), today())
    return LegalEducation.select().where(
        LegalEducation.community.in_(communities),
        LegalEducation.held_on >= since,
        LegalEducation.held_on <= until,
    )


def _new_year() -> date:
    return today().replace(month=1, day=1)


def _by_month(value: Callable[..., Any]) -> Callable[[Communities, date, date], Any]:
    return lambda communities, since, until: value(communities, (since, until))


ALL = Text("现在", "now")
THIS_YEAR = Text("本年；按月为当月举办的", "this year; by month those held in it")


def _listed(code: str, name: str, title: Text, definition: Text, source: str) -> Indicator:
    """Return how many organisations are on a list, with the ledger that shows them."""
    return Indicator(
        code,
        title,
        on_list(name),
        "户",
        source=source,
        definition=definition,
        period=ALL,
        ledger="self_discipline.credit",
        chosen={"list": name},
    )


INDICATORS = [
    Indicator(
        "K4.1",
        Text("信用档案覆盖率", "Credit files"),
        coverage,
        "%",
        source="[P]",
        definition=Text(
            "已建信用档案的组织 ÷ 各社区填报的市场主体和组织总数",
            "organisations with a file ÷ those that the communities say they have",
        ),
        period=ALL,
        ledger="self_discipline.credit",
    ),
    _listed(
        "K4.2a",
        "honest",
        Text("守信户数", "Trustworthy"),
        Text("名单状态为守信的组织", "organisations on the trustworthy list"),
        "[P]",
    ),
    _listed(
        "K4.2b",
        "watch",
        Text("关注户数", "On watch"),
        Text("名单状态为关注的组织", "organisations on watch"),
        "[P]",
    ),
    _listed(
        "K4.2c",
        "dishonest",
        Text("失信户数（法定名单）", "Dishonest (lists set by law)"),
        Text(
            "已列入法律、行政法规或国务院规定的名单，且严重记录在公示期内",
            "on a list set by law or the State Council, with a serious record in publicity",
        ),
        "[?: CRP]",
    ),
    Indicator(
        "K4.3",
        Text("异议按期率", "Objections on time"),
        objections_on_time,
        "%",
        source="[P]",
        definition=Text(
            "五个工作日内核实答复的异议 ÷ 全部异议",
            "objections checked and answered within five working days ÷ all",
        ),
        period=ALL,
        ledger="self_discipline.objections",
    ),
    Indicator(
        "K4.4",
        Text("信用修复数", "Repairs"),
        repairs,
        "件",
        source="[P]",
        definition=Text("准予修复的信用记录", "records whose repair was granted"),
        period=Text("全部；按月为当月准予的", "all; by month those granted in it"),
        monthly=_by_month(repairs),
        ledger="self_discipline.repairs",
        chosen={"decision": "grant"},
    ),
    Indicator(
        "K4.5a",
        Text("社会组织数", "Social organisations"),
        organisations,
        "家",
        source="[S]",
        definition=Text("台账中未注销的社会组织", "organisations in the register, not closed"),
        period=ALL,
        ledger="self_discipline.organisations",
        chosen={"state": "active"},
    ),
    Indicator(
        "K4.5b",
        Text("枢纽型组织本年活动", "Hub organisations’ activities this year"),
        hub_activities,
        "场",
        source="[S]",
        definition=Text("枢纽型组织本年举办的活动", "activities that hub organisations held"),
        period=Text("本年", "this year"),
        ledger="self_discipline.organisation_work",
        chosen={"kind": "activity"},
    ),
    Indicator(
        "K4.6a",
        Text("流动人口登记核实率", "Newcomers verified"),
        newcomers_verified,
        "%",
        source="[S]",
        definition=Text("住址已核实 ÷ 已登记", "address verified ÷ registered"),
        period=ALL,
        ledger="self_discipline.migrants",
        data_class="C3",
    ),
    Indicator(
        "K4.6b",
        Text("流动人口服务满意率", "Newcomers satisfied"),
        newcomers_satisfied,
        "%",
        source="[S]",
        definition=Text(
            "满意和基本满意 ÷ 已回复的，未回复不计",
            "satisfied or fairly so ÷ those who replied; no reply is left out",
        ),
        period=ALL,
        ledger="self_discipline.migrants",
        data_class="C3",
    ),
    Indicator(
        "K4.7a",
        Text("本年普法场次", "Legal education this year"),
        lessons,
        "场",
        source="[S]",
        definition=Text("本年举办的普法活动", "activities that taught the law"),
        period=THIS_YEAR,
        monthly=_by_month(lessons),
        ledger="self_discipline.legal_education",
    ),
    Indicator(
        "K4.7b",
        Text("本年普法人次", "People at legal education"),
        listeners,
        "人次",
        source="[S]",
        definition=Text("普法活动的参加人次", "people who came to them"),
        period=THIS_YEAR,
        monthly=_by_month(listeners),
        ledger="self_discipline.legal_education",
    ),
]
