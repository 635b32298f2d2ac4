"""How a block's committee comes into being: called, nominated, elected, chartered, filed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from engine import (
    Account,
    Case,
    Community,
    Problem,
    Refused,
    Task,
    Text,
    account_named,
    data_of,
    give_role,
    holders_of,
    now,
    settings_of,
    today,
    tree,
)

from .blocks import TEAMS, merchant_person, shop_options, shops_of
from .quarters import later
from .records import GROUPS, Block, BlockMember, Charter, Committee, Merchant
from .registry import enrol, node_of, open_groups, register, share

DEPARTMENTS = {
    "DP-EM": "应急（原安监）",
    "DP-FIRE": "消防",
    "DP-POLICE": "公安",
    "DP-MKT": "市场监管（原工商）",
    "DP-CITY": "城管",
}
GROUP_ROLES = {
    "safety": "grp_bg_safety",
    "credit": "grp_bg_credit",
    "environment": "grp_bg_env",
    "coordination": "grp_bg_coord",
}
TERM = "36MON"  # [P] three years
PREPARATORY = timedelta(days=90)  # [P]
FEWEST = 7  # [P] §15.2: a committee of 7 to 15


def read_setup(case: Case, block_code: str, purpose: str) -> dict[str, Any]:
    """Say which communities there are to choose from; a review needs a registered block."""
    block: Block | None = Block.get_or_none(Block.block_code == block_code)
    if purpose == "review" and block is None:
        raise Refused(
            "没有登记编码为“{code}”的街区。", "No block “{code}” is registered.", code=block_code
        )
    nodes = sorted(tree().by_id.values(), key=lambda node: node.code)
    return {
        "block_name": block.name if block is not None else None,
        "community_options": [
            {"value": node.code, "label": f"{node.code} {node.name}"}
            for node in nodes
            if node.level == "CM"
        ],
    }


def define_block(
    case: Case,
    block_code: str,
    block_name: str,
    communities: list[str],
    east: str,
    south: str,
    west: str,
    north: str,
    block_name_en: str | None = None,
    pilot: bool | None = None,
    roll: list[Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """Register a block with its parts and shops; the case belongs to the block from here on."""
    block = node_of(case, block_code, block_name, block_name_en or "")
    share(block, communities)
    enrol(case, block, roll or ())
    shops = shops_of(block_code)
    if not shops:
        raise Refused("商户名册还是空的。", "The roll of shops is still empty.")
    boundary = f"东至{east}，南至{south}，西至{west}，北至{north}"
    register(case, block, boundary, bool(pilot))
    case.community = block
    case.save(only=[Case.community])
    people = [person for one in shops if (person := merchant_person(one))]
    return {
        "merchants": shop_options(block_code),
        "merchant_count": len(shops),
        "nominators": people,
        "departments": _departments(case),
        "department_names": [{"value": one, "label": one} for one in DEPARTMENTS.values()],
        "committee_seats": int(settings_of(block)["block_selfgov.committee_size"]),
        "lead_community": communities[0],
        "election_round": 0,
        "community_options": None,
        "roll": None,
    }


def _departments(case: Case) -> list[dict[str, str]]:
    """Say who delegates: each department's own representative, or the subdistrict for one that
    has none here."""
    here = tree()
    root = here.above(case.community_id)[-1]
    found = []
    for code, name in DEPARTMENTS.items():
        node = here.by_code.get(code)
        own = node is not None and bool(holders_of("grp_dept_rep", node.id))
        found.append({"code": code, "name": name, "scope": code if own else root.code})
    return found


def gather_candidates(
    case: Case,
    nominations: list[Mapping[str, Any]] | None = None,
    candidates: list[Mapping[str, Any]] | None = None,
    delegations: list[Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """Put what shops nominated by themselves and on paper into one list, each name once; list the
    departments' delegates as the form of the groups offers them."""
    rows = [*(candidates or ()), *(row for one in nominations or () for row in _rows(one))]
    named: dict[str, dict[str, Any]] = {}
    for row in rows:
        named.setdefault(
            str(row["candidate"]),
            {"candidate": row["candidate"], "candidate_shop": row["candidate_shop"]},
        )
    delegates = [str(one["delegate"]) for one in delegations or ()]
    return {
        "candidates": list(named.values()),
        "delegate_options": [{"value": name, "label": name} for name in delegates],
    }


