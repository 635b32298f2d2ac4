"""Social self-discipline: credit of organisations with guard rails, honours, groups, newcomers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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

from . import (
    commends,
    credit,
    figures,
    lessons,
    newcomers,
    notifying,
    objections,
    organisations,
    promises,
    repairs,
    sharing,
    subjects,
)
from .ledgers import LEDGERS
from .records import RECORDS


@hookimpl
def about() -> About:
    return About(
        title=Text("义利相融的社会自律体系", "Social self-discipline and credit"),
        basis="行政处罚法；信用修复管理办法；个人信息保护法；居住证暂行条例",
        number=4,
        tile=Text("社会自律", "Society disciplines itself"),
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
    brought: list[Any] = [
        subjects.find_subject,
        subjects.note_grade,
        credit.weigh,
        credit.hold_contested,
        credit.write_event,
        credit.set_publicity,
        credit.drop_event,
        credit.withdraw_event,
        credit.hide_expired,
        objections.record_objection,
        repairs.find_event,
        repairs.repair_facts,
        repairs.repair_event,
        repairs.refuse_repair,
        notifying.whom_to_tell,
        sharing.share_platform,
        sharing.look_in_catalogue,
        sharing.log_share,
        commends.list_candidates,
        commends.recheck_candidates,
        commends.strike_candidate,
        commends.commend,
        promises.register_promise,
        promises.settle_promise,
        organisations.register_org,
        organisations.log_work,
        organisations.score_year,
        newcomers.register_migrant,
        newcomers.note_needs,
        newcomers.note_followup,
        newcomers.note_permit,
        newcomers.archive_migrant,
        lessons.enter_lesson,
    ]
    return {f"self_discipline.{function.__name__}": function for function in brought}


@hookimpl
def indicators() -> list[Indicator]:
    return figures.INDICATORS


@hookimpl
def ledgers() -> list[Ledger]:
    return LEDGERS


@hookimpl
def check(task: Task, data: Mapping[str, Any]) -> list[Problem]:
    """Refuse a credit code whose check sign does not fit, and candidates who are struck out."""
    written = task.form in ("self_discipline.match_subject", "self_discipline.credit_correction")
    if written and data.get("matched") != "person" and subjects.problems_of_code(data):
        return [Problem("uscc", Text(*BAD_CODE))]
    if task.form == "self_discipline.decide_honest" and data.get("honour") == "yes":
        gone = commends.struck(task.case, data.get("chosen") or [])
        return [Problem("chosen", Text(*STRUCK, code=code)) for code in gone]
    return []


BAD_CODE = ("统一社会信用代码的校验位不对。", "The credit code’s last sign does not fit.")
STRUCK = (
    "{code}的信用已经变动，不再符合守信条件。",
    "The credit of {code} has changed; it is no longer trustworthy.",
)
