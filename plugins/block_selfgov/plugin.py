"""Block self-management: committees of merchants, patrols, 门前三包, improvements."""

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

from . import blocks, committees, figures, guarantees, known, patrols, projects
from .ledgers import LEDGERS
from .records import RECORDS

HERE = Path(__file__).parent


@hookimpl
def about() -> About:
    return About(
        title=Text("区域一体的街区自管体系", "Block self-management"),
        basis="北京市市容环境卫生条例；北京市“门前三包”责任制管理办法（待确认）；北京市街道办事处条例",
        number=2,
        tile=Text("街区自管", "Blocks manage themselves"),
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
    return LEDGERS


@hookimpl
def actions() -> dict[str, Callable[..., Any]]:
    named: list[Callable[..., Any]] = [
        blocks.read_block,
        patrols.register_patrol,
        patrols.set_fix_due,
        patrols.count_attempt,
        patrols.escalate_patrol,
        patrols.close_patrol,
        patrols.remind_dispatcher,
        guarantees.begin_quarter,
        guarantees.open_quarter,
        guarantees.open_account,
        guarantees.sign_letter,
        guarantees.enter_check,
        guarantees.hear_credit,
        guarantees.collect_quarter,
        guarantees.grade_quarter,
        guarantees.publish_grade,
        guarantees.keep_note,
        committees.read_setup,
        committees.define_block,
        committees.gather_candidates,
        committees.count_votes,
        committees.appoint_preparatory,
        committees.adopt_charter,
        committees.form_groups,
        committees.withdraw_committee,
        committees.file_committee,
        committees.gather_review,
        committees.enter_review,
        committees.note_member_grade,
        projects.register_project,
        projects.close_project,
    ]
    return {f"block_selfgov.{_name(one)}": one for one in named}


def _name(action: Callable[..., Any]) -> str:
    return str(getattr(action, "__name__", ""))


@hookimpl
def indicators() -> list[Indicator]:
    return figures.INDICATORS


@hookimpl
def demo() -> Path:
    return HERE / "demo"


@hookimpl
def prefill(task: Task, data: Mapping[str, Any]) -> dict[str, Any]:
    """Offer what is known of who holds a task: its name, its group, and the day."""
    return known.answers(task)


@hookimpl
def check(task: Task, data: Mapping[str, Any]) -> list[Problem]:
    """Keep areas apart, and see that groups are made up as the source says."""
    if task.form == "block_selfgov.duty_notice":
        return guarantees.overlapping(task, data)
    if task.form == "block_selfgov.groups":
        return committees.wrong_groups(task, data)
    return []
