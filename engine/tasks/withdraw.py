"""Taking back what one has just done (撤回), while nobody has gone on with it.

While the next steps are untouched it may be taken back at any time. Once somebody has claimed one,
only within a short time and only while nothing was typed. What has left the case (a message, a
called procedure, an outside action) is never taken back: then it is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from peewee import fn

from engine.bpmn import Plan, carry_out, is_repeated, plan_restart
from engine.change import Change, changing, failures_told
from engine.clock import now
from engine.errors import NotFound, Refused
from engine.models import Event, Task
from engine.operations.described import Described, described, require_seen
from engine.people import Viewer
from engine.permission import require_going_on
from engine.text import Text

SETTING = "core.undo_minutes"
LEFT = {
    "sent": Text("已向其他事项发出消息", "a message has left for another case"),
    "called": Text("已调用其他流程", "another procedure has been called"),
    "heard": Text("已收到信号", "a signal has been heard"),
    "received": Text("已收到消息", "a message has arrived"),
    "timer": Text("已到时限", "a time has run out"),
}
QUIET = frozenset(
    {"decided", "acted", "claimed", "released", "copied", "urged", "mark", "case_mark"}
    | {"grant_given", "grant_declined", "grant_ended"}
)


def may_have_left(deeds: Iterable[str]) -> bool:
    """Does any of these deeds, done after one's own, keep it from being taken back?"""
    return any(deed in LEFT or deed not in QUIET for deed in deeds)


def describe_withdraw(task_id: int, by: Viewer) -> Described:
    """Return in sentences what taking a finished task back will do; refuse as the deed would."""
    with _own(task_id, by) as (change, task):
        plan = _plan(change, task)
        told = described(change, plan)
        again = Text(
            "“{task}”回到您手里，已填写的内容还在。",
            "“{task}” comes back to you with what you had filled in.",
            task=task.name,
        )
        return Described((*told.sentences, *_stays(change, task), again), told.seen)


def withdraw_task(task_id: int, by: Viewer, reason: str = "", seen: str | None = None) -> None:
    """Take a finished task back into one's own hands; the steps it led to are closed."""
    with _own(task_id, by) as (change, task):
        require_going_on(change.case)
        plan = _plan(change, task)
        require_seen(plan, seen)
        change.record(
            "withdrawn",
            by.person,
            task.element,
            behalf=task.done_for,
            reason=reason.strip(),
        )
        change.give_again(task.element, by.person)
        with failures_told(change):
            carry_out(change.run, plan)


@contextmanager
def _own(task_id: int, by: Viewer) -> Iterator[tuple[Change, Task]]:
    """Open the case of a task that this person finished, under its lock."""
    task = Task.get_or_none(Task.id == task_id)
    if task is None or task.ended_by_id != by.person.id:
        raise NotFound
    with changing(task.case_id) as change:
        task = Task.get_by_id(task_id)
        task.case = change.case
        if task.status != "done" or task.mode == "sign":
            raise Refused("“{task}”不能撤回。", "“{task}” cannot be taken back.", task=task.name)
        yield change, task


def _plan(change: Change, task: Task) -> Plan:
    if is_repeated(change.definition, task.element):
        raise Refused("会签的意见提交后不能撤回。", "What was signed jointly cannot be taken back.")
    _require_last(change, task)
    for following in _following(change, task):
        _require_untouched(change, task, following)
    return plan_restart(change.run, task.element)


def _require_last(change: Change, task: Task) -> None:
    """Refuse when somebody has gone on since, or something has left the case."""
    for event in _since(change, task):
        if event.deed in LEFT:
            raise Refused(
                "不能撤回：{why}。", "It cannot be taken back: {why}.", why=LEFT[event.deed]
            )
        if event.deed not in QUIET:
            raise Refused(
                "不能撤回：后面已有人办理。",
                "It cannot be taken back: others have gone on with it.",
            )


def _since(change: Change, task: Task) -> list[Event]:
    """Return what happened in the case after the task was completed."""
    mine = (Event.case == change.case, Event.deed == "completed", Event.element == task.element)
    last = Event.select(fn.MAX(Event.sequence)).where(*mine, Event.person == task.ended_by)
    query = Event.select().where(Event.case == change.case, Event.sequence > last)
    return list(query.order_by(Event.sequence))


def _following(change: Change, task: Task) -> list[Task]:
    later = (Task.case == change.case, Task.status == "open", Task.created_at >= task.ended_at)
    return list(Task.select().where(*later))


def _require_untouched(change: Change, task: Task, following: Task) -> None:
    if following.claimed_by_id is None or following.assigned:
        touched = bool(following.draft)
    else:
        touched = bool(following.draft) or not _within_window(change, task)
    if touched:
        raise Refused(
            "不能撤回：“{task}”已由{person}开始办理。",
            "It cannot be taken back: {person} has begun “{task}”.",
            task=following.name,
            person=following.claimed_by.name if following.claimed_by_id else "—",
        )


def _within_window(change: Change, task: Task) -> bool:
    minutes = int(change.case.settings.get(SETTING, 10))
    return bool(now() - task.ended_at <= timedelta(minutes=minutes))


def _stays(change: Change, task: Task) -> list[Text]:
    """Say what was done by the system since and is not undone: it is done again afterwards."""
    names = change.definition.elements
    acted = [event.element for event in _since(change, task) if event.deed == "acted"]
    return [
        Text(
            "系统已办的“{what}”不会撤销，重新提交时会再办一次。",
            "“{what}” stays done, and is done again when you submit again.",
            what=names[element].name or element,
        )
        for element in acted
        if element in names
    ]
