"""What becomes of a reform task: entered, reported on, postponed, closed (P1.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from engine import Case, Refused, Text, notify, today

from .people import name_of, person_of, unit_name
from .records import Metric, Milestone, ReformTask, TaskList

MOST_POSTPONED = 2
FIRST_LIST = "古城街道深化社会治理体制改革工作任务清单"  # [S]
LISTED = ("open", "continuing")


def record_task(
    case: Case,
    list_title: str,
    list_version: int,
    system: str,
    title: str,
    content: str,
    lead_unit: str,
    owner: Mapping[str, Any],
    leader: Mapping[str, Any],
    milestones: Iterable[Mapping[str, Any]],
    finish_by: date,
    coop_units: Iterable[str] | None = None,
    metric_code: str | None = None,
    task_no: str | None = None,
    postponed: int | None = None,
) -> dict[str, Any]:
    """Enter a task in its list's version, or write it anew when it was changed or goes on."""
    among = _list(case, list_title, list_version)
    task = _entered(case, among, task_no) or ReformTask(
        community=case.community, task_list=among, task_no=_next_number(among, system)
    )
    task.case, task.data_class = case, ReformTask.DATA_CLASS
    task.system, task.title, task.content = system, title, content
    task.lead_unit = unit_name(lead_unit)
    task.coop_units = [unit_name(one) for one in coop_units or []]
    task.owner, task.owner_name = person_of(owner), name_of(owner)
    task.leader_name, task.metric_code = name_of(leader), metric_code or ""
    task.finish_by, task.state, task.postponed = finish_by, "open", postponed or 0
    task.save()
    return {
        "task_no": task.task_no,
        "plan": _planned(task, milestones),
        "begun_on": today(),
        "postponed": task.postponed,
    }


def latest_list() -> dict[str, Any]:
    """Return the title and version of the list that was adopted last, for the next task."""
    last = TaskList.select().order_by(TaskList.id.desc()).first()
    found = (last.title, last.list_version) if last else (FIRST_LIST, 1)
    return dict(zip(("list_title", "list_version"), found, strict=True))


def _list(case: Case, title: str, version: int) -> TaskList:
    found: TaskList | None = TaskList.get_or_none(
        TaskList.title == title, TaskList.list_version == version
    )
    return found or TaskList.create(
        community=case.community, title=title, list_version=version, adopted_on=today()
    )


def _entered(case: Case, among: TaskList, task_no: str | None) -> ReformTask | None:
    same = (ReformTask.task_list == among) & (ReformTask.task_no == (task_no or ""))
    found: ReformTask | None = ReformTask.get_or_none((ReformTask.case == case) | same)
    return found


def _next_number(among: TaskList, system: str) -> str:
    """Return a number that no other task of this version of the list has."""
    start = f"{among.list_version}-{system}-"
    taken = ReformTask.select().where(
        ReformTask.task_list == among, ReformTask.task_no.startswith(start)
    )
    return f"{start}{taken.count() + 1:02d}"


