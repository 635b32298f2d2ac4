"""How the steps that a diagram waits at become tasks in inboxes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from engine.bpmn import Step
from engine.clock import now
from engine.database import stored_instant
from engine.drafts import forget_drafts
from engine.incidents import close_incidents
from engine.members import add_member
from engine.models import Case, Community, Offer, Person, Task
from engine.people import scope_for
from engine.sharing import fair_holder
from engine.statements import ask, do, do_among, insert, insert_models
from engine.task_clock import count_task
from engine.world import person_value

WAITING = ("open", "queued")  # queued: a signer whose turn has not come

if TYPE_CHECKING:
    from engine.change import Change


def store_tasks(change: Change, steps: list[Step]) -> None:
    """Make the open tasks match the steps the diagram waits at."""
    gone = change.open_before - {step.id for step in steps}
    if gone:
        _close_tasks(change, gone)
    new = [step for step in steps if step.id not in change.open_before]
    if new:
        _add_tasks(change, new)


_UNOFFER = (
    "DELETE FROM offers WHERE task_id IN (SELECT id FROM tasks"
    " WHERE case_id=? AND step IN (?) AND status IN ('open','queued'))"
)
_CANCEL = (
    "UPDATE tasks SET status='cancelled', ended_at=?"
    " WHERE case_id=? AND step IN (?) AND status IN ('open','queued')"
)


def _close_tasks(change: Change, steps: set[int]) -> None:
    """Take the tasks of steps that are over out of the inboxes; the completed one is out."""
    over = sorted(steps - change.done)
    if over:
        do_among(_UNOFFER, over, change.case.id)
        do_among(_CANCEL, over, stored_instant(now()), change.case.id)
        forget_drafts(change, set(over))


def _add_tasks(change: Change, steps: list[Step]) -> None:
    tasks = [_task(change, step) for step in steps]
    holders = {task.claimed_by_id for task in tasks if task.claimed_by_id}
    free = [task for task in tasks if task.claimed_by_id is None]
    for task in free:
        task.offered = frozenset(offers(change, task))
        task.claimed_by = change.taking(task) if change.taking else None
    ids: dict[int, int] = dict(insert_models(tasks, "RETURNING step, id").rows)
    for task in tasks:
        task.id = ids[task.step]
    change.ready += tasks
    add_offers(task for task in free if task.claimed_by_id is None)
    for person in holders:
        add_member(change.case.id, person, "assignee")


def _task(change: Change, step: Step) -> Task:
    data = step.data
    assignee = _person(change, step.assignee, data)
    scope, missing = _scope(change, step, data)
    task = Task(
        case=change.case,
        step=step.id,
        element=step.element,
        name=step.name or step.element,
        roles=list(step.roles),
        scope=scope,
        no_local_holder=missing and assignee is None,
        form=step.form or "",
        access=dict(step.access),
        barred=_barred(change, step, data),
        item=change.secrets.blotted(step.item),
        optional=step.optional,
        status="open",
        claimed_by=assignee,
        assigned=assignee is not None,
        draft=None,
        priority=0,
        created_at=now(),
        due_at=None,
        due_ground=None,
        due_basis=None,
        mark_at=None,
        marked=0,
        lamp="",
        ended_at=None,
        ended_by=None,
    )
    task.__data__.pop("id", None)
    if not step.joint:  # who signs jointly is asked anew
        _give_again(change, task)
    if step.share == "fair" and task.claimed_by_id is None:
        _share_out(change, task)
    if step.due:
        count_task(change, task, step)
    return task


def _share_out(change: Change, task: Task) -> None:
    """Give a task to whoever of its role has the least in hand, as the diagram wants."""
    person = fair_holder(change, task, list(offers(change, task)))
    if person is not None:
        task.claimed_by = person
        change.record("shared_out", element=task.element, to=person_value(person))


def _give_again(change: Change, task: Task) -> None:
    """Put a step that was sent or taken back into the hands of who did it before."""
    person, task.return_to = change.again.get(task.element, (None, ""))
    if person is not None and person.active and person.id not in task.barred:
        task.claimed_by = person


def _scope(change: Change, step: Step, data: Mapping[str, Any]) -> tuple[int, bool]:
    """Return what the task is for, the drawn scope or the case's community, and whether nobody
    there holds one of its roles."""
    drawn = change.evaluate(step.scope, data) if step.scope else None
    scope = change.case.community_id
    if isinstance(drawn, str):
        found = Community.get_or_none(Community.code == drawn)
        scope = found.id if found else scope
    roles = _offerable(change, step.roles)
    return scope, bool(step.roles) and all(scope_for(role, scope)[1] for role in roles)


def offers(change: Change, task: Task) -> Iterator[tuple[str, int]]:
    """Yield to whom a task is offered, (role, community id): roles held in its scope; where none
    is, above it."""
    places = {role: scope_for(role, task.scope_id) for role in _offerable(change, task.roles)}
    local = {role: place for role, place in places.items() if not place[1]}
    for role, (community, _) in (local or places).items():
        yield role, community


def add_offers(tasks: Iterable[Task]) -> None:
    """Put open tasks into the inboxes of those they are offered to, as `task.offered` says."""
    rows = [
        (task.id, role, community, stored_instant(task.due_at) if task.due_at else None)
        for task in tasks
        for role, community in sorted(task.offered or ())
    ]
    if rows:
        insert("INSERT INTO offers (task_id, role, community_id, due_at)", rows)


def _offerable(change: Change, roles: Iterable[str]) -> list[str]:
    """Return the roles whose holders share tasks; a resident's own are given by name only."""
    known = change.world.brought.roles
    return [role for role in roles if role not in known or not known[role].is_own]


