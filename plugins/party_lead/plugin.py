"""The Party leads: reform tasks, appraisal, the big Party committee, joint promotion."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from engine import (
    About,
    Form,
    Indicator,
    Ledger,
    Problem,
    Record,
    Rule,
    Setting,
    Task,
    Text,
    hookimpl,
    load_forms,
    load_rules,
    load_settings,
)

from . import appraisals, checks, cluster, figures, inspections, lists, people, tasks, whistles
from .records import RECORDS

HERE = Path(__file__).parent


@hookimpl
def about() -> About:
    return About(
        title=Text("党建统领的组织推动体系", "Party-led organisational drive"),
        basis="公务员法第三十五条至第三十九条；北京市街道办事处条例；北京市接诉即办工作条例第三十三条",
        number=1,
        tile=Text("党委政府统筹", "Led by Party committee and government"),
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
def records() -> list[type[Record]]:
    return RECORDS


@hookimpl
def ledgers() -> list[Ledger]:
    return lists.LEDGERS


@hookimpl
def actions() -> dict[str, Callable[..., Any]]:
    return {
        "party_lead.list_people": people.list_people,
        "party_lead.record_task": tasks.record_task,
        "party_lead.record_progress": tasks.record_progress,
        "party_lead.remind_report": tasks.remind_report,
        "party_lead.record_metric": tasks.record_metric,
        "party_lead.close_task": tasks.close_task,
        "party_lead.postpone_task": tasks.postpone_task,
        "party_lead.cancel_task": tasks.cancel_task,
        "party_lead.list_open_tasks": tasks.list_open_tasks,
        "party_lead.name_task": tasks.name_task,
        "party_lead.plan_inspection": inspections.plan_inspection,
        "party_lead.record_inspection": inspections.record_inspection,
        "party_lead.light_lamp": inspections.light_lamp,
        "party_lead.record_recheck": inspections.record_recheck,
        "party_lead.record_evidence": appraisals.record_evidence,
        "party_lead.list_staff": appraisals.list_staff,
        "party_lead.open_round": appraisals.open_round,
        "party_lead.collect_evidence": appraisals.collect_evidence,
        "party_lead.score_appraisal": appraisals.score_appraisal,
        "party_lead.note_absent": appraisals.note_absent,
        "party_lead.count_scored": appraisals.count_scored,
        "party_lead.rank_round": appraisals.rank_round,
        "party_lead.write_grade": appraisals.write_grade,
        "party_lead.list_excellent": appraisals.list_excellent,
        "party_lead.change_grade": appraisals.change_grade,
        "party_lead.inform_person": appraisals.inform_person,
        "party_lead.write_review": appraisals.write_review,
        "party_lead.finish_appraisal": appraisals.finish_appraisal,
        "party_lead.open_meeting": cluster.open_meeting,
        "party_lead.store_items": cluster.store_items,
        "party_lead.pair_up": cluster.pair_up,
        "party_lead.record_minutes": cluster.record_minutes,
        "party_lead.note_claim": cluster.note_claim,
        "party_lead.note_evaluation": cluster.note_evaluation,
        "party_lead.sum_promises": cluster.sum_promises,
        "party_lead.update_roster": cluster.update_roster,
        "party_lead.list_departments": whistles.list_departments,
        "party_lead.open_whistle": whistles.open_whistle,
        "party_lead.call_departments": whistles.call_departments,
        "party_lead.note_response": whistles.note_response,
        "party_lead.note_district": whistles.note_district,
        "party_lead.record_scores": whistles.record_scores,
        "party_lead.close_whistle": whistles.close_whistle,
    }


@hookimpl
def indicators() -> list[Indicator]:
    return figures.INDICATORS


@hookimpl
def demo() -> Path:
    return HERE / "demo"


@hookimpl
def prefill(task: Task, data: Mapping[str, Any]) -> dict[str, Any]:
    """Offer the list adopted last; on a notice of the excellent, what kind of notice it is."""
    if task.form == "party_lead.task":
        return tasks.latest_list()
    parent = task.case.parent if task.form == "core.notice" else None
    if parent is None or parent.procedure.key != "annual_appraisal":
        return {}
    return {"kind": "award", "title": f"{parent.title.partition('：')[0]}优秀名单"}


@hookimpl
def check(task: Task, data: Mapping[str, Any]) -> list[Problem]:
    """Look at what no single field can tell."""
    if task.form == "party_lead.task":
        return list(checks.plan_problems(data))
    if task.form == "party_lead.minutes":
        return list(cluster.quorum_problems(task.case, data))
    return []
