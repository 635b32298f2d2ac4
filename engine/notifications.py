"""What people are told about cases besides the tasks in their inboxes, and what they have read."""

from __future__ import annotations

from collections.abc import Iterable

from engine.clock import now
from engine.database import stored_instant
from engine.errors import NotFound
from engine.inbox import PAGE, Page
from engine.models import Case, Community, Notification, Procedure, Task
from engine.people import Viewer
from engine.statements import insert
from engine.text import Text


def notify(
    people: Iterable[int],
    text: Text,
    case: Case,
    task: Task | None = None,
    *,
    kind: str,
    channel: str = "page",
) -> int:
    """Tell people (by their ids, each once) a sentence about a case; return how many."""
    moment, zh, en = stored_instant(now()), text.say("zh"), text.say("en")
    number = task.id if task else None
    rows = [
        (person, case.id, number, kind, channel, zh, en, moment) for person in sorted(set(people))
    ]
    if rows:
        columns = "person_id, case_id, task_id, kind, channel, zh, en, created_at"
        insert(f"INSERT INTO notifications ({columns})", rows)
    return len(rows)


def unread_count(viewer: Viewer) -> int:
    """Return how many notifications a person has not read yet."""
    return int(Notification.select().where(*_unread(viewer)).count())


def notifications(viewer: Viewer, page: int = 1, *, unread: bool = False) -> Page:
    """Return one page of what a person was told, the newest first; `unread` leaves out the rest."""
    number = max(1, page)
    where = _unread(viewer) if unread else (Notification.person == viewer.person,)
    query = (
        Notification.select(
            Notification, Case.id, Case.number, Case.title, Case.community, Procedure, Community
        )
        .join_from(Notification, Case)
        .join_from(Case, Procedure)
        .join_from(Case, Community)
        .where(*where)
        .order_by(Notification.created_at.desc(), Notification.id.desc())
    )
    rows = list(query.limit(PAGE + 1).offset((number - 1) * PAGE))
    return Page(rows[:PAGE], number, len(rows) > PAGE)


def mark_read(viewer: Viewer, number: int | None = None) -> Notification | None:
    """Note that a person has read one notification, or all; NotFound for another's. Return it."""
    query, found = Notification.update(read_at=now()).where(*_unread(viewer)), None
    if number is not None:
        mine = (Notification.id == number, Notification.person == viewer.person)
        found = Notification.get_or_none(*mine)
        if found is None:
            raise NotFound
        query = query.where(Notification.id == number)
    query.execute()
    return found


def _unread(viewer: Viewer) -> tuple[object, ...]:
    return (Notification.person == viewer.person, Notification.read_at.is_null())
