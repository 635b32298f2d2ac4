"""Reminding whoever a case waits for (催办), not more often than is bearable."""

from __future__ import annotations

from datetime import timedelta

from engine.addressees import at_task
from engine.change import Change, changing_for
from engine.clock import now
from engine.errors import NotFound, Refused
from engine.models import Event, Person, Task
from engine.notifications import notify
from engine.people import Viewer
from engine.permission import require_going_on
from engine.scope import finds
from engine.text import Text

SPAN = timedelta(hours=24)
SETTING = "core.urges_per_day"


def urge_task(task_id: int, by: Viewer, note: str = "") -> int:
    """Remind who is at an open task; for whoever may see its case. Returns how many were told.

    Raises Refused when the task's step has been urged as often as the setting allows in 24 hours.
    """
    with changing_for(task_id) as (change, task):
        if not finds(by, task.case_id):
            raise NotFound
        require_going_on(change.case)
        if task.status != "open":
            raise Refused(
                "“{task}”已不需要办理。", "“{task}” no longer needs to be done.", task=task.name
            )
        _require_patience(change, task)
        people = [person for person in at_task(task) if person != by.person.id]
        _require_somebody(people, task)
        notify(people, _said(task, by.person, note), change.case, task, kind="urge")
        change.record("urged", by.person, task.element, reason=note.strip())
    return len(set(people))


def _require_patience(change: Change, task: Task) -> None:
    most = int(change.case.settings.get(SETTING, 3))
    since = now() - SPAN
    urged = Event.select().where(
        Event.case == change.case,
        Event.deed == "urged",
        Event.element == task.element,
        Event.at > since,
    )
    if urged.count() >= most:
        raise Refused(
            "“{task}”24小时内已催办{most}次，请稍后再催。",
            "“{task}” has been urged {most} times within 24 hours; please wait.",
            task=task.name,
            most=most,
        )


def _require_somebody(people: list[int], task: Task) -> None:
    if not people:
        raise Refused(
            "“{task}”目前没有别人可以催办。",
            "There is nobody else to urge at “{task}”.",
            task=task.name,
        )


def _said(task: Task, by: Person, note: str) -> Text:
    return Text(
        "{who}催办“{task}”。{note}",
        "{who} urges “{task}”. {note}",
        who=by.name,
        task=task.name,
        note=note.strip(),
    )
