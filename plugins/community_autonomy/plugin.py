"""Community autonomy by consultation: the closed loop of residents' problems."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine import (
    About,
    Form,
    Indicator,
    Record,
    Rule,
    Setting,
    Text,
    hookimpl,
    load_forms,
    load_rules,
    load_settings,
)

from . import figures, findings, problems
from .records import RECORDS


@hookimpl
def about() -> About:
    return About(
        title=Text("协商共治的社区自治体系", "Community autonomy by consultation"),
        basis="城市居民委员会组织法；北京市街道办事处条例",
        number=3,
    )


@hookimpl
def forms() -> list[Form]:
    return load_forms(__file__)


@hookimpl
def rules() -> list[Rule]:
    return load_rules(__file__)


@hookimpl
def settings() -> list[Setting]:
    return load_settings(__file__)


@hookimpl
def records() -> list[type[Record]]:
    return RECORDS


@hookimpl
def actions() -> dict[str, Callable[..., Any]]:
    return {
        "community_autonomy.bank_issue": problems.bank_issue,
        "community_autonomy.close_finding": findings.close_finding,
        "community_autonomy.count_removed": findings.count_removed,
        "community_autonomy.count_solved": problems.count_solved,
        "community_autonomy.credit_hours": findings.credit_hours,
        "community_autonomy.open_finding": findings.open_finding,
        "community_autonomy.record_visit": findings.record_visit,
    }


@hookimpl
def indicators() -> list[Indicator]:
    return figures.indicators()