def _planned(task: ReformTask, milestones: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    Milestone.delete().where(Milestone.task == task, Milestone.reached_on.is_null()).execute()
    plan = []
    for number, row in enumerate(milestones, 1):
        Milestone.create(
            community=task.community_id,
            case=task.case_id,
            task=task,
            task_no=task.task_no,
            number=number,
            due_on=row["date"],
            deliverable=row["deliverable"],
            weight=row["weight"],
        )
        plan.append({"number": number, **row})
    return plan


def record_progress(
    case: Case, number: int, percent: int, result: str, obstacle: str | None = None
) -> dict[str, Any]:
    """Write down how far a milestone is; the task's own progress is the weighted sum."""
    task = task_of(case)
    reached = Milestone.get(
        Milestone.case == case, Milestone.number == number, Milestone.reached_on.is_null()
    )
    reached.percent, reached.result, reached.obstacle = percent, result, obstacle or ""
    reached.reported_on = today()
    reached.reached_on = today() if percent == 100 else None
    reached.save()
    rows = list(Milestone.select().where(Milestone.case == case))
    task.percent = sum(row.weight * row.percent for row in rows) // 100
    task.save()
    return {"last_percent": percent}


def remind_report(case: Case, deliverable: str, owner: Mapping[str, Any]) -> dict[str, Any]:
    """Remind the responsible person that progress is reported on this day of the month."""
    person = person_of(owner)
    text = Text(
        "今天是报送日，请报送“{title}”的进度：{deliverable}",
        "Progress of “{title}” is to be reported today: {deliverable}",
        title=case.title,
        deliverable=deliverable,
    )
    notify([person.id] if person else [], text, case, kind="reminder")
    return {}


def record_metric(
    case: Case, metric_code: str, value: Any, period: str | None = None, org: str | None = None
) -> dict[str, Any]:
    """Attach a figure that another procedure sent (M19)."""
    Metric.create(
        community=case.community,
        case=case,
        task=task_of(case),
        code=metric_code,
        value=str(value),
        period=period or "",
        org=org or "",
    )
    return {}


def close_task(case: Case) -> dict[str, Any]:
    """Close a completed task; return what each responsible person's appraisal is told."""
    task = task_of(case)
    _end(task, "completed")
    score = milestone_rate([task])
    told = {
        "item": "改革任务完成",
        "score": score,
        "evidence": f"{task.task_no} {task.title}，节点按期率{score}%",
    }
    owner = [task.owner_id] if task.owner_id else []
    return {"responsible": [{"person_id": str(one), **told} for one in owner]}


def milestone_rate(tasks: Iterable[ReformTask]) -> int:
    """Return the weighted share of milestones reached by their day, of those due or reached."""
    due = (Milestone.due_on <= today()) | Milestone.reached_on.is_null(False)
    rows = list(Milestone.select().where(Milestone.task.in_([task.id for task in tasks]), due))
    kept = [row for row in rows if row.reached_on and row.reached_on <= row.due_on]
    whole = sum(row.weight for row in rows)
    return round(100 * sum(row.weight for row in kept) / whole) if whole else 100


def postpone_task(
    case: Case, new_finish_by: date, reason: str, postponed: int | None = None
) -> dict[str, Any]:
    """Give a task more time with the leader's approval, twice at most."""
    if (postponed or 0) >= MOST_POSTPONED:
        raise Refused(
            "这项任务已延期{count}次，不能再延期。",
            "This task was given more time {count} times; there is no more.",
            count=postponed,
        )
    task = task_of(case)
    task.finish_by, task.postponed, task.reason = new_finish_by, (postponed or 0) + 1, reason
    task.state = "continuing"
    task.save()
    return {"postponed": task.postponed}


def cancel_task(case: Case, reason: str) -> dict[str, Any]:
    """Take a task off the list, with the reason."""
    task = task_of(case)
    task.reason = reason
    _end(task, "cancelled")
    return {}


def _end(task: ReformTask, state: str) -> None:
    task.state, task.ended_on = state, today()
    task.save()


def list_open_tasks(case: Case) -> dict[str, Any]:
    """Return the tasks under way here, by the number of their case, to choose one."""
    rows = (
        ReformTask.select(ReformTask, Case)
        .join(Case)
        .where(ReformTask.state == "open", Case.status == "open")
        .order_by(ReformTask.task_no)
    )
    return {
        "open_tasks": [
            {"value": row.case.number, "label": f"{row.task_no} {row.title}"} for row in rows
        ]
    }


def name_task(task_case: str) -> dict[str, Any]:
    """Return the title of the task of a case; refuse one that is over."""
    found = (
        ReformTask.select()
        .join(Case)
        .where(Case.number == task_case, Case.status == "open")
        .first()
    )
    if found is None:
        raise Refused(
            "这项任务已经结束，不能再督查。", "This task is over: it cannot be inspected."
        )
    return {"task_title": found.title}


def task_of(case: Case) -> ReformTask:
    """Return the task that a case is about."""
    task: ReformTask = ReformTask.get(ReformTask.case == case)
    return task
