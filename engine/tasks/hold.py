"""Who holds a task and may hand it on, and who may take it over."""

from __future__ import annotations

from engine.change import Change
from engine.errors import Refused
from engine.models import Person, Task
from engine.people import Viewer, viewer_of
from engine.permission import require_allowed
from engine.steps import offers

OUT_OF_COMMON = {
    "delegated": ("“{task}”正在委派中。", "“{task}” is delegated just now."),
    "signed": ("“{task}”还有加签人没有签署。", "Further signers of “{task}” have not signed yet."),
    "followed": (
        "“{task}”已请人在您之后加签，请先办理加签或减签。",
        "“{task}” has signers to follow; take them off first.",
    ),
    "held": (
        "“{task}”已提交，等待加签人签署。",
        "“{task}” is submitted and waits for its signers.",
    ),
    "sign": ("加签任务只能本人签署。", "Who was added as a signer can only sign."),
}


def require_holder(change: Change, task: Task, by: Viewer) -> Person | None:
    """Refuse whoever does not hold the task now; return for whom a deputy does."""
    behalf = require_allowed(change, task, by)
    if task.claimed_by_id is None:
        raise Refused("请先认领“{task}”。", "Claim “{task}” first.", task=task.name)
    return behalf


def require_plain(task: Task, *but: str) -> None:
    """Refuse while a task is delegated or being signed, except in the ways named."""
    if task.mode and task.mode not in but:
        raise Refused(*OUT_OF_COMMON[task.mode], task=task.name)


def require_unbarred(change: Change, task: Task, person: Person) -> None:
    """Refuse somebody whom a rule of the procedure or of a plugin keeps away from this task."""
    if not person.active:
        raise Refused("{name}已停用。", "{name} is no longer active.", name=person.name)
    if person.id in task.barred:
        raise Refused(
            "按回避规则，{name}不能办理“{task}”。",
            "A rule of the procedure bars {name} from “{task}”.",
            name=person.name,
            task=task.name,
        )
    reasons = change.hooks.refuse(task=task, person=person)
    if reasons:
        raise Refused(reasons[0])


def require_fit(change: Change, task: Task, person: Person) -> None:
    """Refuse somebody who may not do this task by a role of its own."""
    require_unbarred(change, task, person)
    wanted = set(offers(change, task))
    if wanted and wanted.isdisjoint(viewer_of(person).offers):
        raise Refused(
            "{name}没有办理“{task}”所需的岗位。",
            "{name} holds no role that “{task}” is for.",
            name=person.name,
            task=task.name,
        )


def give(task: Task, person: Person) -> None:
    """Put a task into somebody's hands."""
    Task.update(claimed_by=person, done_for=None, mode=task.mode).where(
        Task.id == task.id
    ).execute()
    task.claimed_by, task.done_for = person, None


def whole_step(change: Change, task: Task) -> int:
    """Return the token that is moved: of one signature among several the whole joint step."""
    workflow = change.run.workflow
    token = workflow.token(task.step)
    while token is not None and token.body is not None:
        token = workflow.token(token.body)
    return task.step if token is None else token.id
