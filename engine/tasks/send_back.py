"""Sending a case back to a step that was done before (退回), by a person who holds a task of it.

Which step is chosen when it is sent back. The person who did it gets it again. Afterwards the case
either goes the whole way anew, or returns directly to the step that sent it back. What stood on
parallel ways is taken away with it, as its description says beforehand.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.bpmn import Plan, carry_out, is_repeated, plan_move, targets
from engine.change import Change, changing_for, failures_told
from engine.errors import Refused
from engine.models import Person, Task
from engine.operations.allowed import reasoned
from engine.operations.described import Described, described, name_of, require_seen
from engine.people import Viewer
from engine.permission import require_going_on
from engine.tasks.hold import require_holder, require_plain, whole_step
from engine.text import Text


@dataclass(frozen=True)
class Earlier:
    """A step done before, to which a task can be sent back now."""

    element: str
    name: str
    person: Person
    direct: bool  # nothing but this task goes back with it: a direct return is sound


def earlier_steps(task_id: int, by: Viewer) -> list[Earlier]:
    """Return the steps to which a task can be sent back, the latest first."""
    with changing_for(task_id) as (change, task):
        require_holder(change, task, by)
        found = []
        for element, person in _done(change, task).items():
            plan = _plan_or_none(change, task, element)
            if plan is not None:
                name = name_of(change, element)
                found.append(Earlier(element, name, person, _may_return(change, task, plan)))
        return found


def describe_send_back(
    task_id: int, element: str, by: Viewer, *, direct: bool = False
) -> Described:
    """Return in sentences what sending back to a step will do; refuse as the deed would."""
    with changing_for(task_id) as (change, task):
        require_holder(change, task, by)
        plan = _plan(change, task, element, direct)
        told = described(change, plan)
        return Described((*told.sentences, _afterwards(change, task, element, direct)), told.seen)


def _afterwards(change: Change, task: Task, element: str, direct: bool) -> Text:
    person = _done(change, task)[element]
    if direct:
        return Text(
            "由{person}重新办理“{step}”，办完直接回到“{task}”。",
            "{person} does “{step}” again; then the case returns directly to “{task}”.",
            person=person.name,
            step=name_of(change, element),
            task=task.name,
        )
    return Text(
        "由{person}重新办理“{step}”，之后各步骤重新走一遍。",
        "{person} does “{step}” again, and every step after it is gone through anew.",
        person=person.name,
        step=name_of(change, element),
    )


def send_back(
    task_id: int,
    element: str,
    by: Viewer,
    reason: str,
    *,
    direct: bool = False,
    seen: str | None = None,
) -> None:
    """Send a case back from a claimed task to a step done before; `direct` returns here after it.

    `seen` is what its description gave; the deed is refused when the case has changed since.
    """
    why = reasoned(reason)
    with changing_for(task_id) as (change, task):
        behalf = require_holder(change, task, by)
        require_going_on(change.case)
        require_plain(task)
        plan = _plan(change, task, element, direct)
        require_seen(plan, seen)
        change.record(
            "sent_back",
            by.person,
            task.element,
            behalf=behalf,
            to=name_of(change, element),
            direct=direct,
            reason=why,
        )
        change.give_again(element, _done(change, task)[element], task.element if direct else "")
        with failures_told(change):
            carry_out(change.run, plan)


def _done(change: Change, task: Task) -> dict[str, Person]:
    """Return element → who did it last, of the steps people finished, the latest first."""
    rows = (
        Task.select(Task, Person)
        .join(Person, on=Task.ended_by)
        .where(Task.case == change.case, Task.status == "done", Task.mode != "sign")
        .order_by(Task.ended_at.desc(), Task.id.desc())
    )
    found: dict[str, Person] = {}
    for row in rows:
        if row.element != task.element:
            found.setdefault(row.element, row.ended_by)
    return found


def _plan(change: Change, task: Task, element: str, direct: bool) -> Plan:
    if element not in _done(change, task):
        raise Refused(
            "“{step}”还没有办过，不能退回到那里。",
            "“{step}” has not been done; nothing can be sent back there.",
            step=name_of(change, element),
        )
    if element not in targets(change.definition):
        raise Refused(
            "不能退回到“{step}”。",
            "It cannot be sent back to “{step}”.",
            step=name_of(change, element),
        )
    plan = plan_move(change.run, whole_step(change, task), element)
    if direct and not _may_return(change, task, plan):
        raise Refused(
            "退回会涉及会签、子流程或同时进行的步骤，不能直接返回，只能重走流程。",
            "A joint signature, a sub-process or a step beside it goes back with it, so it cannot"
            " return directly; the whole way must be gone again.",
        )
    return plan


def _plan_or_none(change: Change, task: Task, element: str) -> Plan | None:
    try:
        return _plan(change, task, element, direct=False)
    except Refused:
        return None


def _may_return(change: Change, task: Task, plan: Plan) -> bool:
    """Is a direct return sound? Only from one single step to another of the same scope."""
    alone = plan.takes == (task.step,) and len(plan.way) == 1
    return alone and not is_repeated(change.definition, plan.target)
