"""How the community governs itself: K3.1–K3.8, each counted from records."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from engine import LOCAL, Indicator, Text, now, tree

from .records import HandledProblem, Meeting, Persuader, Persuasion, Topic

ACTIVE = timedelta(days=30)
HAVE_DECIDED = ("completed", "rejected", "not_for_consultation", "merged", "lapsed")


@cache
def baselines() -> dict[str, Any]:
    """Return the figures of 2018 that counting starts from (baselines.toml)."""
    path = Path(__file__).parent / "baselines.toml"
    return tomllib.loads(path.read_text("utf-8"))


def is_whole(communities: frozenset[int]) -> bool:
    """Is it the whole subdistrict? The source gives its figures for that only, so no part of them
    falls to a community."""
    return {node.id for node in tree().by_id.values() if node.level == "SD"} <= communities


def share(part: int, whole: int) -> float | None:
    """Return a percentage with one decimal, None while there is nothing to count."""
    return round(100 * part / whole, 1) if whole else None


def removed(communities: frozenset[int]) -> int:
    """K3.1: structures removed by persuasion since; for the whole subdistrict with those before."""
    mine = (Persuasion.community.in_(communities), Persuasion.counted_removed)
    new = Persuasion.select().where(*mine).count()
    return int(new + (baselines()["K3_1"]["value"] if is_whole(communities) else 0))


def solved_problems(communities: frozenset[int]) -> int:
    """K3.2: problems solved since; for the whole subdistrict with those of the baseline."""
    mine = (HandledProblem.community.in_(communities), HandledProblem.counted)
    new = HandledProblem.select().where(*mine).count()
    return int(new + (baselines()["K3_2"]["value"] if is_whole(communities) else 0))


def persuaders(communities: frozenset[int]) -> int:
    """K3.3: who is on the rosters of the teams; the baseline says “近800余人”."""
    return int(Persuader.select().where(Persuader.community.in_(communities)).count())


def active_persuaders(communities: frozenset[int]) -> float | None:
    """K3.3: those who visited within thirty days, of all on the rosters."""
    mine = Persuader.community.in_(communities)
    since = (now() - ACTIVE).astimezone(LOCAL).date()
    active = Persuader.select().where(mine, Persuader.last_active >= since).count()
    return share(active, persuaders(communities))


def persuasion_rate(communities: frozenset[int]) -> float | None:
    """K3.4: solved by persuasion, of all that proved true and ended."""
    mine = Persuasion.community.in_(communities)
    ended = Persuasion.outcome.not_in(["", "no_violation"])
    won = Persuasion.select().where(mine, Persuasion.outcome == "resolved_by_persuasion").count()
    return share(won, Persuasion.select().where(mine, ended).count())


def topics_on_time(communities: frozenset[int]) -> float | None:
    """K3.5: topics closed by their deadline, of those closed that had one."""
    mine = (Topic.community.in_(communities), Topic.status.in_(HAVE_DECIDED))
    due = Topic.due_at.is_null(False)
    kept = Topic.select().where(*mine, due, Topic.closed_at <= Topic.due_at).count()
    return share(kept, Topic.select().where(*mine, due).count())


def feedback_rate(communities: frozenset[int]) -> float | None:
    """K3.6: problems and topics whose raiser was answered, of all that ended; must be 100 %."""
    problems = HandledProblem.select().where(HandledProblem.community.in_(communities))
    topics = Topic.select().where(Topic.community.in_(communities), Topic.status.in_(HAVE_DECIDED))
    answered = problems.where(HandledProblem.fed_back_at.is_null(False)).count()
    answered += topics.where(Topic.fed_back_at.is_null(False)).count()
    return share(answered, problems.count() + topics.count())


def mean_score(communities: frozenset[int]) -> float | None:
    """K3.7: the mean of what proposers and representatives gave the results, 1 to 5."""
    mine = (Topic.community.in_(communities), Topic.score_hundredths.is_null(False))
    scores: list[int] = [int(row.score_hundredths or 0) for row in Topic.select().where(*mine)]
    return round(sum(scores) / len(scores) / 100, 2) if scores else None


def representatives_present(communities: frozenset[int]) -> float | None:
    """K3.8: representatives who came, of those invited."""
    invited = present = 0
    for meeting in Meeting.select().where(Meeting.community.in_(communities)):
        if meeting.quorum_ok is not None:
            here = {seat["seat"] for seat in meeting.present}
            reps = [one["seat"] for one in meeting.invited if one["class"].endswith("_rep")]
            invited, present = invited + len(reps), present + len(here & set(reps))
    return share(present, invited)


def _of(
    code: str,
    title: Text,
    value: Callable[[frozenset[int]], Any],
    unit: str,
    definition: Text,
    **more: Any,
) -> Indicator:
    source = more.pop("source", "[P]")
    return Indicator(code, title, value, unit, source=source, definition=definition, **more)


def _counted(key: str) -> dict[str, Any]:
    """Return what a figure with a baseline of 2018 says of it."""
    base = baselines()[key]
    return {"baseline": base["value"], "source": base["source"], "as_of": base["as_of"]}


def indicators() -> list[Indicator]:
    """Return this system's indicators."""
    return [
        _of(
            "K3.1",
            Text("累计助拆", "Structures removed with persuaders’ help"),
            removed,
            "处",
            Text("2018年基数 + 经劝导拆除的违法建设", "base of 2018 + structures removed since"),
            ledger="community_autonomy.persuasions",
            **_counted("K3_1"),
        ),
        _of(
            "K3.2",
            Text("累计解决实际问题", "Actual problems solved"),
            solved_problems,
            "起",
            Text("2018年基数 + 计入的已解决问题", "base of 2018 + problems counted as solved"),
            ledger="community_autonomy.problems",
            **_counted("K3_2"),
        ),
        _of(
            "K3.3",
            Text("劝导队人数", "Persuaders"),
            persuaders,
            "人",
            Text("各队名册人数；基数为约数", "those on the rosters; the base is approximate"),
            ledger="community_autonomy.persuaders",
            **_counted("K3_3"),
        ),
        _of(
            "K3.3a",
            Text("活跃率", "Active"),
            active_persuaders,
            "%",
            Text("三十天内上门的 ÷ 名册人数", "visited within thirty days ÷ on the rosters"),
            ledger="community_autonomy.persuaders",
        ),
        _of(
            "K3.4",
            Text("劝导成功率", "Solved by persuasion"),
            persuasion_rate,
            "%",
            Text("劝导解决 ÷ 属实并办结", "solved by persuasion ÷ true and ended"),
            ledger="community_autonomy.persuasions",
        ),
        _of(
            "K3.5",
            Text("议题按期办结率", "Topics on time"),
            topics_on_time,
            "%",
            Text("按期办结 ÷ 有期限并办结的议题", "closed in time ÷ closed with a deadline"),
            ledger="community_autonomy.topics",
        ),
        _of(
            "K3.6",
            Text("反馈率", "Answered"),
            feedback_rate,
            "%",
            Text(
                "已反馈 ÷ 办结的问题和议题，应为100%",
                "answered ÷ problems and topics ended; must be 100 %",
            ),
            source="[S]",
            ledger="community_autonomy.problems",
        ),
        _of(
            "K3.7",
            Text("评议均分", "Mean evaluation"),
            mean_score,
            "分",
            Text("议题评议的平均分，一至五分", "mean of the topics’ evaluations, 1 to 5"),
            ledger="community_autonomy.topics",
        ),
        _of(
            "K3.8",
            Text("参会代表率", "Representatives present"),
            representatives_present,
            "%",
            Text("到会代表 ÷ 应到代表", "representatives present ÷ invited"),
            ledger="community_autonomy.meetings",
        ),
    ]
