"""Who takes part in a case and may therefore see it."""

from __future__ import annotations

from engine.statements import insert


def add_member(case_id: int, person_id: int, why: str) -> None:
    """Let somebody who takes part in a case see it from now on."""
    insert(
        "INSERT INTO case_members (case_id, person_id, why)",
        [(case_id, person_id, why)],
        "ON CONFLICT DO NOTHING",
    )
