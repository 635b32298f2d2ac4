"""What is known of a shop's 门前三包: its letter, its checks, and what a quarter comes to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from engine import (
    LOCAL,
    Case,
    Community,
    Problem,
    Refused,
    Task,
    Text,
    now,
    settings_of,
    today,
    tree,
)

from .blocks import item_names, keep_in_part, merchant_person, read_block, shop, shops_of
from .figures import health
from .quarters import before, bounds, later, morning, quarter_of
from .records import (
    Block,
    BlockMember,
    DutyLetter,
    GuaranteeCheck,
    GuaranteeQuarter,
    Merchant,
    Patrol,
)

EVERY = {"A": "2MON", "B": "1MON", "C": "15D", "D": "7D"}  # D2.3; between two quarters
STRICTER = {"watch": "15D", "dishonest": "7D"}  # M06: who is on such a list is looked at sooner
COUNTED = ("SAF", "HYG", "ORD", "REF")  # the families that D2.2 takes points for


def begin_quarter(case: Case) -> dict[str, Any]:
    """Say which block a person opens accounts for, its shops to choose from, and the quarter."""
    found = read_block(case)
    if found["block_code"] is None:
        raise Refused("这里没有登记的街区。", "No block is registered here.")
    kept = ("block_code", "block_name", "merchants")
    return {**{key: found[key] for key in kept}, "quarter": quarter_of(today())}


def open_quarter(case: Case, block_code: str, shops: list[str] | None = None) -> dict[str, Any]:
    """List the shops whose account of this quarter is to be opened: the chosen ones, else all.

    A shop that has its account already is left out.
    """
    quarter = quarter_of(today())
    wanted = [one for one in _wanted(block_code, shops) if not _has(one, quarter)]
    return {"accounts": wanted, "merchants": None}


def _wanted(block_code: str, shops: list[str] | None) -> list[dict[str, Any]]:
    return [
        {"block_code": block_code, "merchant_code": one.merchant_code, "name": one.name}
        for one in shops_of(block_code)
        if not shops or one.merchant_code in shops
    ]


def _has(one: Mapping[str, Any], quarter: str) -> bool:
    mine = (
        GuaranteeQuarter.block_code == one["block_code"],
        GuaranteeQuarter.merchant_code == one["merchant_code"],
        GuaranteeQuarter.quarter == quarter,
    )
    return bool(GuaranteeQuarter.select().where(*mine).exists())


def open_account(case: Case, block_code: str, merchant_code: str) -> dict[str, Any]:
    """Open a shop's account of this quarter in its part of the block."""
    found = shop(block_code, merchant_code)
    own = settings_of(Community.get(Community.code == block_code))
    keep_in_part(case, found)
    quarter, scheme = quarter_of(today()), own["block_selfgov.scheme"]
    first = _first_check(found, quarter)
    GuaranteeQuarter.create(
        case=case,
        community=found.community,
        data_class=GuaranteeQuarter.DATA_CLASS,
        block_code=block_code,
        merchant_code=merchant_code,
        merchant=found.name,
        quarter=quarter,
        scheme=scheme,
        next_check=first,
    )
    return {
        "merchant_name": found.name,
        "merchant_uscc": found.uscc,
        "merchant_person": merchant_person(found),
        "scheme": scheme,
        "quarter": quarter,
        "quarter_ends_at": morning(bounds(quarter)[1]),
        "next_check_at": morning(first),
        "check_every": _every(found, quarter),
        "has_letter": _letter(found, scheme) is not None,
        "is_member": _seats(found).exists(),
        "codes": [],
        "points_back": 0,
        "objection_state": "none",
        "publish_cd": own["block_selfgov.publish_cd"],
        "cut_a": own["block_selfgov.grade_cut_a"],
        "cut_b": own["block_selfgov.grade_cut_b"],
        "cut_c": own["block_selfgov.grade_cut_c"],
    }


def _every(merchant: Merchant, quarter: str) -> str:
    """How often a shop is looked at this quarter: as its last grade says, at first monthly."""
    mine = _of(GuaranteeQuarter, merchant)
    last = GuaranteeQuarter.get_or_none(*mine, GuaranteeQuarter.quarter == before(quarter))
    return EVERY.get(last.grade, EVERY["B"]) if last else EVERY["B"]


