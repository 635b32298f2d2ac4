"""The table of every deed on every kind of step: read from the docs, tried on a database."""

from __future__ import annotations

from pathlib import Path

from engine import Refused, db
from engine.database import rehearsing
from engine.procedures import _definitions
from tests.engine.conftest import Town
from tests.handovers.deeds import DEEDS
from tests.handovers.kinds import KINDS, standing
from tests.operations.cases import assert_whole

PAGE = Path(__file__).parents[2] / "docs" / "handovers.md"


def read_table() -> dict[tuple[str, str], str]:
    """Return (deed, kind) → what the docs say comes of it."""
    rows = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("|")]
    kinds = cells(rows[0])[1:]
    return {
        (deed, kind): said
        for row in rows[2:]
        for deed, *found in [cells(row)]
        for kind, said in zip(kinds, found, strict=True)
    }


def cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


def tried(town: Town, deed: str, kind: str) -> str:
    """Do a deed to a case of a kind in a transaction that is undone; say what came of it."""
    _definitions.clear()  # the versions of the try before were undone, their numbers come again
    with rehearsing():
        case = KINDS[kind](town)
        try:
            with db.atomic():
                DEEDS[deed](town, case)
        except Refused:
            said = "✗"
        else:
            said = standing(case)
        assert_whole(case)
        return said if said != "✗" else f"✗ {standing(case)}"
