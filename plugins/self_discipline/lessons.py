"""Activities that teach the law: who came, how the quiz went, and the target of the year."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine import Case

from .records import LegalEducation


def enter_lesson(
    case: Case,
    theme: str,
    held_on: date,
    attendance: Any,
    quiz_taken: Any = None,
    quiz_passed: Any = None,
) -> dict[str, Any]:
    """Enter an activity; say how many its community has held this year, and how many it wants."""
    LegalEducation.create(
        case=case,
        community=case.community,
        data_class=LegalEducation.DATA_CLASS,
        theme=theme,
        held_on=held_on,
        attendance=int(attendance),
        quiz_taken=int(quiz_taken or 0),
        quiz_passed=int(quiz_passed or 0),
    )
    held = LegalEducation.select().where(
        LegalEducation.community == case.community,
        LegalEducation.held_on >= held_on.replace(month=1, day=1),
    )
    target = case.settings["self_discipline.legal_education_target"]
    return {"target": target, "reached": held.count()}