def _rows(one: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    rows: Iterable[Mapping[str, Any]] = one.get("candidates") or ()
    return rows


def count_votes(
    case: Case,
    merchant_count: int,
    present: int,
    votes_cast: int,
    committee_seats: int,
    election_round: int,
    candidates: list[Mapping[str, Any]],
    tally: list[Mapping[str, Any]],
) -> dict[str, Any]:
    """Say whether an election stands: more than half of all shops took part, and as many qualified
    people as there are seats each have more than half of the votes cast [P]."""
    fit = {str(one["candidate"]) for one in candidates if one.get("qualified") == "yes"}
    won = sorted(
        (row for row in tally if row["elected"] in fit and row["votes"] * 2 > votes_cast),
        key=lambda row: -row["votes"],
    )[: int(committee_seats)]
    stands = present * 2 > merchant_count and len(won) == int(committee_seats)
    return {
        "election_stands": stands,
        "election_round": election_round + 1,
        "elected": [
            {"name": str(row["elected"]), "merchant_code": row["elected_shop"]} for row in won
        ],
        "elected_options": [
            {"value": str(row["elected"]), "label": str(row["elected"])} for row in won
        ],
    }


def appoint_preparatory(case: Case, block_code: str, prep_members: str) -> dict[str, Any]:
    """Enter a preparatory group for 90 days: two elections failed [P]."""
    Committee.create(
        case=case,
        community=case.community,
        data_class=Committee.DATA_CLASS,
        block_code=block_code,
        term=_next_term(block_code),
        established_on=today(),
        term_ends_on=today() + PREPARATORY,
        size=len(prep_members.split("、")),
        state="preparatory",
    )
    return {}


def _next_term(block_code: str) -> int:
    return 1 + Committee.select().where(Committee.block_code == block_code).count()


def adopt_charter(
    case: Case,
    block_code: str,
    charter_version: int,
    chapters: list[str],
    votes_for: int,
    votes_against: int,
    votes_absent: int,
    voted_at: datetime,
) -> dict[str, Any]:
    """Keep the charter that the shops voted for; a version is never written over."""
    mine = (Charter.block_code == block_code, Charter.charter_version == charter_version)
    if Charter.select().where(*mine).exists():
        raise Refused("章程第{n}版已经有了。", "Charter version {n} is there.", n=charter_version)
    Charter.create(
        case=case,
        community=case.community,
        data_class=Charter.DATA_CLASS,
        block_code=block_code,
        charter_version=charter_version,
        text_doc="\n\n".join(chapters),
        adopted_at=voted_at,
        votes_for=votes_for,
        votes_against=votes_against,
        votes_absent=votes_absent,
    )
    return {}


def wrong_groups(task: Task, data: Mapping[str, Any]) -> list[Problem]:
    """Say what is wrong with the four groups: a leader twice, a delegate left out or twice."""
    known = [str(one["delegate"]) for one in data_of(task.case).get("delegations") or ()]
    placed = [name for team, _ in GROUPS for name in data.get(f"{team}_delegates") or ()]
    leaders = [data.get(f"{team}_leader") for team, _ in GROUPS]
    found = []
    for number, (team, _) in enumerate(GROUPS):
        if leaders[number] in leaders[:number]:
            text = Text("一人只能任一个小组的组长。", "One person leads one group only.")
            found.append(Problem(f"{team}_leader", text))
    if wrong := sorted({name for name in known if placed.count(name) != 1}):
        text = Text(
            "部门代表{names}应在且只在一个小组。",
            "{names} belongs to one group, and to one only.",
            names="、".join(wrong),
        )
        found.append(Problem("coordination_delegates", text))
    return found


def form_groups(
    case: Case,
    block_code: str,
    elected: list[Mapping[str, Any]],
    delegations: list[Mapping[str, Any]],
    groups: Mapping[str, Mapping[str, Any]],
    chair_name: str | None = None,
) -> dict[str, Any]:
    """Enter the committee and its members for the term; leaders are committee members."""
    term, chair = _next_term(block_code), chair_name or str(elected[0]["name"])
    leaders = {team: str(groups[team]["leader"]) for team, _ in GROUPS}
    Committee.create(
        case=case,
        community=case.community,
        data_class=Committee.DATA_CLASS,
        block_code=block_code,
        term=term,
        size=len(elected),
        chair=chair,
        **{f"{team}_leader": name for team, name in leaders.items()},
    )
    for one in elected:
        name = str(one["name"])
        team = next((team for team, leader in leaders.items() if leader == name), "")
        role = "chair" if name == chair else "leader" if team else "member"
        _seat(case, block_code, term, name, role, team, str(one["merchant_code"]))
    for team, _ in GROUPS:
        for code in groups[team]["merchants"] or ():
            _seat(case, block_code, term, _operator(block_code, code), "crew", team, code)
    for one in delegations:
        _seat_delegate(case, block_code, term, one, groups)
    return {"committee_term": term}


def _operator(block_code: str, code: str) -> str:
    mine = (Merchant.block_code == block_code, Merchant.merchant_code == code)
    found: Merchant = Merchant.get(*mine)
    return found.operator or found.name


def _seat(
    case: Case, block_code: str, term: int, name: str, role: str, team: str, code: str
) -> None:
    BlockMember.create(
        case=case,
        community=case.community,
        data_class=BlockMember.DATA_CLASS,
        block_code=block_code,
        term=term,
        person=name,
        merchant_code=code,
        role=role,
        team=team,
    )


def _seat_delegate(
    case: Case,
    block_code: str,
    term: int,
    one: Mapping[str, Any],
    groups: Mapping[str, Mapping[str, Any]],
) -> None:
    name = str(one["delegate"])
    placed = (team for team, _ in GROUPS if name in (groups[team]["delegates"] or ()))
    BlockMember.create(
        case=case,
        community=case.community,
        data_class=BlockMember.DATA_CLASS,
        block_code=block_code,
        term=term,
        person=name,
        role="crew",
        team=next(placed, one["delegate_group"]),
        delegate_dept=str(one.get("department_name") or ""),
        letter_doc=one["letter_no"],
    )


def withdraw_committee(case: Case, block_code: str, committee_term: int) -> dict[str, Any]:
    """Take a list of members back: an objection to it was upheld, the groups are formed anew."""
    for table in (BlockMember, Committee):
        mine = (table.block_code == block_code, table.term == committee_term)
        table.delete().where(*mine).execute()
    return {"notice_upheld": None}


def file_committee(case: Case, block_code: str, committee_term: int) -> dict[str, Any]:
    """File a committee: its term runs, its charter is filed, and who signs in gets its inbox."""
    ends = later(today(), TERM)
    mine = (Committee.block_code == block_code, Committee.term == committee_term)
    Committee.update(established_on=today(), term_ends_on=ends, state="established").where(
        *mine
    ).execute()
    members = (BlockMember.block_code == block_code, BlockMember.term == committee_term)
    BlockMember.update(term_from=today(), term_to=ends).where(*members).execute()
    Charter.update(filed_at=now()).where(
        Charter.block_code == block_code, Charter.filed_at.is_null()
    ).execute()
    block = Community.get(Community.code == block_code)
    open_groups(block)
    for member in BlockMember.select().where(*members):
        _open_inbox(block, member)
    return {"established_on": today()}


def _open_inbox(block: Community, member: BlockMember) -> None:
    mine = (Merchant.block_code == block.code, Merchant.merchant_code == member.merchant_code)
    merchant: Merchant | None = Merchant.get_or_none(*mine)
    account: Account | None = (
        account_named(merchant.account) if merchant is not None and merchant.account else None
    )
    if account is None:
        return
    if member.role != "crew":
        role = "grp_block_chair" if member.role == "chair" else "grp_block_member"
        give_role(account.person, role, block)
    if member.team:
        group = Community.get(Community.code == f"{block.code}-{TEAMS[member.team]}")
        give_role(account.person, GROUP_ROLES[member.team], group)


def gather_review(case: Case, block_code: str) -> dict[str, Any]:
    """Write down what the yearly review looks at: members and the grades of their shops."""
    block = Community.get(Community.code == block_code)
    case.community = block
    case.save(only=[Case.community])
    lines = [
        f"{one.person}（{one.merchant_code or one.delegate_dept or '—'}）："
        + ("、".join(f"{grade['quarter']} {grade['grade']}" for grade in one.grades) or "尚无等级")
        for one in _sitting(block_code)
    ]
    return {
        "review_material": "\n".join(lines) or "尚无在任委员。",
        "block_name": block.name,
        "community_options": None,
    }


def _sitting(block_code: str) -> list[BlockMember]:
    term = Committee.select().where(Committee.block_code == block_code).count()
    mine = (BlockMember.block_code == block_code, BlockMember.term == term)
    return list(BlockMember.select().where(*mine).order_by(BlockMember.id))


def enter_review(
    case: Case, block_code: str, reviewed_on: date, review_opinion: str
) -> dict[str, Any]:
    """Enter the yearly review with each sitting member: people decided, grades were only read."""
    said = f"{reviewed_on:%Y-%m-%d} {review_opinion}"[:200]
    for one in _sitting(block_code):
        one.review = said
        one.save()
    return {}


def note_member_grade(
    case: Case, block_code: str, merchant_code: str, quarter: str, grade: str
) -> dict[str, Any]:
    """Keep a shop's quarterly grade (M21) for the yearly review of the member from that shop."""
    mine = (BlockMember.block_code == block_code, BlockMember.merchant_code == merchant_code)
    for one in BlockMember.select().where(*mine):
        others = [each for each in one.grades if each["quarter"] != quarter]
        one.grades = [*others, {"quarter": quarter, "grade": grade}]
        one.save()
    return {}
