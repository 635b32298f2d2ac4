"""The shared kernel: one front door for every matter, and public notices."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from engine import (
    About,
    Case,
    ClockRules,
    Form,
    Indicator,
    Ledger,
    Problem,
    Record,
    Role,
    Rule,
    Setting,
    Task,
    Text,
    hookimpl,
    load_forms,
    load_rules,
    load_settings,
)

from . import (
    activities,
    checks,
    clocks,
    data_requests,
    duplicates,
    figures,
    issues,
    lists,
    notices,
    supervision,
)
from .records import Activity, Baseline, Issue, Notice

HERE = Path(__file__).parent


@hookimpl
def about() -> About:
    return About(
        title=Text("公共内核", "Shared kernel"),
        basis="信访工作条例；北京市接诉即办工作条例；城市居民委员会组织法；个人信息保护法",
        number=0,
        always_on=True,
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
def roles() -> list[Role]:
    """Return the roles of all systems (roles.toml): they are held across plugins."""
    rows = tomllib.loads((HERE / "roles.toml").read_text("utf-8"))
    return [
        Role(
            key,
            Text(row["zh"], row["en"]),
            row["level"],
            frozenset(row.get("clears", ())),
            lead=row.get("lead", ""),
            operates=row.get("operates", False),
            maintains=row.get("maintains", False),
            audits=row.get("audits", False),
            guarded=row.get("guarded", False),
            apart=frozenset(row.get("apart", ())),
            appoints=row.get("appoints", False),
        )
        for key, row in rows.items()
    ]


@hookimpl
def records() -> list[type[Record]]:
    return [Issue, Notice, Baseline, Activity]


@hookimpl
def ledgers() -> list[Ledger]:
    return lists.LEDGERS


@hookimpl
def actions() -> dict[str, Callable[..., Any]]:
    return {
        "core.register_issue": issues.register_issue,
        "core.count_repeats": issues.count_repeats,
        "core.set_deadline": issues.set_deadline,
        "core.protect_reporter": issues.protect_reporter,
        "core.merge_issue": issues.merge_issue,
        "core.close_issue": issues.close_issue,
        "core.post_notice": notices.post_notice,
        "core.record_objection": notices.record_objection,
        "core.withdraw_notice": notices.withdraw_notice,
        "core.archive_notice": notices.archive_notice,
        "core.execute_data_request": data_requests.execute_data_request,
        "core.open_activity": activities.open_activity,
        "core.close_activity": activities.close_activity,
        "core.start_clock": clocks.start_clock,
        "core.pause_clock": clocks.pause_clock,
        "core.resume_clock": clocks.resume_clock,
        "core.extend_clock": clocks.extend_clock,
        "core.look_at_late_case": supervision.look_at_late_case,
        "core.supervise_case": supervision.supervise_case,
        "core.tell_supervised": supervision.tell_supervised,
    }


@hookimpl
def clock_rules(settings: Mapping[str, Any], level: str) -> ClockRules:
    return clocks.rules(settings, level)


@hookimpl
def indicators() -> list[Indicator]:
    return figures.INDICATORS


@hookimpl
def demo() -> Path:
    return HERE / "demo"


@hookimpl
def alike(case: Case) -> list[tuple[int, list[Text]]]:
    return duplicates.alike(case)


@hookimpl
def case_ended(case: Case) -> None:
    """Note in the ledger that a matter ended merged into another."""
    if case.outcome == "merged":
        issues.note_merged(case)


@hookimpl
def prefill(task: Task, data: Mapping[str, Any]) -> dict[str, Any]:
    """Offer what is already known as the reply to the person who asked."""
    if task.form != "core.feedback":
        return {}
    known = {
        "reply_text": data.get("reply_text") or data.get("solution") or data.get("cause"),
        "resolved": data.get("resolved") or {"solved": "solved"}.get(data.get("outcome", "")),
        "replied_by": task.claimed_by.name if task.claimed_by else None,
    }
    return {key: value for key, value in known.items() if value}


@hookimpl
def check(task: Task, data: Mapping[str, Any]) -> list[Problem]:
    """Keep personal data out of notices; let data requests be about what there is."""
    if task.form == data_requests.FORM:
        return list(data_requests.check_decision(task, data))
    if task.form != "core.notice":
        return []
    words = str(task.case.settings["core.diagnosis_words"]).split("、")
    return list(checks.personal_data(data, [word for word in words if word]))
