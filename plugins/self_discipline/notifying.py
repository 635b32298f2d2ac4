"""Who must hear that an organisation's credit has changed (M06), and what is said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine import Case

from .records import Candidate, Commend, CreditFile, GradeNote
from .standing import listing, standing_of
from .subjects import file_of


def whom_to_tell(case: Case, uscc: str | None = None) -> dict[str, Any]:
    """Return the procedures concerned with an organisation, and how it stands now.

    The three guarantees when it has a grade there, an award when it won one, a round of
    commendation in which it is a candidate.
    """
    file = file_of(uscc or "")
    if file is None:
        return {"receivers": [], "score": None, "list_now": None, "inspection": None, "flags": []}
    least = case.settings["self_discipline.commend_min_months"]
    stands = standing_of(file, int(case.settings["self_discipline.base_score"]))
    said = listing(stands, least)
    return {
        "receivers": list(_receivers(file)),
        "score": file.score,
        "list_now": file.list,
        "inspection": said["inspection"],
        "flags": ["guidance"] if said["guidance"] else [],
    }


def _receivers(file: CreditFile) -> Iterator[dict[str, str]]:
    if GradeNote.select().where(GradeNote.file == file).exists():
        yield {"procedure": "three_guarantees", "about": file.uscc}
    if Commend.select().where(Commend.uscc == file.uscc, Commend.origin == "award").exists():
        yield {"procedure": "award_selection", "about": file.uscc}
    rounds = (
        Candidate.select(Candidate, Case)
        .join(Case)
        .where(Candidate.file == file, Candidate.state == "listed", Case.status == "open")
    )
    for candidate in rounds:
        yield {"procedure": "honest_commend", "about": candidate.case.number}
