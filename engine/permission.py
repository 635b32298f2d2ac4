"""Who may do a task now, and why others may not."""

from __future__ import annotations

from engine.change import Change
from engine.errors import Refused
from engine.models import Case, Person, Task
from engine.people import Viewer
from engine.registry import brought_by
from engine.statements import ask
from engine.text import Text


def may_do(task: Task, by: Viewer) -> bool:
    """May this person do a task that nobody has claimed, for itself or as a deputy?"""
    return face_for(task, by) is not None


def face_for(task: Task, by: Viewer) -> Viewer | None:
    """Return as whom a person may do an open task: itself first, else one it stands in for.

    A bar holds for both: who may not do a task may neither do it for another nor have it done.
    """
    if by.person.id in task.barred or task.scope_id is None:
        return None
    faces = [face for face in by.faces if face.person.id not in task.barred]
    if task.claimed_by_id is not None:
        return next((f for f in faces if f.whole and f.person.id == task.claimed_by_id), None)
    offered = task.offered
    if offered is None:
        rows = ask("SELECT role, community_id FROM offers WHERE task_id=?", task.id)
        offered = frozenset((role, community) for role, community in rows)
    return next((face for face in faces if not offered.isdisjoint(face.offers)), None)


def require_allowed(change: Change, task: Task, by: Viewer) -> Person | None:
    """Refuse who may not do this task now, and say why.

    Returns for whom it is done when a deputy does it, None when a person acts for itself.
    """
    behalf = require_its(change, task, by)
    require_going_on(change.case)
    return behalf


def require_its(change: Change, task: Task, by: Viewer) -> Person | None:
    """Refuse whose task this is not, or not any more; of a suspended case it may be still."""
    if task.status != "open":
        raise Refused(_already_done(task))
    if by.person.id in task.barred or (
        task.claimed_by_id in by.hands and task.claimed_by_id in task.barred
    ):
        raise Refused(
            "按回避规则，您不能办理“{task}”：经办人与核查人不能是同一人。",
            "You may not do “{task}”: handler and verifier must be two people.",
            task=task.name,
        )
    if task.claimed_by_id is not None and task.claimed_by_id not in by.hands:
        raise Refused(
            "“{task}”已由{person}认领。",
            "“{task}” has been claimed by {person}.",
            task=task.name,
            person=task.claimed_by.name,
        )
    face = face_for(task, by)
    if face is None:
        raise Refused(_not_for_you(task))
    behalf = task.done_for if face is by else face.person
    for person in (by.person, *([behalf] if behalf else [])):
        reasons = change.hooks.refuse(task=task, person=person)
        if reasons:
            raise Refused(reasons[0])
    return behalf


def require_going_on(case: Case) -> None:
    """Refuse while a case is suspended."""
    if case.suspended:
        raise Refused(
            "这件事已暂停，恢复后才能继续办理；已填写的内容不会丢失。",
            "This case is suspended; go on when it is resumed. Nothing that was typed is lost.",
        )


def _already_done(task: Task) -> Text:
    if task.status == "done" and task.ended_by_id:
        return Text(
            "“{task}”已由{person}办理，您的填写没有提交。",
            "“{task}” has already been completed by {person}; your answers were not sent.",
            task=task.name,
            person=task.ended_by.name,
        )
    return Text("“{task}”已不需要办理。", "“{task}” no longer needs to be done.", task=task.name)


def _not_for_you(task: Task) -> Text:
    known = brought_by(frozenset(task.case.plugins)).roles
    titles = [known[role].title if role in known else Text(role, role) for role in task.roles]
    return Text(
        "“{task}”由{roles}（{keys}）办理，您没有这个岗位。",
        "“{task}” is for {roles} ({keys}), a role you do not hold there.",
        task=task.name,
        roles=titles[0] if titles else "—",
        keys="、".join(task.roles),
    )
