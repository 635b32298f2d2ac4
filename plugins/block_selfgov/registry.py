"""How a block comes on the register: its node, its parts, its groups and its roll of shops."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine import Case, Community, CommunityLink, Refused, add_community, forget_tree, today, tree

from .blocks import PART, TEAMS, part_for, shops_of
from .records import GROUPS, Block, Merchant


def node_of(case: Case, code: str, name: str, name_en: str) -> Community:
    """Return a block's node of the organisation; made below the subdistrict where there is none."""
    found: Community | None = Community.get_or_none(Community.code == code)
    if found is not None:
        return found
    root = Community.get_by_id(tree().above(case.community_id)[-1].id)
    return add_community(code, name, "BL", root, name_en=name_en)


def share(block: Community, codes: Iterable[str]) -> list[Community]:
    """Let communities have a part in a block, each its own that only it sees; return the parts."""
    parts = []
    for code in codes:
        community = Community.get(Community.code == code)
        _link(block, community)
        part = part_for(block, community)
        if part.id == block.id:
            part = _new_part(block, community)
        parts.append(part)
    return parts


def _new_part(block: Community, community: Community) -> Community:
    number = sum(node.parent == block.id and node.level == PART for node in tree().by_id.values())
    part = add_community(
        f"{block.code}-P{number + 1}",
        f"{block.name}·{community.name}",
        PART,
        block,
        name_en=f"{block.name_en or block.code}: part in {community.code}",
    )
    _link(part, community)
    return part


def _link(shared: Community, community: Community) -> None:
    mine = (CommunityLink.shared == shared, CommunityLink.community == community)
    if not CommunityLink.select().where(*mine).exists():
        CommunityLink.create(shared=shared, community=community)
    forget_tree()


def open_groups(block: Community) -> None:
    """Make the nodes of a block's four groups where they are missing."""
    for team, title in GROUPS:
        code = f"{block.code}-{TEAMS[team]}"
        if not Community.select().where(Community.code == code).exists():
            add_community(code, f"{block.name}{title}", "GR", block)


def register(case: Case, block: Community, boundary: str, pilot: bool) -> Block:
    """Enter a block in the register, or bring its row up to date."""
    row: Block | None = Block.get_or_none(Block.block_code == block.code)
    row = row or Block(
        block_code=block.code,
        community=block,
        case=case,
        data_class=Block.DATA_CLASS,
        registered_on=today(),
    )
    row.name, row.boundary, row.pilot = block.name, boundary, pilot
    row.merchants = len(shops_of(block.code))
    row.save()
    return row


def enrol(case: Case, block: Community, roll: Iterable[Mapping[str, Any]]) -> None:
    """Put shops on a block's roll; one that is there already keeps its number."""
    number = Merchant.select().where(Merchant.block_code == block.code).count()
    for row in roll:
        known: Merchant | None = Merchant.get_or_none(Merchant.uscc == row["uscc"])
        if known is not None:
            _require_here(known, block)
            continue
        number += 1
        Merchant.create(
            case=case,
            community=part_for(block, Community.get(Community.code == row["shop_community"])),
            data_class=Merchant.DATA_CLASS,
            block_code=block.code,
            merchant_code=f"M-{number:03d}",
            name=row["shop"],
            uscc=row["uscc"],
            operator=row.get("operator") or "",
            phone=row.get("shop_phone") or "",
            address=row.get("shop_address") or "",
            joined_on=today(),
        )


def _require_here(known: Merchant, block: Community) -> None:
    if known.block_code != block.code:
        raise Refused(
            "统一社会信用代码{code}已在{block}的商户名册中。",
            "The code {code} is on the roll of {block} already.",
            code=known.uscc,
            block=known.block_code,
        )
