"""How a big Party committee meets, matches needs and offers, and keeps promises (P1.3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from engine import Case, Community, Problem, Text, data_of, today, tree

from .people import people_with
from .records import Cluster, ClusterProject, ResourceItem

BODY = "grp_big_party"
SECRETARY = "grp_community_party"
Row = Mapping[str, Any]


def open_meeting(case: Case) -> dict[str, Any]:
    """Return who belongs to the committee, its communities, and who is asked for lists."""
    codes = communities_of(case)
    here = tree().by_code
    at_home = case.community.code
    members = _people(BODY, [at_home, *codes])
    heads = {code: _people(SECRETARY, [code]) for code in codes}
    members += [one for row in heads.values() for one in row if one not in members]
    return {
        "meeting_no": f"{today():%Y-%m-%d}",
        "members": members,
        "secretaries": [{"community": code, "people": row} for code, row in heads.items()],
        "places": [{"value": code, "label": here[code].name} for code in codes],
        "sources": [*codes, at_home],
    }


def communities_of(case: Case) -> list[str]:
    """Return the communities of a case's cluster: of its record, else as the setting names them."""
    found = Cluster.get_or_none(Cluster.code == case.community.code)
    named = found.communities if found else []
    written = str(case.settings["party_lead.cluster_members"]).split("、")
    return [code for code in named or written if code in tree().by_code]


def _people(role: str, codes: Iterable[str]) -> list[dict[str, str]]:
    found = {
        one["value"]: one for code in codes for one in people_with([role], tree().by_code[code].id)
    }
    return list(found.values())


def store_items(case: Case, source: str, items: Iterable[Row] | None = None) -> dict[str, Any]:
    """Enter what a community or unit needs, offers and plans in the three lists."""
    for row in items or []:
        ResourceItem.create(
            case=case,
            community=Community.get(Community.code == source),
            list_kind=row["list_kind"],
            category=row["category"],
            content=row["offer_or_need"],
            unit=row["unit"],
            capacity=row.get("capacity") or "",
            available_from=row.get("period_from"),
            available_to=row.get("period_to"),
        )
    return {}


def pair_up(case: Case) -> dict[str, Any]:
    """Return every need with every resource of this round, and what they have in common."""
    rows = list(ResourceItem.select().where(ResourceItem.case == case).order_by(ResourceItem.id))
    needs = [row for row in rows if row.list_kind == "need"]
    offers = [row for row in rows if row.list_kind == "resource"]
    return {"pairs": [_pair(need, offer) for need in needs for offer in offers]}


def _pair(need: ResourceItem, offer: ResourceItem) -> dict[str, Any]:
    return {
        "words": f"{need.unit}：{need.content} ← {offer.unit}：{offer.content}",
        "same_category": need.category == offer.category,
        "overlapping": _overlap(need, offer),
        "near": True,  # both are of one cluster
    }


def _overlap(one: ResourceItem, other: ResourceItem) -> bool:
    """Do two periods have a day in common? One without a beginning or an end has none."""
    starts = [row.available_from or date.min for row in (one, other)]
    ends = [row.available_to or date.max for row in (one, other)]
    return bool(max(starts) <= min(ends))


def quorum_problems(case: Case, data: Row) -> Iterator[Problem]:
    """Find what the meeting lacks: half of its members, every community's secretary or delegate."""
    if data.get("held_meeting") != "held":
        return
    known = data_of(case)
    present = {str(one["id"]) for one in data.get("attendees") or []}
    members = known["members"]
    if 2 * len(present) < len(members):
        yield Problem("attendees", Text(*FEW, present=len(present), members=len(members)))
    names = {row["value"]: row["label"] for row in known["places"]}
    for row in known["secretaries"]:
        there = present & {one["value"] for one in row["people"]}
        if not there and row["community"] not in (data.get("delegated") or []):
            yield Problem("attendees", Text(*NOBODY, community=names[row["community"]]))


FEW = (
    "出席{present}人，不足委员{members}人的半数，会议不能召开。",
    "{present} are present, fewer than half of {members} members: there is no quorum.",
)
NOBODY = (
    "{community}的书记或其代表没有出席。",
    "Neither the secretary of {community} nor a delegate is present.",
)


def record_minutes(case: Case, resolutions: Iterable[Row] | None = None) -> dict[str, Any]:
    """Enter what was agreed, each with its own number that answers come back to."""
    matters = []
    for number, row in enumerate(resolutions or [], 1):
        project = ClusterProject.create(
            case=case,
            community=Community.get(Community.code == row["community"]),
            path=row["path"],
            matter=row["matter"],
            unit=row["unit"],
            due_on=row["date"],
        )
        matters.append(
            {
                "project": project.id,
                "origin": f"{case.number}-{number}",
                "matter": row["matter"],
                "path": row["path"],
                "community": row["community"],
                "unit": row["unit"],
                "due_on": row["date"],
            }
        )
    return {"matters": matters}


def note_claim(
    project: int, kind: str, promise: str, claim_unit: str, promise_due: date
) -> dict[str, Any]:
    """Note which unit promises what, until when."""
    row = ClusterProject.get_by_id(int(project))
    row.kind, row.promise, row.unit, row.due_on = kind, promise, claim_unit, promise_due
    row.save()
    return {}


def note_evaluation(
    project: int, evaluation: str, promise_result: str | None = None
) -> dict[str, Any]:
    """Note what became of a matter, and whether the promise was kept."""
    row = ClusterProject.get_by_id(int(project))
    row.result, row.state, row.evaluated_on = promise_result or "", evaluation, today()
    row.save()
    return {}


def sum_promises(case: Case) -> dict[str, Any]:
    """Tell whether all that the meeting agreed was redeemed."""
    left = ClusterProject.select().where(
        ClusterProject.case == case, ClusterProject.state != "redeemed"
    )
    return {"all_redeemed": not left.exists()}


def update_roster(
    case: Case, post_id: str, nominee: Any, result: str | None = None, post: str | None = None
) -> dict[str, Any]:
    """Put who was nominated for a post on the roster of the cluster around the community (M26)."""
    code = case.community.code
    clusters = [row for row in Cluster.select() if code in row.communities or code == row.code]
    people = nominee if isinstance(nominee, list) else [nominee]
    name = "、".join(str(one["name"] if isinstance(one, Mapping) else one) for one in people)
    title = f"{case.community.name} {post}" if post else post_id
    for row in clusters:
        others = [one for one in row.members if one.get("post") != title]
        row.members = [*others, {"post": title, "name": name, "result": result or ""}]
        row.save()
    return {}
