"""Draws by lot that anybody can draw again: a published pool, then a published seed.

The pool is numbered and bound by its hash before the seed can be known. Each number gets the
SHA-256 of `seed:number`; those with the smallest win. No computer of ours is needed to check it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from engine.clock import now
from engine.database import locked, transaction
from engine.errors import NotFound, Refused
from engine.models import Case, Draw


@dataclass(frozen=True)
class Lot:
    """One number of a pool: its name, what decides about it, and its place among the drawn."""

    number: int
    name: str
    digest: str
    place: int | None


def publish_pool(
    case: Case, title: str, names: Sequence[str], places: int, seed_source: str
) -> Draw:
    """Publish who may be drawn, and from where the seed will come."""
    pool = [name.strip() for name in names if name.strip()]
    if len(set(pool)) < len(pool):
        raise Refused("名单里有重名，请加以区分。", "Two names of the pool are alike.")
    if not 0 < places <= len(pool):
        raise Refused("抽取人数应在1至{most}之间。", "Draw 1 to {most}.", most=len(pool))
    draw: Draw = Draw.create(
        case=case,
        community=case.community_id,
        title=title,
        pool=pool,
        pool_digest=pool_digest(pool),
        places=places,
        seed_source=seed_source,
    )
    return draw


def pool_digest(names: Sequence[str]) -> str:
    """Return the hash of a pool: of its lines `number name`, each ended by a line feed."""
    lines = "".join(f"{number} {name}\n" for number, name in enumerate(names, 1))
    return hashlib.sha256(lines.encode()).hexdigest()


def draw_lots(draw_id: int, seed: str) -> Draw:
    """Draw once, by the seed that its named source has given since; never a second time."""
    word = seed.strip()
    if not word:
        raise Refused("请填写种子。", "Give the seed.")
    with transaction():
        draw: Draw = locked(Draw.select().where(Draw.id == draw_id)).get()
        if draw.drawn is not None:
            raise Refused("已经抽过，不能重抽。", "It was drawn already and is never drawn again.")
        draw.seed, draw.drawn_at = word, now()
        draw.drawn = drawn_numbers(len(draw.pool), draw.places, word)
        draw.save()
    return draw


def drawn_numbers(count: int, places: int, seed: str) -> list[int]:
    """Return the numbers that a seed draws of 1 to `count`."""
    return sorted(range(1, count + 1), key=lambda number: (lot_digest(seed, number), number))[
        :places
    ]


def lot_digest(seed: str, number: int) -> str:
    """Return what decides about a number: the SHA-256 of `seed:number`."""
    return hashlib.sha256(f"{seed}:{number}".encode()).hexdigest()


def lots(draw: Draw) -> list[Lot]:
    """Return the whole pool, recomputed from the seed, those drawn first."""
    found = drawn_numbers(len(draw.pool), draw.places, draw.seed) if draw.seed else []
    rows = [
        Lot(
            number,
            name,
            lot_digest(draw.seed, number) if draw.seed else "",
            found.index(number) + 1 if number in found else None,
        )
        for number, name in enumerate(draw.pool, 1)
    ]
    return sorted(rows, key=lambda lot: (lot.place is None, lot.digest, lot.number))


def is_sound(draw: Draw) -> bool:
    """Does what is stored follow from the pool and the seed?"""
    if draw.pool_digest != pool_digest(draw.pool):
        return False
    return draw.drawn is None or draw.drawn == drawn_numbers(len(draw.pool), draw.places, draw.seed)


def find_draw(draw_id: int) -> Draw:
    """Return a draw to anybody: it is published so that all can draw again."""
    found: Draw | None = Draw.get_or_none(Draw.id == draw_id)
    if found is None:
        raise NotFound
    return found


def draws_of(case: Case) -> list[Draw]:
    """Return the draws of a case, the newest first."""
    return list(Draw.select().where(Draw.case == case).order_by(Draw.id.desc()))
