"""Which block a case is about, which shops stand in it, and which part of it a community sees."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any

from engine import Account, Case, Community, Person, Refused, account_named, settings_of, tree

from .records import Merchant

TEAMS = {"safety": "G1", "credit": "G2", "environment": "G3", "coordination": "G4"}
PART = "PT"  # the level of a part of a block, linked to the one community that sees it


def read_block(
    case: Case, block_code: str | None = None, category: str | None = None
) -> dict[str, Any]:
    """Say which block a case lies in, its shops to choose from and its own settings.

    `block_code` is null where a community has no part in any block. What was found in the family
    of safety is looked at within four working hours, else within one working day.
    """
    block = _block_of(case, block_code)
    if block is None:
        return {"block_code": None, "block_name": None}
    own = settings_of(Community.get_by_id(block.id))
    return {
        "block_code": block.code,
        "block_name": block.name,
        "home_community": _home_of(block.id),
        "merchants": shop_options(block.code),
        "max_attempts": own["block_selfgov.max_attempts"],
        "fix_limits": {team: own[f"block_selfgov.self_fix_{team}"] for team in TEAMS},
        "first_due": "4WH" if (category or "").startswith("E") else "1WD",
    }


def _block_of(case: Case, code: str | None) -> Any:
    """Return the block's node: by its code, around the case, or the one its community has part in.

    A community with parts in several blocks is asked for by name; the first stands until then.
    """
    here = tree()
    if code is not None:
        return here.by_code.get(code)
    own = here.at_level(case.community_id, "BL")
    parts = sorted(here.shared.get(case.community_id, ()))
    around = (here.at_level(part, "BL") for part in parts)
    return own or next((block for block in around if block is not None), None)


def _home_of(block: int) -> str | None:
    """Return the code of the first community that has a part in a block."""
    here = tree()
    found = [here.by_id[one].code for one, shared in here.shared.items() if block in shared]
    return min(found, default=None)


def shop_options(block_code: str) -> list[dict[str, str]]:
    """Return the registered shops of a block as a form offers them."""
    rows = shops_of(block_code)
    return [
        {"value": one.merchant_code, "label": f"{one.merchant_code} {one.name}"} for one in rows
    ]


def shops_of(block_code: str) -> list[Merchant]:
    """Return the shops that are on a block's roll now."""
    mine = (Merchant.block_code == block_code, Merchant.left_on.is_null())
    return list(Merchant.select().where(*mine).order_by(Merchant.merchant_code))


def shop(block_code: str, merchant_code: str) -> Merchant:
    """Return a shop of a block, or refuse."""
    mine = (Merchant.block_code == block_code, Merchant.merchant_code == merchant_code)
    found: Merchant | None = Merchant.get_or_none(*mine)
    if found is None:
        raise Refused(
            "街区商户名册里没有“{code}”。",
            "“{code}” is not on the block’s roll.",
            code=merchant_code,
        )
    return found


def merchant_person(merchant: Merchant) -> dict[str, Any] | None:
    """Return who signs in for a shop, as case data hold a person; None where nobody does."""
    account: Account | None = account_named(merchant.account) if merchant.account else None
    person: Person | None = account.person if account is not None else None
    return {"id": str(person.id), "name": person.name} if person is not None else None


def keep_in_part(case: Case, merchant: Merchant) -> None:
    """Let a case belong to the part of the block its shop stands in: other communities that share
    the block do not see it."""
    case.community = merchant.community
    case.save(only=[Case.community])


def part_for(block: Community, community: Community) -> Community:
    """Return the part of a block that a community sees, or the block itself where there is none."""
    here = tree()
    for shared in sorted(here.shared.get(community.id, ())):
        if here.by_id[shared].level == PART and here.by_id[shared].parent == block.id:
            return Community.get_by_id(shared)
    return block


@cache
def item_names() -> dict[str, str]:
    """Return what may be found at a shop, by its code (forms/items.csv)."""
    path = Path(__file__).parent / "forms" / "items.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["value"]: row["label"] for row in csv.DictReader(file)}
