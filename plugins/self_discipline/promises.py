"""What a business promised to do for society, and what becomes of the promise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from engine import Case

from .credit import enter_good
from .records import Promise
from .subjects import KINDS, file_for, is_credit_code


def register_promise(
    case: Case, uscc: str, subject: str, subject_kind: str, promise: str, promised_by: date
) -> dict[str, Any]:
    """Enter a promise; none without a credit code: only organisations have a file."""
    if not is_credit_code(uscc) or subject_kind not in KINDS:
        return {"promise_no": None}
    file = file_for(case, uscc, subject, subject_kind)
    kept = Promise.create(
        case=case,
        community=file.community,
        data_class=Promise.DATA_CLASS,
        file=file,
        promise=promise,
        promised_by=promised_by,
    )
    return {"promise_no": f"{case.number}-P{kept.id}"}


def settle_promise(case: Case, kept: bool, change: Mapping[str, Any]) -> dict[str, Any]:
    """Note whether a promise was kept: a point for it, and nothing for one that was not."""
    promise = Promise.get(Promise.case == case)
    promise.state, promise.points = "lapsed", 0
    if kept:
        promise.state, promise.points = "kept", int(change["delta"])
        enter_good(case, promise.file, "social_project", change)
    promise.save()
    return {"points": promise.points, "score": promise.file.score}
