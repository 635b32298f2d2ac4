"""Who is given what of a credit file: within the catalogue, by leave, written down for years."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from engine import Case, today

from .credit import event_numbered
from .periods import day_after
from .records import CreditFile, ShareLog
from .subjects import file_of, note_step

KEPT = "3Y"  # NDR 12: at least three years
PLATFORM = ["uscc", "name", "decision_no", "organ", "legal_basis", "decided_at"]


def share_platform(case: Case, event_no: str) -> dict[str, Any]:
    """Enter that a result goes to the city's credit platform, as law wants (CXGH 68).

    The record is sent by the platform's own import: there is no interface to it yet.
    """
    event = event_numbered(event_no)
    log = _log(
        case,
        event.file,
        {"requester": "北京市公共信用信息平台", "purpose": "违法建设查处结果共享"},
        PLATFORM,
        "依法共享",
        True,
    )
    note_step(case, event.file, "shared", event.decision_no, log.requester)
    return {"share_no": log.share_no}


def look_in_catalogue(case: Case, uscc: str, fields: list[str]) -> dict[str, Any]:
    """Say whether an organisation has a file, and which fields the catalogue does not hold."""
    catalogue = str(case.settings["self_discipline.share_catalogue"] or "").split()
    return {
        "has_file": file_of(uscc) is not None,
        "uncatalogued": [field for field in fields if field not in catalogue],
    }


def log_share(
    case: Case,
    uscc: str,
    request: Mapping[str, Any],
    fields: list[str],
    approver: Mapping[str, Any],
    shared: bool,
) -> dict[str, Any]:
    """Enter what was shared, or that it was refused, and by whom that was decided."""
    file = file_of(uscc)
    if file is None:
        return {"share_no": None}
    log = _log(case, file, request, fields if shared else [], str(approver["name"]), shared)
    if shared:
        note_step(case, file, "shared", note=log.requester)
    return {"share_no": log.share_no}


def _log(
    case: Case,
    file: CreditFile,
    request: Mapping[str, Any],
    fields: list[str],
    approver: str,
    shared: bool,
) -> ShareLog:
    log: ShareLog = ShareLog.create(
        case=case,
        community=file.community,
        data_class=ShareLog.DATA_CLASS,
        file=file,
        share_no=f"{case.number}-S",
        requester=request["requester"],
        purpose=request["purpose"],
        legal_basis=request.get("legal_basis") or "",
        fields=fields,
        approver=approver,
        decision="shared" if shared else "refused",
        keep_until=_kept_until(case),
    )
    return log


def _kept_until(case: Case) -> date:
    return day_after(case, today(), KEPT)