def _person(change: Change, expression: str | None, data: Mapping[str, Any]) -> int | None:
    """Return the id of the person that an expression names, if there is such a person."""
    if not expression:
        return None
    ids = person_ids(change.evaluate(expression, data))
    found = Person.get_or_none(Person.id == ids[0], Person.active) if ids else None
    return found.id if found else None


def _barred(change: Change, step: Step, data: Mapping[str, Any]) -> list[int]:
    """Return who may not do a step: those the diagram names, with them, or aside.

    Handler and verifier stay two people also when one of them was stood in for, or had the other
    fill the step in.
    """
    aside = list(change.case.recused)
    named = person_ids(change.evaluate(step.not_assignee, data)) if step.not_assignee else []
    if not named:
        return aside
    pairs = ask(_DONE_TOGETHER, change.case.id, change.case.id)
    near = [one for pair in pairs if not set(pair).isdisjoint(named) for one in pair if one]
    return list(dict.fromkeys([*named, *near, *aside]))


# who did a step with whom: a deputy for somebody, an owner with what a delegate filled in
_DONE_TOGETHER = (
    "SELECT ended_by_id, done_for_id FROM tasks WHERE case_id=? AND done_for_id IS NOT NULL"
    " UNION ALL SELECT t.ended_by_id, e.person_id FROM events e JOIN tasks t"
    " ON t.case_id=e.case_id AND t.element=e.element AND t.status='done'"
    " WHERE e.case_id=? AND e.deed='handed_back'"
)


def person_ids(value: Any) -> list[int]:
    """Return the ids of people in a FEEL value: a person, an id, or a list of them."""
    found = []
    for each in value if isinstance(value, list) else [value]:
        number = each.get("id") if isinstance(each, Mapping) else each
        if number is not None and str(number).isdigit():
            found.append(int(str(number)))
    return found


def close_tasks(case: Case) -> None:
    """Take what a case leaves behind out of inboxes and waiting lists."""
    waiting = (Task.case == case, Task.status.in_(WAITING))
    Offer.delete().where(Offer.task.in_(Task.select(Task.id).where(*waiting))).execute()
    Task.update(status="cancelled", ended_at=now()).where(*waiting).execute()
    do("DELETE FROM waits WHERE case_id=?", case.id)
    close_incidents(case)
    do("DELETE FROM jobs WHERE case_id=? AND status<>'running'", case.id)
    case.waits = 0
