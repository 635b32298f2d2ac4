"""Who finds which task waiting."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import Expression, Tuple

from engine.clock import now
from engine.errors import NotFound
from engine.models import Case, Community, Copy, Offer, Procedure, Task
from engine.people import Viewer
from engine.permission import may_do
from engine.scope import finds, visible
from engine.statements import some
from engine.waiting import count_claimed, count_offered, first_offered

TABS = ("todo", "claimed", "done", "started", "copied")
PAGE = 20
SOON = timedelta(hours=24)  # a task due within this is marked as soon due


@dataclass(frozen=True)
class Row:
    """One line of an inbox: a task (or, among the started, a case) with what a list shows of it."""

    case: Case
    task: Task | None

    @property
    def due_at(self) -> datetime | None:
        due: datetime | None = self.task.due_at if self.task else self.case.due_at
        return due

    @property
    def lamp(self) -> str:
        """Return the lamp of the task, or of its case with whose clock it runs; "" for none."""
        if not self._open:
            return ""
        own = self.task.lamp if self.task else self.case.lamp
        basis = self.task.due_basis if self.task else None
        return str(self.case.lamp if basis and basis.get("of_case") else own)

    @property
    def overdue(self) -> bool:
        return self._open and self.due_at is not None and self.due_at < now()

    @property
    def due_soon(self) -> bool:
        return self._open and self.due_at is not None and now() <= self.due_at < now() + SOON

    @property
    def _open(self) -> bool:
        return bool((self.task or self.case).status == "open")


@dataclass(frozen=True)
class Page:
    """A part of a list: its rows, the number of this page (from 1) and whether more follow."""

    rows: Sequence[Any]
    number: int
    more: bool


def inbox(
    viewer: Viewer, tab: str = "todo", *, search: str = "", procedure: str = "", page: int = 1
) -> Page:
    """Return one page of the tab `todo`, `claimed`, `done`, `started` or `copied`."""
    if tab in _CASE_TABS:
        return _cases(_CASE_TABS[tab](viewer), search, procedure, page)
    if tab == "todo" and not search and not procedure:
        found = _first_page(viewer, max(1, page))
    else:
        found = _page(_matching(_with_case(_TABS[tab](viewer)), search, procedure), page)
    return Page([Row(task.case, task) for task in found.rows], found.number, found.more)


def _todo(viewer: Viewer) -> Any:
    """Unclaimed tasks offered to one of the person's roles in its scope, soonest due first."""
    return (
        Task.select()
        .where(Task.id.in_(Offer.select(Offer.task).where(_offered_to(viewer))))
        .order_by(Task.due_at.asc(nulls="last"), Task.id)
    )


def _first_page(viewer: Viewer, number: int) -> Page:
    """Return a page of what is offered by reading no more than is on it and before it."""
    wanted = first_offered(viewer, (number - 1) * PAGE, PAGE + 1)
    tasks = some(Task, wanted[:PAGE])
    _read_cases(tasks.values())
    # a task may have been taken meanwhile
    return Page([tasks[one] for one in wanted[:PAGE] if one in tasks], number, len(wanted) > PAGE)


def _read_cases(tasks: Collection[Task], *, wholly: bool = False) -> None:
    """Read of the cases of tasks what a list shows; their state only where all is wanted."""
    columns = None if wholly else _CASE_COLUMNS
    cases = some(Case, [task.case_id for task in tasks], columns)
    procedures = some(Procedure, [case.procedure_id for case in cases.values()])
    places = some(Community, [case.community_id for case in cases.values()])
    for case in cases.values():
        case.procedure, case.community = procedures[case.procedure_id], places[case.community_id]
    for task in tasks:
        task.case = cases[task.case_id]


def _claimed(viewer: Viewer) -> Any:
    return Task.select().where(_claimed_by(viewer)).order_by(Task.due_at.asc(nulls="last"), Task.id)


def _done(viewer: Viewer) -> Any:
    return (
        Task.select()
        .where(Task.ended_by == viewer.person, Task.status == "done")
        .order_by(Task.ended_at.desc(), Task.id.desc())
    )


_TABS = {"todo": _todo, "claimed": _claimed, "done": _done}

_CASE_COLUMNS = (
    Case.id,
    Case.number,
    Case.title,
    Case.status,
    Case.suspended,
    Case.due_at,
    Case.due_ground,
    Case.due_basis,
    Case.lamp,
    Case.started_at,
    Case.ended_at,
    Case.community,
    Case.procedure,
    Case.starter,
    Case.terms,
)


