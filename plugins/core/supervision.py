"""What supervising a late case needs to know of it, and how those concerned are told (P0.2)."""

from __future__ import annotations

from typing import Any

from engine import (
    Case,
    Person,
    Refused,
    Task,
    Text,
    at_task,
    data_of,
    holding,
    lateness,
    leading,
    notify,
)

INSPECTION = "grp_inspection"


def supervise_case(case: Case, late_no: str) -> dict[str, Any]:
    """Take the case with this number under supervision: a leader's instruction names it."""
    found = Case.get_or_none(Case.number == late_no.strip())
    if found is None or found.id == case.id:
        raise Refused("没有编号为“{number}”的件。", "There is no case “{number}”.", number=late_no)
    if found.status != "open":
        raise Refused("这件事已经办结，不需要督办。", "This case has ended already.")
    case.parent = found
    case.save(only=[Case.parent])
    return {"late_no": found.number}


def look_at_late_case(case: Case) -> dict[str, Any]:
    """Say how late the supervised case is, who is at it, and who leads them."""
    late_case: Case = case.parent
    late = lateness(late_case)
    tasks = list(Task.select().where(Task.case == late_case, Task.status == "open"))
    first = late.task if late and late.task else next(iter(tasks), None)
    heads = leading(first, late_case) if first else []
    heads = heads or holding(INSPECTION, late_case.community_id)
    people = [*(at_task(first) if first else []), *heads]
    return {
        "late_title": late_case.title,
        "late_step": first.name if first else "",
        "late_due_at": late.due_at if late else late_case.due_at,
        "late_level": data_of(late_case).get("level"),
        "elapsed_pct": late.percent if late else 0,
        "still_late": late is not None,
        "responsible": _person(people),
        "unit_head": _person(heads),
    }


def _person(ids: list[int]) -> dict[str, Any] | None:
    found = Person.get_or_none(Person.id == ids[0]) if ids else None
    return {"id": str(found.id), "name": found.name} if found else None


def tell_supervised(case: Case, late_no: str, instruction: str | None = None) -> dict[str, Any]:
    """Tell those at the supervised case that it is under supervision, and what a leader said."""
    late_case: Case = case.parent
    tasks = Task.select().where(Task.case == late_case, Task.status == "open")
    people = [person for task in tasks for person in at_task(task)]
    zh, en = "“{title}”（{number}）已列入督办。", "“{title}” ({number}) is under supervision."
    if instruction:
        zh += "领导要求：{instruction}"
        en += " A leader asks: {instruction}"
    text = Text(zh, en, title=late_case.title, number=late_no, instruction=instruction or "")
    notify(people, text, late_case, kind="supervised")
    return {}
