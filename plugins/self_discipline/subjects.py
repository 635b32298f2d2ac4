"""Which organisation a document speaks of: its credit code, its file, and what was known before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from engine import Case, Refused, today

from .records import EVENT_TYPES, SUBJECT_KINDS, CreditEvent, CreditFile, CreditStep, GradeNote

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # I, O, S, V and Z are not used (GB 32100)
YEAR = timedelta(days=365)
KINDS = frozenset(code for code, _ in SUBJECT_KINDS)
TYPES = frozenset(code for code, _ in EVENT_TYPES)


def is_credit_code(code: str | None) -> bool:
    """Tell whether a unified social credit code is well formed and its last sign fits."""
    text = (code or "").strip()
    if len(text) != 18 or text[0] == "0" or any(sign not in SIGNS for sign in text):
        return False
    weighed = sum(SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(text[:17]))
    return SIGNS.index(text[17]) == (31 - weighed % 31) % 31


def file_of(uscc: str) -> CreditFile | None:
    """Return the file of an organisation, if it has one."""
    found: CreditFile | None = CreditFile.get_or_none(CreditFile.uscc == uscc)
    return found


def file_for(case: Case, uscc: str, subject: str, kind: str, address: str = "") -> CreditFile:
    """Return an organisation's file, opened now if there is none; refused for natural persons."""
    if kind not in KINDS or not is_credit_code(uscc):
        raise Refused(
            "信用档案只为有统一社会信用代码的组织建立，自然人不计分。",
            "Only organisations with a credit code have a file; natural persons are never scored.",
        )
    found = file_of(uscc)
    if found is not None:
        return found
    opened = CreditFile.create(
        case=case,
        community=case.community,
        data_class=CreditFile.DATA_CLASS,
        uscc=uscc,
        name=subject,
        kind=kind,
        address=address,
        score=int(case.settings["self_discipline.base_score"]),
        known_since=today(),
    )
    note_step(case, opened, "filed")
    return opened


def note_step(
    case: Case,
    file: CreditFile,
    step: str,
    decision_no: str | None = None,
    note: str = "",
    **lists: str,
) -> None:
    """Add a step to the record of all that happened to a file."""
    CreditStep.create(
        case=case,
        community=file.community,
        data_class=CreditStep.DATA_CLASS,
        file=file,
        decision_no=decision_no or "",
        step=step,
        note=note[:200],
        **lists,
    )


def find_subject(
    case: Case,
    uscc: str | None = None,
    subject: str | None = None,
    subject_kind: str | None = None,
    event_type: str | None = None,
    decision_no: str | None = None,
    offence: str | None = None,
    decided_at: date | None = None,
    natural_person: bool | None = None,
    matched: str | None = None,
) -> dict[str, Any]:
    """Say whether a document can be entered: `ok`, `mismatch`, `person` or `duplicate`.

    A fine for what was already punished within twelve months becomes `fine_repeat`; `set_delta`
    is what the subdistrict set for this kind of event.
    """
    reason = _misfit(uscc, subject, subject_kind, event_type, matched == "fits")
    if natural_person or matched == "person":
        finding = "person"
    elif _entered_before(case, decision_no):
        finding = "duplicate"
    else:
        finding = "mismatch" if reason else "ok"
    if finding == "ok" and event_type == "fine" and _punished(uscc, offence, decided_at):
        event_type = "fine_repeat"
    return {
        "finding": finding,
        "finding_reason": reason or None,
        "event_type": event_type,
        "set_delta": case.settings.get(f"self_discipline.delta_{event_type}"),
    }


def _misfit(
    uscc: str | None, subject: str | None, kind: str | None, event: str | None, sure: bool
) -> str:
    """Return why a person has to look: `code`, `name`, `kind`; "" where all fits."""
    if not is_credit_code(uscc):
        return "code"
    if kind not in KINDS or event not in TYPES or not subject:
        return "kind"
    known = file_of(uscc or "")
    return "name" if known is not None and known.name != subject and not sure else ""


def _entered_before(case: Case, decision_no: str | None) -> bool:
    """Tell whether another case has entered this document already."""
    if not decision_no:
        return False
    same = CreditEvent.select().where(CreditEvent.decision_no == decision_no)
    return bool(same.where(CreditEvent.case != case).exists())


def _punished(uscc: str | None, offence: str | None, decided_at: date | None) -> bool:
    """Tell whether the same kind of breach was punished in the twelve months before."""
    day = decided_at or today()
    file = file_of(uscc or "")
    if file is None or not offence:
        return False
    same = CreditEvent.select().where(
        CreditEvent.file == file,
        CreditEvent.offence == offence,
        CreditEvent.delta < 0,
        CreditEvent.state != "withdrawn",
        CreditEvent.decided_at >= day - YEAR,
        CreditEvent.decided_at <= day,
    )
    return bool(same.exists())


def note_grade(
    case: Case,
    uscc: str,
    quarter: str,
    grade: str,
    subject: str | None = None,
    subject_kind: str | None = None,
    grade_score: Any = None,
) -> dict[str, Any]:
    """Keep a grade of the three guarantees (M21) as a note: it changes no score and no list."""
    if not is_credit_code(uscc):
        return {"note_kept": False}
    file = file_for(case, uscc, subject or uscc, subject_kind or "sole_trader")
    GradeNote.create(
        case=case,
        community=file.community,
        data_class=GradeNote.DATA_CLASS,
        file=file,
        quarter=quarter,
        grade=grade,
        grade_score=None if grade_score is None else int(grade_score),
    )
    note_step(case, file, "noted", note=f"{quarter} {grade}")
    return {"note_kept": True}


def problems_of_code(data: Mapping[str, Any]) -> bool:
    """Tell whether answers hold a credit code whose check sign does not fit."""
    return bool(data.get("uscc")) and not is_credit_code(str(data["uscc"]))