def _with_case(query: Any) -> Any:
    """Read what a list shows in the same statement; the case's state stays where it is."""
    return (
        query.select(Task, *_CASE_COLUMNS, Procedure, Community)
        .join_from(Task, Case)
        .join_from(Case, Procedure)
        .join_from(Case, Community)
    )


def _matching(query: Any, search: str, procedure: str) -> Any:
    if procedure:
        query = query.where(Procedure.key == procedure)
    for word in search.split():
        query = query.where(_contains(word))
    return query


def _contains(word: str) -> Expression:
    return _case_contains(word) | Task.name.contains(word)


def _page(query: Any, number: int) -> Page:
    number = max(1, number)
    rows = list(query.limit(PAGE + 1).offset((number - 1) * PAGE))
    return Page(rows[:PAGE], number, len(rows) > PAGE)


def _started(viewer: Viewer) -> Any:
    mine = Case.starter == viewer.person
    return Case.select().where(mine).order_by(Case.started_at.desc(), Case.id.desc())


def _copied(viewer: Viewer) -> Any:
    """Cases that were sent to the person, those not yet read first."""
    return (
        Case.select()
        .join_from(Case, Copy)
        .where(Copy.person == viewer.person)
        .order_by(Copy.read_at.is_null(False), Copy.sent_at.desc(), Case.id.desc())
    )


_CASE_TABS = {"started": _started, "copied": _copied}


def cases_seen(
    viewer: Viewer, search: str = "", procedure: str = "", status: str = "", page: int = 1
) -> Page:
    """Return one page of the cases that a person may see, the newest first."""
    query = Case.select().where(visible(viewer)).order_by(Case.id.desc())
    if status:
        query = query.where(Case.status == status)
    return _cases(query, search, procedure, page)


def _cases(query: Any, search: str, procedure: str, page: int) -> Page:
    query = (
        query.select(*_CASE_COLUMNS, Procedure, Community)
        .join_from(Case, Procedure)
        .join_from(Case, Community)
    )
    if procedure:
        query = query.where(Procedure.key == procedure)
    for word in search.split():
        query = query.where(_case_contains(word))
    found = _page(query, page)
    return Page([Row(case, None) for case in found.rows], found.number, found.more)


def _case_contains(word: str) -> Expression:
    found: Expression = Case.title.contains(word) | Case.number.contains(word)
    return found


def counts(viewer: Viewer) -> dict[str, int]:
    """Return how many tasks wait: `todo` (up to a thousand), `claimed`, of both those `overdue`."""
    todo, todo_late = count_offered(viewer)
    claimed, claimed_late = count_claimed(viewer)
    return {"todo": todo, "claimed": claimed, "overdue": todo_late + claimed_late}


def _offered_to(viewer: Viewer) -> Expression:
    """Return the condition under which an offer is for one of the person's roles in its scope.

    Offers stand only for open tasks that nobody has claimed.
    """
    found: Expression = Tuple(Offer.role, Offer.community).in_(sorted(viewer.all_offers))
    return found


def _claimed_by(viewer: Viewer) -> Expression:
    found: Expression = Task.claimed_by.in_(viewer.hands) & (Task.status == "open")
    return found


def procedures_in(viewer: Viewer, tab: str) -> list[Procedure]:
    """Return the procedures that occur in a tab, to filter it by."""
    if tab in _CASE_TABS:
        cases = _CASE_TABS[tab](viewer).order_by().select(Case.procedure)
    else:
        tasks = _TABS[tab](viewer).order_by().select(Task.case)
        cases = Case.select(Case.procedure).where(Case.id.in_(tasks))
    return list(Procedure.select().where(Procedure.id.in_(cases)).order_by(Procedure.key))


def find_task(task_id: int, viewer: Viewer) -> Task:
    """Return a task, with all of its case, to whoever may do it or see the case."""
    task = some(Task, [task_id]).get(task_id)
    if task is None:
        raise NotFound
    _read_cases([task], wholly=True)
    if not (_is_its(task, viewer) or may_do(task, viewer) or _sees(viewer, task)):
        raise NotFound
    return task


def _is_its(task: Task, viewer: Viewer) -> bool:
    return task.claimed_by_id in viewer.hands or task.ended_by_id == viewer.person.id


def _sees(viewer: Viewer, task: Task) -> bool:
    return finds(viewer, task.case_id)
