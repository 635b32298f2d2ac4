"""How a reform task is inspected: when next, what was found, whether it was put right (P1.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine import LOCAL, Case, calendar_of, now, parse_limit, today

from .records import Inspection
from .tasks import task_of

ORDER = ("none", "minor", "major", "serious")
REPEAT_MONTHS = 6  # table D1.1, row 2
REGULAR = ("daily", "comprehensive")


def plan_inspection(case: Case) -> dict[str, Any]:
    """Return when the next regular inspection is due, at nine, and of which kind it is."""
    days = {kind: _next_day(case, kind) for kind in REGULAR}
    kind = min(REGULAR, key=lambda one: (days[one], one))
    return {"next_inspection": datetime.combine(days[kind], time(9), LOCAL), "kind": kind}


def _next_day(case: Case, kind: str) -> date:
    last = (
        Inspection.select(Inspection.inspected_on)
        .where(Inspection.case == case, Inspection.kind == kind)
        .order_by(Inspection.id.desc())
        .first()
    )
    start: date = last.inspected_on if last else case.started_at.astimezone(LOCAL).date()
    return start + timedelta(days=int(case.settings[f"party_lead.inspect_freq_{kind}"]))


def record_inspection(
    case: Case,
    kind: str,
    score: Decimal | int,
    findings: Iterable[Mapping[str, Any]] | None = None,
    focus: str | None = None,
) -> dict[str, Any]:
    """Enter an inspection; return its number, the worst finding, whether one was there before."""
    task, rows = task_of(case), [dict(row) for row in findings or []]
    worst = max((row["severity"] for row in rows), key=ORDER.index, default="none")
    repeat = _was_found(case, {row["item"].strip() for row in rows})
    number = f"{task.task_no}-I{Inspection.select().where(Inspection.task == task).count() + 1}"
    Inspection.create(
        community=case.community,
        case=case,
        task=task,
        task_no=task.task_no,
        insp_no=number,
        kind=kind,
        score=round(score * 100),
        findings=rows,
        worst=worst,
        repeated=repeat,
        inspected_on=today(),
    )
    return {"insp_no": number, "worst": worst, "repeat": repeat}


def _was_found(case: Case, items: set[str]) -> bool:
    """Was one of these found in this task within the months before?"""
    since = _months_before(today(), REPEAT_MONTHS)
    earlier = Inspection.select().where(
        Inspection.task == task_of(case), Inspection.inspected_on >= since
    )
    return any(row["item"].strip() in items for one in earlier for row in one.findings)


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    first = date(year, month + 1, 1)
    return min(first + timedelta(days=day.day - 1), _last_of(first))


def _last_of(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def light_lamp(
    case: Case,
    lamp: str,
    finding: str,
    limit_days: int | None = None,
    rectify_by: date | None = None,
) -> dict[str, Any]:
    """Light the lamp that table D1.1 gives; its limit or the inspector's earlier day counts."""
    one, task = inspection_of(case), task_of(case)
    latest = _end_of(case, int(limit_days)) if limit_days is not None else None
    due = min([day for day in (latest, rectify_by) if day is not None], default=None)
    one.lamp, one.finding, one.rectify_due = lamp, finding, due if finding != "pass" else None
    one.save()
    task.lamp = lamp
    task.save()
    return {"rectify_due": one.rectify_due, "inspection_lamp": lamp}


def _end_of(case: Case, days: int) -> date:
    """Return the last of so many days; one on which nobody works moves to the next working day."""
    end = parse_limit(f"{days}D").after(now(), calendar_of(case.community_id), roll=True)
    return end.astimezone(LOCAL).date()


def record_recheck(case: Case, passed: bool, note: str) -> dict[str, Any]:
    """Write down what the other inspector saw; the task's lamp goes green once all is put right."""
    one, task = inspection_of(case), task_of(case)
    one.recheck, one.recheck_note, one.rechecked_on = (
        "passed" if passed else "failed",
        note,
        today(),
    )
    one.save()
    task.lamp = "green" if passed else "red"
    task.save()
    return {"inspection_lamp": task.lamp}


def inspection_of(case: Case) -> Inspection:
    """Return the last inspection of a case's task."""
    found: Inspection = (
        Inspection.select().where(Inspection.case == case).order_by(Inspection.id.desc()).get()
    )
    return found
