"""Which due dates move when the calendar changes: counted before it is done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from engine.calendar import start_of
from engine.calendars import Calendars, Place
from engine.case_clock import Clock, basis_in, counted
from engine.clock import now
from engine.communities import tree
from engine.errors import Refused
from engine.models import Case, Procedure, Task
from engine.people import Viewer
from engine.scope import visible


@dataclass(frozen=True)
class Move:
    """A case, or a task of it, whose due date moves; the title only for who may see the case."""

    case: Case
    task: Task | None
    old: datetime
    new: datetime
    title: str = ""

    @property
    def becomes_overdue(self) -> bool:
        """Was there time left, and is there none by the new calendar?"""
        return self.new < now() <= self.old


def due_moves(place: Place, days: Iterable[date], after: Calendars) -> list[Move]:
    """Return what moves by these calendars when some days of a place change, earliest first.

    What was due before the first of the days cannot move; what stands still has no due date.
    """
    edge = start_of(min(days))
    own = {case.id: case for case in _cases(place, edge)}
    moves = list(_moved_cases(own.values(), after))
    shifts = {move.case.id: move.new - move.old for move in moves}
    moves += _moved_tasks(_tasks(place, edge), after, shifts)
    return sorted(moves, key=lambda move: (move.new, move.case.id, move.task is not None))


def _moved_cases(cases: Iterable[Case], after: Calendars) -> Iterator[Move]:
    for case in cases:
        new = _counted_again(case, case, after)
        if new is not None and new != case.due_at:
            yield Move(case, None, _due(case), new)


def _moved_tasks(
    tasks: Iterable[Task], after: Calendars, shifts: dict[int, timedelta]
) -> Iterator[Move]:
    """Yield the tasks that move; those due with their case move as it does."""
    for task in tasks:
        basis = basis_in(task)
        if basis is not None and basis.of_case and basis.at is not None:
            new: datetime | None = _due(task) + shifts.get(task.case_id, timedelta())
        else:
            new = _counted_again(task.case, task, after)
        if new is not None and new != task.due_at:
            yield Move(task.case, task, _due(task), new)


def _counted_again(case: Case, clock: Clock, after: Calendars) -> datetime | None:
    """Return when a clock runs out; None when it cannot be counted any more: it stays as it is."""
    basis = basis_in(clock)
    assert basis is not None
    try:
        return counted(case, basis, after.of(case.community_id)).at
    except Refused:
        return None


def _due(clock: Clock) -> datetime:
    due = clock.due_at
    assert isinstance(due, datetime)
    return due


def _cases(place: Place, edge: datetime) -> list[Case]:
    rows = (
        Case.select(Case, Procedure)
        .join(Procedure)
        .where(Case.status == "open", *_due_from(Case, edge), *_in(place))
    )
    return list(rows)


def _tasks(place: Place, edge: datetime) -> list[Task]:
    rows = (
        Task.select(Task, Case, Procedure)
        .join(Case)
        .join(Procedure)
        .where(Task.status == "open", *_due_from(Task, edge), *_in(place))
    )
    return list(rows)


def _due_from(model: Any, edge: datetime) -> tuple[Any, ...]:
    return model.due_at >= edge, model.due_basis.is_null(False)


def _in(place: Place) -> tuple[Any, ...]:
    return () if place is None else (Case.community.in_(tree().below(place)),)


def told_to(moves: list[Move], viewer: Viewer) -> list[Move]:
    """Return the moves with the titles of those cases that this person may see."""
    numbers = {move.case.id for move in moves}
    seen = Case.select(Case.id).where(Case.id.in_(numbers), visible(viewer))
    may = {case.id for case in seen}
    return [
        replace(move, title=str(move.case.title)) if move.case.id in may else move for move in moves
    ]
