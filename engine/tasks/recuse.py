"""Standing aside from a case because of a conflict of interest (回避), so that others do it."""

from __future__ import annotations

from engine.change import Change, changing_for
from engine.errors import Refused
from engine.models import Case, Offer, Person, Task
from engine.notifications import notify
from engine.operations.allowed import reasoned
from engine.people import Viewer, holders_of, scope_for
from engine.permission import require_allowed
from engine.registry import brought_by
from engine.steps import add_offers, offers
from engine.tasks.hold import require_plain
from engine.text import Text


def recuse(task_id: int, by: Viewer, reason: str) -> Task:
    """Stand aside from a case: its task goes to others of the role, else to who leads them.

    From now on nothing in this case is this person's to do, whoever hands it on. What it did stays.
    Raises Refused where nobody else could take the task.
    """
    why = reasoned(reason)
    with changing_for(task_id) as (change, task):
        require_allowed(change, task, by)
        require_plain(task)
        places = _others(change, task, by.person)
        if not places:
            raise Refused(
                "没有别人可以接办“{task}”，请先报告负责人。",
                "Nobody else could take “{task}”; report to who is in charge first.",
                task=task.name,
            )
        _stand_aside(change, by.person)
        _offer(task, places)
        change.record("recused", by.person, task.element, reason=why)
        _tell(change, task, places, by.person)
    return task


def _others(change: Change, task: Task, person: Person) -> list[tuple[str, int]]:
    """Return to whom it can go: its roles where somebody else holds them, else their leads."""
    own = [place for place in offers(change, task) if _somebody(place, task, person)]
    return own or [place for place in _leads(change, task) if _somebody(place, task, person)]


def _leads(change: Change, task: Task) -> list[tuple[str, int]]:
    known = brought_by(frozenset(change.case.plugins)).roles
    leads = dict.fromkeys(known[role].lead for role in task.roles if role in known)
    scope = task.scope_id or change.case.community_id
    return [(lead, scope_for(lead, scope)[0]) for lead in leads if lead]


def _somebody(place: tuple[str, int], task: Task, person: Person) -> bool:
    barred = {*task.barred, person.id}
    return any(one.id not in barred for one in holders_of(*place))


def _stand_aside(change: Change, person: Person) -> None:
    case = change.case
    case.recused = [*dict.fromkeys([*case.recused, person.id])]
    Case.update(recused=case.recused).where(Case.id == case.id).execute()
    for task in Task.select().where(Task.case == case.id, Task.status.in_(("open", "queued"))):
        Task.update(barred=[*dict.fromkeys([*task.barred, person.id])]).where(
            Task.id == task.id
        ).execute()


def _offer(task: Task, places: list[tuple[str, int]]) -> None:
    Offer.delete().where(Offer.task == task.id).execute()
    Task.update(claimed_by=None, done_for=None, assigned=False).where(Task.id == task.id).execute()
    task.claimed_by = task.done_for = None
    task.offered = frozenset(places)
    add_offers([task])


def _tell(change: Change, task: Task, places: list[tuple[str, int]], person: Person) -> None:
    people = {one.id for place in places for one in holders_of(*place)} - {person.id}
    said = Text(
        "{who}回避“{task}”，请接办。",
        "{who} stands aside from “{task}”; please take it.",
        who=person.name,
        task=task.name,
    )
    notify(sorted(people), said, change.case, task, kind="deed")
