"""Who is called to a meeting, who came, and who may vote there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from engine import LOCAL, Case, Person, Refused, Text, add_member, holding, notify, now

from .records import Meeting
from .topics import topic_of

# class of participants → the role whose holders may have an account
CLASSES = {
    "party": "grp_community_party",
    "committee": "grp_community_committee",
    "property": "grp_property",
    "party_rep": "grp_party_rep",
    "resident_rep": "grp_resident_rep",
}
REPRESENTATIVES = ("party_rep", "resident_rep")
THIRD = "community_autonomy.third_committee_kind"

Names = list[Mapping[str, Any]]


def call_meeting(
    case: Case,
    title: str,
    meeting_at: datetime,
    meeting_place: str,
    agenda: str,
    vote_method: str,
    invite_party: Names,
    invite_committee: Names,
    invite_property: Names,
    invite_party_rep: Names,
    invite_resident_rep: Names,
    body: str | None = None,
) -> dict[str, Any]:
    """Give everybody invited a seat and tell those who have an account; the rest by hand."""
    invited = {
        "party": invite_party,
        "committee": invite_committee,
        "property": invite_property,
        "party_rep": invite_party_rep,
        "resident_rep": invite_resident_rep,
    }
    seats = list(_seats(case, invited))
    if len({seat["name"] for seat in seats}) < len(seats):
        raise Refused(
            "应到人员里有重名，请加以区分；一人只有一个席位。",
            "Two of the invited have one name. Tell them apart; nobody has two seats.",
        )
    topic = topic_of(case)
    topic.body = body or ""
    topic.save()
    meeting = Meeting.create(
        case=case,
        community=case.community,
        data_class=Meeting.DATA_CLASS,
        topic=topic,
        number=Meeting.select().where(Meeting.case == case).count() + 1,
        meets_at=meeting_at,
        place=meeting_place,
        agenda=agenda,
        noticed_at=now(),
        invited=seats,
        third_committee=case.settings[THIRD],
        method=vote_method,
    )
    _tell(case, seats, title, meeting)
    options = {f"seats_{kind}": options_of(seats, kind) for kind in CLASSES}
    return {
        "meeting_no": meeting.number,
        "noticed_at": meeting.noticed_at,
        "seats_all": options_of(seats),
        **options,
    }


def _seats(case: Case, invited: Mapping[str, Names]) -> Iterator[dict[str, Any]]:
    number = 0
    for kind, people in invited.items():
        accounts = _accounts(case, kind)
        for one in people:
            number += 1
            name = str(one["name"])
            yield {
                "seat": f"S{number:02d}",
                "name": name,
                "class": kind,
                "person": accounts.get(name),
            }


def _accounts(case: Case, kind: str) -> dict[str, int]:
    """Return name → person of those who hold the role of a class; not those called alike."""
    known: dict[str, int] = {}
    alike = set()
    for person in Person.select().where(Person.id.in_(holding(CLASSES[kind], case.community_id))):
        if person.name in known:
            alike.add(person.name)
        known[person.name] = person.id
    return {name: person for name, person in known.items() if name not in alike}


def _tell(case: Case, seats: list[dict[str, Any]], title: str, meeting: Meeting) -> None:
    people = [seat["person"] for seat in seats if seat["person"] is not None]
    for person in people:
        add_member(case.id, person, "invited")
    text = Text(
        "请参加三委联席会“{title}”：{when}，{place}。",
        "You are invited to the three-committee meeting “{title}”: {when}, {place}.",
        title=title,
        when=f"{meeting.meets_at.astimezone(LOCAL):%Y-%m-%d %H:%M}",
        place=meeting.place,
    )
    notify(people, text, case, kind="invited")


def options_of(seats: list[dict[str, Any]], kind: str = "") -> list[dict[str, Any]]:
    """Return seats to choose from, of one class or of all."""
    return [
        {"value": seat["seat"], "label": f"{seat['seat']} {seat['name']}"}
        for seat in seats
        if kind in ("", seat["class"])
    ]


def take_roll(
    case: Case,
    meeting_no: int,
    present_party: list[str] | None = None,
    present_committee: list[str] | None = None,
    present_property: list[str] | None = None,
    present_party_rep: list[str] | None = None,
    present_resident_rep: list[str] | None = None,
    recused: list[str] | None = None,
) -> dict[str, Any]:
    """Take down who came and who withdraws; the others may vote."""
    meeting = meeting_of(case, meeting_no)
    here = {
        seat
        for some in (
            present_party,
            present_committee,
            present_property,
            present_party_rep,
            present_resident_rep,
        )
        for seat in some or []
    }
    meeting.present = [seat for seat in meeting.invited if seat["seat"] in here]
    meeting.recused = [seat for seat in meeting.present if seat["seat"] in set(recused or [])]
    meeting.save()
    voting = voters_of(meeting)
    return {
        "roll": _counts(meeting, len(voting)),
        "voters": options_of(voting),
        "account_voters": [
            {"id": str(seat["person"]), "name": seat["name"], "seat": seat["seat"]}
            for seat in voting
            if seat["person"] is not None
        ],
    }


def _counts(meeting: Meeting, entitled: int) -> dict[str, int]:
    by_class = {kind: sum(seat["class"] == kind for seat in meeting.present) for kind in CLASSES}
    return {
        "invited": len(meeting.invited),
        "present": len(meeting.present),
        "recused": len(meeting.recused),
        "entitled": entitled,
        "reps": sum(by_class[kind] for kind in REPRESENTATIVES),
        **by_class,
    }


def note_quorum(case: Case, meeting_no: int, quorum_ok: bool) -> dict[str, Any]:
    """Note whether a meeting could decide."""
    meeting = meeting_of(case, meeting_no)
    meeting.quorum_ok = bool(quorum_ok)
    meeting.save()
    return {}


def voters_of(meeting: Meeting) -> list[dict[str, Any]]:
    """Return the seats of those present who need not withdraw."""
    away = {seat["seat"] for seat in meeting.recused}
    return [seat for seat in meeting.present if seat["seat"] not in away]


def meeting_of(case: Case, number: int) -> Meeting:
    """Return a meeting of a case by its number."""
    meeting: Meeting = Meeting.get(Meeting.case == case, Meeting.number == number)
    return meeting


def last_invited(case: Case) -> dict[str, Names]:
    """Return whom the community invited last time, to begin with."""
    last = (
        Meeting.select()
        .where(Meeting.community == case.community_id)
        .order_by(Meeting.id.desc())
        .first()
    )
    if last is None:
        return {}
    return {
        f"invite_{kind}": [
            {"id": None, "name": seat["name"]} for seat in last.invited if seat["class"] == kind
        ]
        for kind in CLASSES
    }
