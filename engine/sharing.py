"""Who of a role's holders is given a task, so that work is shared out fairly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.deputies import is_away
from engine.models import Person, Task
from engine.people import holders_of
from engine.statements import ask

if TYPE_CHECKING:
    from engine.change import Change


def fair_holder(change: Change, task: Task, places: list[tuple[str, int]]) -> Person | None:
    """Return who gets a task: of those who may do it and are there, the one with least in hand.

    `places` are (role, community) that it would be offered to. Among equals it is whoever was
    given a task longest ago. None when nobody is there: then it is offered as usual.
    """
    holders = {
        person.id: person
        for role, community in places
        for person in holders_of(role, community)
        if person.id not in task.barred and not is_away(person)
    }
    fit = [one for one in holders.values() if not change.hooks.refuse(task=task, person=one)]
    loads = {person: (count, last) for person, count, last in _loads(list(holders))}
    return min(fit, key=lambda one: (*loads.get(one.id, (0, "")), one.id), default=None)


def _loads(people: list[int]) -> list[tuple[int, int, str]]:
    """Return (person, open tasks in hand, when it was last given one) of those who have any."""
    if not people:
        return []
    marks = ",".join("?" * len(people))
    rows = ask(
        f"SELECT claimed_by_id, COUNT(*), MAX(created_at) FROM tasks"  # noqa: S608 - marks only
        f" WHERE status='open' AND claimed_by_id IN ({marks}) GROUP BY claimed_by_id",
        *people,
    )
    return [(person, count, str(last)) for person, count, last in rows]
