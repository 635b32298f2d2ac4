"""What a block improves by itself: begun, then accepted or dropped."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine import Case, now

from .records import BlockProject


def register_project(
    case: Case, block_code: str, title: str, kind: str, plan: str, cost: Decimal, months: int
) -> dict[str, Any]:
    """Enter an improvement in the block's ledger; the block committee answers for it."""
    BlockProject.create(
        case=case,
        community=case.community,
        data_class=BlockProject.DATA_CLASS,
        project_no=case.number,
        block_code=block_code,
        title=title,
        kind=kind,
        plan=plan,
        cost=round(Decimal(cost) * 100),
        months=months,
    )
    return {"project_no": case.number}


def close_project(
    case: Case,
    state: str,
    acceptance: str | None = None,
    spent: Decimal | None = None,
    resolution: str | None = None,
    fund_project: str | None = None,
) -> dict[str, Any]:
    """Close an improvement as `accepted` or `dropped`, with what it cost in the end."""
    project: BlockProject = BlockProject.get(BlockProject.case == case)
    project.state, project.acceptance = state, acceptance or ""
    project.resolution, project.fund_project = resolution or "", fund_project or ""
    if spent is not None:
        project.cost = round(Decimal(spent) * 100)
    if state == "accepted":
        project.accepted_at = now()
    project.save()
    return {}
