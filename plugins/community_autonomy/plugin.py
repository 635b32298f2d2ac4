"""Community autonomy: problems, persuasion, three-committee meetings, nominations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from engine import (
    About,
    Form,
    Indicator,
    Ledger,
    Person,
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
    now,
)

from . import checks, figures, findings, meetings, nominations, problems, resolutions, topics, votes
from .ledgers import LEDGERS
from .records import RECORDS

# forms that begin with the present time
MOMENTS = {
    "community_autonomy.finding": "found_at",
    "community_autonomy.correction": "confirmed_at",
    "community_autonomy.carry_out": "carried_out_at",
    "community_autonomy.sign_in": "met_at",
}


@hookimpl
def about() -> About:
    return About(
        title=Text("协商共治的社区自治体系", "Community autonomy by consultation"),
        basis="城市居民委员会组织法；北京市街道办事处条例",
        number=3,
        tile=Text("社区自治", "Communities govern themselves"),
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
        "community_autonomy.bind_minutes": resolutions.bind_minutes,
        "community_autonomy.call_meeting": meetings.call_meeting,
        "community_autonomy.close_finding": findings.close_finding,
        "community_autonomy.close_topic": topics.close_topic,
        "community_autonomy.count_removed": findings.count_removed,
        "community_autonomy.count_solved": problems.count_solved,
        "community_autonomy.credit_hours": findings.credit_hours,
        "community_autonomy.draw_representatives": topics.draw_representatives,
        "community_autonomy.open_nomination": nominations.open_nomination,
        "community_autonomy.note_review": nominations.note_review,
        "community_autonomy.close_nomination": nominations.close_nomination,
        "community_autonomy.note_action": resolutions.note_action,
        "community_autonomy.note_checked": resolutions.note_checked,
        "community_autonomy.note_published": resolutions.note_published,
        "community_autonomy.note_quorum": meetings.note_quorum,
        "community_autonomy.note_scores": resolutions.note_scores,
        "community_autonomy.note_signatures": resolutions.note_signatures,
        "community_autonomy.open_finding": findings.open_finding,
        "community_autonomy.open_topic": topics.open_topic,
        "community_autonomy.open_vote": votes.open_vote,
        "community_autonomy.publish_pool": topics.publish_names,
        "community_autonomy.record_visit": findings.record_visit,
        "community_autonomy.record_votes": votes.record_votes,
        "community_autonomy.take_roll": meetings.take_roll,
    }


@hookimpl
def ledgers() -> list[Ledger]:
    return LEDGERS


@hookimpl
def demo() -> Path:
    return Path(__file__).parent / "demo"


@hookimpl
def indicators() -> list[Indicator]:
    return figures.indicators()


@hookimpl
def check(task: Task, data: Mapping[str, Any]) -> list[Problem]:
    """Return what is wrong with an invitation, a count or an evaluation."""
    return checks.wrong_with(task, data)


@hookimpl
def prefill(task: Task, data: Mapping[str, Any]) -> dict[str, Any]:
    """Begin forms with what is mostly so: the present time, whom the community invited last."""
    if task.form == "community_autonomy.invitation":
        return dict(meetings.last_invited(task.case))
    return {MOMENTS[task.form]: now()} if task.form in MOMENTS else {}


@hookimpl
def take_sealed(
    task: Task, person: Person, answers: Mapping[str, Any], data: Mapping[str, Any]
) -> Text | None:
    """Take a vote of a three-committee meeting: into its sealed box, or into the record by name."""
    if task.form == "community_autonomy.vote_sealed":
        return votes.take_vote(person, answers, data)
    if task.form == "community_autonomy.vote_named":
        return votes.take_named_vote(task.case, answers, data)
    return None
