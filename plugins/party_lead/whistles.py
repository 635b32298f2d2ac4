"""How departments are called, report, are called again and told to the district (P1.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from engine import Case, calendar_of, now, parse_limit, tree

from .people import name_of, unit_name
from .records import Whistle, WhistleResponse

UNITS = {"1": "H", "2": "H", "3": "WD"}


def list_departments(case: Case) -> dict[str, Any]:
    """Return the departments of the organisation, as options."""
    return {
        "departments_open": [
            {"value": node.code, "label": node.name}
            for node in tree().by_id.values()
            if node.level == "DP"
        ]
    }


def open_whistle(
    case: Case,
    title: str,
    matter_type: str,
    level: str,
    demand: str,
    due_at: datetime,
    origin_case: str | None = None,
) -> dict[str, Any]:
    """Enter a whistle, or write it anew; return within what time departments report."""
    whistle = Whistle.get_or_none(Whistle.case == case) or Whistle(
        case=case, community=case.community, whistle_no=case.number
    )
    whistle.title, whistle.matter_type, whistle.level = title, matter_type, level
    whistle.demand, whistle.due_at, whistle.origin_case = demand, due_at, origin_case or ""
    whistle.save()
    amount = case.settings[f"party_lead.whistle_limit_{level}"]
    return {"whistle_no": whistle.whistle_no, "report_within": f"{int(amount)}{UNITS[level]}"}


def call_departments(
    case: Case,
    departments: Iterable[str],
    report_within: str,
    approved_by: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Note that each department is called now, and until when it is to report."""
    whistle, moment = whistle_of(case), now()
    whistle.approved_by = name_of(approved_by)
    whistle.save()
    due = parse_limit(report_within).after(moment, calendar_of(case.community_id))
    for department in departments:
        WhistleResponse.create(
            community=case.community,
            case=case,
            whistle=whistle,
            whistle_no=whistle.whistle_no,
            department=unit_name(department),
            called_at=moment,
            due_at=due,
        )
    return {}


def note_response(case: Case, department: str, response: str) -> dict[str, Any]:
    """Note what a department says it will do; it is on time until its first call has run out."""
    row = _response(case, department)
    row.response, row.responded_at = response, now()
    row.on_time = row.responded_at <= row.due_at
    row.called_twice = not row.on_time
    row.save()
    return {}


def note_district(case: Case, department: str, notice_no: str) -> dict[str, Any]:
    """Note that the district was told of a department that stayed silent twice (SDO 44)."""
    row = _response(case, department)
    row.called_twice, row.district_told, row.response = True, True, notice_no
    row.save()
    return {}


def _response(case: Case, department: str) -> WhistleResponse:
    found: WhistleResponse = WhistleResponse.get(
        WhistleResponse.case == case, WhistleResponse.department == unit_name(department)
    )
    return found


def record_scores(
    case: Case, response_score: int, call_scores: Iterable[int], agenda: str, minutes: str
) -> dict[str, Any]:
    """Keep both sides' scores (双考核, JSJB 33) with the minutes of the joint handling."""
    whistle, given = whistle_of(case), list(call_scores)
    whistle.response_score = response_score * 100
    whistle.call_score = round(100 * sum(given) / len(given)) if given else None
    whistle.agenda, whistle.minutes = agenda, minutes
    whistle.save()
    return {}


def close_whistle(case: Case, refused: bool) -> dict[str, Any]:
    """Close a whistle; return its end and what is told to the case it came from (M18)."""
    whistle = whistle_of(case)
    rows = list(WhistleResponse.select().where(WhistleResponse.case == case))
    if refused:
        whistle.state = "not_approved"
    else:
        told = any(row.district_told for row in rows)
        whistle.state = "escalated_district" if told else "done"
    whistle.save()
    said = "；".join(f"{row.department}：{row.response}" for row in rows if not row.district_told)
    return {
        "whistle_state": whistle.state,
        "responses": "吹哨未获批准" if refused else said or "部门未报到，已报区",
        "on_time": bool(rows) and all(row.on_time for row in rows),
    }


def whistle_of(case: Case) -> Whistle:
    """Return the whistle that a case is about."""
    found: Whistle = Whistle.get(Whistle.case == case)
    return found
