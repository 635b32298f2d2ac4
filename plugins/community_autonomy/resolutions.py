"""What was resolved: bound by a hash, signed, published, carried out, checked, evaluated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from engine import LOCAL, Case, ballots_of, bind_texts

from .meetings import meeting_of
from .records import Action, Meeting, Resolution
from .topics import topic_of
from .votes import OPTIONS, said_votes

CLASS_NAMES = {
    "party": "社区党组织",
    "committee": "社区居委会",
    "property": "物业方",
    "party_rep": "党员代表",
    "resident_rep": "居民代表",
}
METHOD_NAMES = {"hands": "举手", "ballot": "票决（密封）", "named": "线上实名"}


def bind_minutes(
    case: Case,
    title: str,
    meeting_no: int,
    minutes: str,
    resolution: str,
    actions: list[Mapping[str, Any]],
    tally: Mapping[str, Any],
    quorum_ok: bool,
) -> dict[str, Any]:
    """Bind roll, votes, minutes and resolution by one hash; a corrected text gets another."""
    meeting = meeting_of(case, meeting_no)
    row = _resolution(case)
    row.text, row.signed_by = resolution, []
    row.proof = bind_texts(
        case,
        f"{title}：名单、表决、纪要和决议",
        [
            ("到会名单", "\n".join(said_roll(meeting))),
            ("表决", "\n".join(_said_result(case, meeting))),
            ("会议纪要", minutes),
            ("决议", "\n".join([resolution, *_said_actions(actions)])),
        ],
    ).digest
    row.save()
    return {
        "resolution_no": row.resolution_no,
        "proof": row.proof,
        "todo": [_kept(case, row, number, one) for number, one in enumerate(actions, 1)],
    }


def _resolution(case: Case) -> Resolution:
    row: Resolution | None = Resolution.get_or_none(Resolution.case == case)
    if row is None:
        return Resolution(
            case=case,
            community=case.community,
            data_class=Resolution.DATA_CLASS,
            topic=topic_of(case),
            resolution_no=f"{case.number}-R",
        )
    Action.delete().where(Action.resolution == row).execute()
    return row


def said_roll(meeting: Meeting) -> Iterator[str]:
    """Yield the roll as the minutes bind it."""
    when = meeting.meets_at.astimezone(LOCAL)
    yield f"{when:%Y-%m-%d %H:%M} {meeting.place} 第三方：{meeting.third_committee}"
    here = {seat["seat"] for seat in meeting.present}
    away = {seat["seat"] for seat in meeting.recused}
    for seat in meeting.invited:
        state = "缺席" if seat["seat"] not in here else "回避" if seat["seat"] in away else "到会"
        yield f"{seat['seat']} {seat['name']} {CLASS_NAMES[seat['class']]} {state}"


def _said_result(case: Case, meeting: Meeting) -> Iterator[str]:
    yield f"方式：{METHOD_NAMES[meeting.method]}"
    yield f"同意 {meeting.yes}，反对 {meeting.no}，弃权 {meeting.abstain}"
    yield from said_votes(meeting)
    names = {value: text.zh for value, text in OPTIONS}
    if meeting.method == "ballot":
        for receipt, option in ballots_of(case)[0].receipts or []:
            yield f"{receipt} {names[option]}"


def _said_actions(actions: list[Mapping[str, Any]]) -> Iterator[str]:
    for number, one in enumerate(actions, 1):
        amount = f"，{one['amount']} 元" if one.get("amount") else ""
        yield f"{number}. {one['what']}，{one['owner']}，{one['due']}前{amount}"


def _kept(case: Case, row: Resolution, number: int, one: Mapping[str, Any]) -> dict[str, Any]:
    Action.create(
        case=case,
        community=case.community,
        data_class=Action.DATA_CLASS,
        resolution=row,
        number=number,
        what=one["what"],
        owner=one["owner"],
        due=one["due"],
        cost=int(Decimal(one.get("amount") or 0) * 100),
    )
    keys = ("what", "owner", "due", "need", "amount", "fund", "departments")
    said = {key: one.get(key) for key in keys}
    return {**said, "number": number, "key": f"{row.resolution_no}-{number}"}


def note_signatures(
    case: Case,
    resolution_no: str,
    party_signer: str,
    committee_signer: str,
    property_signer: str,
) -> dict[str, Any]:
    """Note who signed for each of the three committees."""
    row = _resolved(resolution_no)
    row.signed_by = [party_signer, committee_signer, property_signer]
    row.save()
    return {}


def note_published(
    case: Case, resolution_no: str, published_until: datetime | None = None
) -> dict[str, Any]:
    """Note until when the resolution was published (JWH 34)."""
    row = _resolved(resolution_no)
    row.published_until = published_until
    row.save()
    return {}


def note_action(
    case: Case,
    resolution_no: str,
    number: int,
    evidence: str,
    cost: Decimal | None = None,
) -> dict[str, Any]:
    """Note what was done about an action, and what it cost if a project says so (M16)."""
    action = Action.get(Action.resolution == _resolved(resolution_no), Action.number == number)
    action.evidence, action.status = evidence, "done"
    if cost is not None:
        action.cost = int(Decimal(cost) * 100)
    action.save()
    return {}


def note_checked(case: Case, resolution_no: str) -> dict[str, Any]:
    """Note that the supervision committee has found all actions carried out."""
    mine = Action.resolution == _resolved(resolution_no)
    Action.update(status="checked").where(mine).execute()
    return {}


def note_scores(case: Case, resolution_no: str, scores: list[Mapping[str, Any]]) -> dict[str, Any]:
    """Keep the mean of the evaluation; it judges what was done, never a person."""
    hundredths = round(sum(100 * one["score"] for one in scores) / len(scores))
    topic = topic_of(case)
    topic.score_hundredths = hundredths
    topic.save()
    mine = Action.resolution == _resolved(resolution_no)
    Action.update(score_hundredths=hundredths).where(mine).execute()
    return {"mean_score": Decimal(hundredths) / 100}


def _resolved(resolution_no: str) -> Resolution:
    row: Resolution = Resolution.get(Resolution.resolution_no == resolution_no)
    return row
