"""Texts of a case bound by one hash, so that whoever holds the hash sees when one was changed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from engine.errors import NotFound
from engine.models import Case, Proof

SHORTEST = 12  # characters of a hash that find a proof


def bind_texts(case: Case, title: str, parts: Sequence[tuple[str, str]]) -> Proof:
    """Bind texts by one hash; the same texts of a case are bound once."""
    bound = [[name, tidy(text)] for name, text in parts]
    digest = digest_of(case.number, bound)
    known: Proof | None = Proof.get_or_none(Proof.digest == digest)
    if known is not None:
        return known
    made: Proof = Proof.create(
        case=case, community=case.community_id, title=title, digest=digest, parts=bound
    )
    return made


def digest_of(number: str, parts: Sequence[Sequence[str]]) -> str:
    """Return the hash of a case's number and its parts: of the lines `name hash`, in their order.

    The first line is the number alone; each line ends with a line feed.
    """
    lines = [number, *(f"{name} {part_digest(text)}" for name, text in parts)]
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def part_digest(text: str) -> str:
    return hashlib.sha256(tidy(text).encode()).hexdigest()


def tidy(text: str) -> str:
    """Return a text as it is hashed: however its line ends and the blanks around it came."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def is_unchanged(proof: Proof) -> bool:
    """Do the stored texts still give the hash?"""
    return bool(digest_of(proof.case.number, proof.parts) == proof.digest)


def find_proof(digest: str) -> Proof:
    """Return what a hash, or at least its first twelve characters, binds; else NotFound."""
    wanted = "".join(re.findall("[0-9a-f]", digest.lower()[:200]))
    if len(wanted) < SHORTEST:
        raise NotFound
    found: list[Proof] = list(Proof.select().where(Proof.digest.startswith(wanted)).limit(2))
    if len(found) != 1:
        raise NotFound
    return found[0]


def same_part(proof: Proof, text: str) -> str | None:
    """Return the name of the part that somebody's copy is equal to, or None."""
    wanted = part_digest(text)
    return next((name for name, kept in proof.parts if part_digest(kept) == wanted), None)


def proofs_of(case: Case) -> list[Proof]:
    """Return what is bound of a case, the newest first."""
    return list(Proof.select().where(Proof.case == case).order_by(Proof.id.desc()))
