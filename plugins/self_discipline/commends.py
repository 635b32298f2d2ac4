"""Who may be commended as trustworthy, whose credit has changed meanwhile, and the honour list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from engine import Case, today, tree

from .credit import enter_good
from .records import Candidate, Commend, CreditFile, GradeNote
from .standing import listing, standing_of
from .subjects import file_of, is_credit_code

GOOD_QUARTERS = 3  # quarters with grade A, of who has grades at all (DOMAIN P4.3) [P]


def list_candidates(case: Case) -> dict[str, Any]:
    """Keep who fulfils the conditions now as candidates of this round; offer them by code."""
    here = CreditFile.community.in_(tree().below(case.community_id))
    options = []
    for file in CreditFile.select().where(here).order_by(CreditFile.name):
        if not is_honest(case, file) or not has_good_grades(file):
            continue
        Candidate.create(
            case=case,
            community=file.community,
            data_class=Candidate.DATA_CLASS,
            file=file,
            state="listed",
        )
        options.append({"value": file.uscc, "label": f"{file.name} · {file.score}"})
    return {"candidate_options": options, "candidate_count": len(options)}


def is_honest(case: Case, file: CreditFile) -> bool:
    """Does table D4.2 call a file trustworthy today?"""
    stands = standing_of(file, int(case.settings["self_discipline.base_score"]))
    least = case.settings["self_discipline.commend_min_months"]
    return bool(listing(stands, least)["list"] == "honest")


def has_good_grades(file: CreditFile) -> bool:
    """Has it three quarters with grade A? Who keeps no shop front has no grades and needs none."""
    grades = [note.grade for note in GradeNote.select().where(GradeNote.file == file)]
    return not grades or grades.count("A") >= GOOD_QUARTERS


def strike_candidate(case: Case, uscc: str) -> dict[str, Any]:
    """Strike a candidate of this round out when its credit has changed for the worse (M06)."""
    for candidate in _listed(case):
        if candidate.file.uscc == uscc and not is_honest(case, candidate.file):
            candidate.state = "struck"
            candidate.save()
    return {}


def recheck_candidates(
    case: Case, recommended: list[str], opposed: list[str] | None = None
) -> dict[str, Any]:
    """Return who of the recommended still fulfils the conditions; `opposed` are marked as such."""
    files = [candidate.file for candidate in _listed(case)]
    still = [file for file in files if file.uscc in recommended and is_honest(case, file)]
    marks = dict.fromkeys(opposed or [], " ⚠")
    return {
        "standing_options": [
            {
                "value": file.uscc,
                "label": f"{file.name} · {file.score}{marks.get(file.uscc, '')}",
            }
            for file in still
        ],
        "standing_names": [{"uscc": file.uscc, "name": file.name} for file in still],
        "standing_count": len(still),
    }


def struck(case: Case, chosen: list[str]) -> list[str]:
    """Return who of the chosen is no candidate of this round any more."""
    listed = {candidate.file.uscc for candidate in _listed(case)}
    return [uscc for uscc in chosen if uscc not in listed]


def _listed(case: Case) -> list[Candidate]:
    mine = (Candidate.case == case, Candidate.state == "listed")
    return list(Candidate.select().where(*mine).order_by(Candidate.id))


def commend(
    case: Case,
    change: Mapping[str, Any],
    chosen: list[str] | None = None,
    reason: str | None = None,
    benefits: list[str] | None = None,
    awarded_at: date | None = None,
    award: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Enter the chosen, or the winner of an award, in the honour list; organisations get points.

    A natural person who won an award is honoured and never scored: there is no file to change.
    """
    day = awarded_at or today()
    if award is not None:
        return {"commended": _commend_winner(case, change, award, day)}
    done = []
    for candidate in _listed(case):
        if candidate.file.uscc not in (chosen or []):
            continue
        file = candidate.file
        _honour(case, file.name, file.uscc, "credit", reason or "", benefits or [], day)
        enter_good(case, file, "commended", change)
        candidate.state = "commended"
        candidate.save()
        done.append({"subject": file.name, "uscc": file.uscc})
    return {"commended": done}


def _commend_winner(
    case: Case, change: Mapping[str, Any], award: Mapping[str, Any], day: date
) -> list[dict[str, str]]:
    code = award.get("uscc") or ""
    file = file_of(code) if is_credit_code(code) else None
    reason = f"{award.get('kind') or ''} {award['award_no']}".strip()
    _honour(case, award["winner"], file.uscc if file else "", "award", reason, [], day)
    if file is None:
        return []
    enter_good(case, file, "commended", change)
    return [{"subject": file.name, "uscc": file.uscc}]


def _honour(
    case: Case, subject: str, uscc: str, origin: str, reason: str, benefits: list[str], day: date
) -> None:
    mine = Commend.select().where(Commend.case == case).count()
    Commend.create(
        case=case,
        community=case.community,
        data_class=Commend.DATA_CLASS,
        commend_no=f"{case.number}-H{mine + 1}",
        subject=subject,
        uscc=uscc,
        year=day.year,
        origin=origin,
        reason=reason[:500],
        benefits=benefits,
        awarded_at=day,
    )