def _first_check(merchant: Merchant, quarter: str) -> date:
    checks = GuaranteeCheck.select().where(*_of(GuaranteeCheck, merchant))
    last = checks.order_by(GuaranteeCheck.checked_on.desc()).first()
    return max(today(), later(last.checked_on, _every(merchant, quarter))) if last else today()


def _of(table: Any, merchant: Merchant | GuaranteeQuarter) -> tuple[Any, ...]:
    return (
        table.block_code == merchant.block_code,
        table.merchant_code == merchant.merchant_code,
    )


def _letter(merchant: Merchant, scheme: str) -> DutyLetter | None:
    mine = (*_of(DutyLetter, merchant), DutyLetter.scheme == scheme, ~DutyLetter.refused)
    found: DutyLetter | None = DutyLetter.get_or_none(*mine)
    return found


def _seats(merchant: Merchant) -> Any:
    return BlockMember.select().where(*_of(BlockMember, merchant))


def sign_letter(
    case: Case,
    block_code: str,
    merchant_code: str,
    scheme: str,
    frontage: str,
    area_from: int,
    area_to: int,
    noticed_at: datetime,
    signed: str,
    signed_by: str | None = None,
    signed_at: datetime | None = None,
    charter: int | None = None,
) -> dict[str, Any]:
    """Enter a responsibility letter, or that it was refused, in the ledger."""
    found, refused = shop(block_code, merchant_code), signed == "refused"
    DutyLetter.delete().where(*_of(DutyLetter, found), DutyLetter.scheme == scheme).execute()
    DutyLetter.create(
        case=case,
        community=found.community,
        data_class=DutyLetter.DATA_CLASS,
        block_code=block_code,
        merchant_code=merchant_code,
        merchant=found.name,
        scheme=scheme,
        frontage=frontage,
        area_from=area_from,
        area_to=area_to,
        noticed_at=noticed_at,
        signed_by=signed_by or "",
        signed_at=signed_at,
        refused=refused,
        refused_at=now() if refused else None,
        charter_version=charter,
    )
    return {}


def overlapping(task: Task, data: Mapping[str, Any]) -> list[Problem]:
    """Say which neighbour's area a new one overlaps, and that an area needs a length (F2.4)."""
    start, end = data.get("area_from"), data.get("area_to")
    if start is None or end is None:
        return []
    if end <= start:
        text = Text("终点应大于起点。", "The end must lie after the beginning.")
        return [Problem("area_to", text)]
    known = _known(task, data)
    mine = (
        DutyLetter.block_code == known["block_code"],
        DutyLetter.merchant_code != known["merchant_code"],
        DutyLetter.scheme == data.get("scheme"),
        DutyLetter.frontage == data.get("frontage"),
        DutyLetter.area_from < end,
        DutyLetter.area_to > start,
    )
    return [
        Problem(
            "area_from",
            Text(
                "与“{shop}”的责任区（{start}—{end}米）重叠。",
                "It overlaps the area of “{shop}” ({start}–{end} m).",
                shop=other.merchant,
                start=other.area_from,
                end=other.area_to,
            ),
        )
        for other in DutyLetter.select().where(*mine).limit(1)
    ]


def _known(task: Task, data: Mapping[str, Any]) -> Mapping[str, Any]:
    account = GuaranteeQuarter.get(GuaranteeQuarter.case == task.case_id)
    return {"block_code": account.block_code, "merchant_code": account.merchant_code}


def enter_check(
    case: Case,
    check_date: date,
    checker: str,
    check_every: str,
    deductions: list[Mapping[str, Any]] | None = None,
    bonus: int | None = None,
    photos: list[Any] | None = None,
) -> dict[str, Any]:
    """Enter a check in the ledger and say when the shop is next looked at."""
    account = account_of(case)
    codes = [str(one["code"]) for one in deductions or () for _ in range(int(one["times"]))]
    GuaranteeCheck.create(
        case=case,
        community=account.community,
        data_class=GuaranteeCheck.DATA_CLASS,
        block_code=account.block_code,
        merchant_code=account.merchant_code,
        merchant=account.merchant,
        quarter=account.quarter,
        checked_on=check_date,
        checker=checker,
        deductions=codes,
        bonus=int(bonus or 0),
        photos=len(photos or []),
    )
    return _next_check(account, later(check_date, check_every))


