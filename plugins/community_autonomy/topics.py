"""What becomes of a topic in the ledger of deliberation, from its proposal to the answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine import Case, Draw, draw_lots, now, publish_pool

from .records import Topic


def open_topic(
    case: Case,
    title: str,
    category: str,
    proposer_type: str,
    supporters: list[Mapping[str, Any]] | None = None,
    origin_case: str | None = None,
    due_at: datetime | None = None,
) -> dict[str, Any]:
    """Enter a topic in the ledger of deliberation."""
    Topic.create(
        case=case,
        community=case.community,
        data_class=Topic.DATA_CLASS,
        title=title,
        category=category,
        proposer=proposer_type,
        supporters=[one["name"] for one in supporters or []],
        origin_case=origin_case or "",
        due_at=due_at,
    )
    return {"topic_no": case.number}


def publish_names(
    case: Case,
    title: str,
    pool: list[Mapping[str, Any]],
    draw_places: int,
    seed_source: str,
) -> dict[str, Any]:
    """Publish who may be drawn as a representative, before the seed can be known."""
    names = [str(one["name"]) for one in pool]
    draw = publish_pool(case, f"{title}：抽签产生代表", names, draw_places, seed_source)
    return {
        "draw_no": draw.id,
        "pool_digest": draw.pool_digest,
        "pool_published_at": draw.published_at,
    }


def draw_representatives(case: Case, draw_no: int, seed: str) -> dict[str, Any]:
    """Draw by the published seed; those drawn are invited as residents' representatives."""
    draw: Draw = draw_lots(draw_no, seed)
    numbers = draw.drawn or []
    return {
        "drawn_numbers": numbers,
        "invite_resident_rep": [{"id": None, "name": draw.pool[one - 1]} for one in numbers],
    }


def close_topic(case: Case, ending: str, replied_at: datetime | None = None) -> dict[str, Any]:
    """Note how a topic ended and when its proposer was answered (K3.5, K3.6)."""
    topic = topic_of(case)
    topic.status, topic.fed_back_at, topic.closed_at = ending, replied_at, now()
    topic.save()
    return {}


def topic_of(case: Case) -> Topic:
    """Return the ledger's row of a case."""
    topic: Topic = Topic.get(Topic.case == case)
    return topic
