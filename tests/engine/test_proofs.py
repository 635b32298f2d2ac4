"""What is bound by a hash shows when a letter of it was changed."""

from __future__ import annotations

import hashlib

import pytest

from engine import (
    NotFound,
    Proof,
    bind_texts,
    find_proof,
    is_unchanged,
    same_part,
    start_case,
)

PARTS = [("到会名单", "S01 甲\nS02 乙"), ("纪要", "同意增设充电棚。")]


def bound(town):
    case = start_case("repair", town.place("CM-07"), town.who("李四"))
    return bind_texts(case, "会议纪要", PARTS)


def test_a_hash_too_short_or_unknown_finds_nothing(town):
    proof = bound(town)
    for digest in ("", proof.digest[:11], "0" * 64, "不是校验码", "%"):
        with pytest.raises(NotFound):
            find_proof(digest)


def test_a_changed_letter_a_lost_part_or_another_order_shows(town):
    proof = bound(town)
    changed = [["到会名单", "S01 甲\nS02 丙"], PARTS[1]], [PARTS[0]], [PARTS[1], PARTS[0]]
    for parts in changed:
        Proof.update(parts=parts).where(Proof.id == proof.id).execute()
        assert not is_unchanged(Proof.get_by_id(proof.id))


def test_anybody_computes_the_same_hash(town):
    proof = bound(town)
    sums = [hashlib.sha256(text.encode()).hexdigest() for _, text in PARTS]
    lines = f"{proof.case.number}\n到会名单 {sums[0]}\n纪要 {sums[1]}\n"
    assert proof.digest == hashlib.sha256(lines.encode()).hexdigest()
    assert is_unchanged(find_proof(proof.digest[:12].upper()))


def test_a_copy_is_compared_whatever_its_line_ends(town):
    proof = bound(town)
    assert same_part(proof, " S01 甲\r\nS02 乙\n") == "到会名单"
    assert same_part(proof, "S01 甲") is None


def test_the_same_texts_are_bound_once(town):
    proof = bound(town)
    assert bind_texts(proof.case, "会议纪要", PARTS).id == proof.id
    assert Proof.select().count() == 1