def _next_check(account: GuaranteeQuarter, day: date) -> dict[str, Any]:
    account.next_check = day
    account.save()
    return {"next_check_at": morning(day), "deductions": [], "bonus": None}


def hear_credit(case: Case, check_every: str, credit_list: str | None = None) -> dict[str, Any]:
    """Reset when a shop is next looked at, as its credit list says (M06); never later than now."""
    account = account_of(case)
    sooner = STRICTER.get(credit_list or "", check_every)
    day = min(account.next_check or today(), later(today(), sooner))
    return {**_next_check(account, day), "check_every": sooner}


def collect_quarter(case: Case) -> dict[str, Any]:
    """Gather what a quarter knows of a shop: codes by patrols and checks, refusals, and bonuses."""
    account = account_of(case)
    found = sorted([*_from_patrols(account), *_from_checks(account), *_from_refusal(account)])
    checks = _checks(account)
    bonus = sum(one.bonus for one in checks)
    lines = [f"{day:%Y-%m-%d} {item_names()[code]}" for day, code in found]
    return {
        "codes": [code for _, code in found],
        "bonus_sum": bonus,
        "deduction_text": "\n".join([*lines, f"加分 {bonus}"] if bonus else lines),
    }


def _from_patrols(account: GuaranteeQuarter) -> list[tuple[date, str]]:
    first, end = bounds(account.quarter)
    mine = (
        *_of(Patrol, account),
        Patrol.found_at >= morning(first),
        Patrol.found_at < morning(end),
    )
    return [
        (one.found_at.astimezone(LOCAL).date(), one.item_code)
        for one in Patrol.select().where(*mine)
        if one.item_code.startswith(COUNTED)
    ]


def _checks(account: GuaranteeQuarter) -> list[GuaranteeCheck]:
    mine = (*_of(GuaranteeCheck, account), GuaranteeCheck.quarter == account.quarter)
    return list(GuaranteeCheck.select().where(*mine))


def _from_checks(account: GuaranteeQuarter) -> list[tuple[date, str]]:
    return [(one.checked_on, code) for one in _checks(account) for code in one.deductions]


def _from_refusal(account: GuaranteeQuarter) -> list[tuple[date, str]]:
    mine = (*_of(DutyLetter, account), DutyLetter.refused, DutyLetter.case == account.case_id)
    found = DutyLetter.get_or_none(*mine)
    return [(found.refused_at.astimezone(LOCAL).date(), "REF01")] if found else []


def grade_quarter(
    case: Case,
    score: int,
    grade: str,
    deducted: int,
    bonus: int,
    objection: str,
    check_every: str,
    publish_cd: bool,
) -> dict[str, Any]:
    """Enter score and grade in the ledger: a note of self-discipline, alone never a penalty."""
    account = account_of(case)
    account.score, account.grade, account.objection = score, grade, objection
    account.deducted, account.bonus, account.graded_on = deducted, bonus, today()
    account.next_check = later(today(), check_every)
    account.save()
    _count_health(account.block_code)
    return {"grade": grade, "shown_to_all": grade == "A" or bool(publish_cd)}


def _count_health(block_code: str) -> None:
    """Bring a block's health index (K2.6) up to date in the register."""
    block = Community.get(Community.code == block_code)
    index = health(frozenset(tree().below(block.id)))
    whole = None if index is None else round(index)
    Block.update(health_index=whole).where(Block.block_code == block_code).execute()


def publish_grade(case: Case, shown_to_all: bool) -> dict[str, Any]:
    """Let grade A stand on the block's board; C and D only where the block has decided so."""
    account = account_of(case)
    account.published = bool(shown_to_all)
    account.save()
    return {}


def keep_note(case: Case) -> dict[str, Any]:
    """Note that the shop's self-discipline record could not be told: its plugin is off here."""
    account = account_of(case)
    account.noted = False
    account.save()
    return {}


def account_of(case: Case) -> GuaranteeQuarter:
    """Return the ledger's row of a shop's quarter."""
    found: GuaranteeQuarter = GuaranteeQuarter.get(GuaranteeQuarter.case == case)
    return found
