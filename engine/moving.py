"""What follows when the clock of a case stops, goes on or is lengthened: its tasks, timers, data.

Law stops a case's own clock, and with it the clocks of its open tasks that law counts too (drawn
with a limit of the register) or that are due with the case. What the house allows a step
(`within="3WD"`) goes on: an order among colleagues is not stopped by law. Timers of the diagram
that are counted from the deadline (`= due_at`) stand still with it and are set anew; others ring.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from engine.basis import Basis, Extension
from engine.case_clock import Clock, basis_in, counted, set_clock
from engine.clock import now
from engine.clock_rules import rules_of
from engine.clocks import Deadline
from engine.deadlines import follows_case, reads_deadline
from engine.errors import Refused
from engine.extensions import require_allowed_extension
from engine.marks import arm
from engine.models import Case, Offer, Person, Task
from engine.task_clock import count_task

if TYPE_CHECKING:
    from engine.change import Change


class CaseClock:
    """What an action of a diagram may do to the clock of its case; done when its step is stored."""

    def __init__(self) -> None:
        self.wishes: list[Callable[[Change], None]] = []

    def start(self, deadline: Deadline) -> None:
        """Let the case be due then, on that ground."""
        self.wishes.append(partial(start, deadline=deadline))

    def pause(self, reason: str, note: str = "") -> None:
        """Let the clock stand still from now on; nothing where none is running."""
        self.wishes.append(partial(_pause_if_running, reason=reason, note=note))

    def resume(self) -> None:
        """Let the clock go on from now on; nothing where it does."""
        self.wishes.append(_resume_if_still)

    def extend(self, extension: Extension) -> None:
        """Lengthen the time as far as its diagram allows; the step is refused beyond."""
        self.wishes.append(partial(extend, extension=extension))


def start(change: Change, deadline: Deadline) -> None:
    """Let a case be due then, on that ground."""
    set_clock(change.case, deadline)
    arm(change.case, deadline, rules_of(change.case, change.run.data).ladder, change.calendar)


def take_earlier(change: Change, basis: Basis, due: datetime | None) -> bool:
    """Let a case be due by what another was due by, where that is earlier; tell whether it is."""
    own = change.case.due_at
    if due is None or change.case.ended or (own is not None and own <= due):
        return False
    take_own(change, replace(basis, taken=True))
    return True


def take_own(change: Change, basis: Basis | None) -> None:
    """Let a case be due by what a basis says, with its tasks and timers; None: by nothing."""
    if basis is None:
        case = change.case
        case.due_at = case.due_ground = case.due_basis = case.mark_at = None
        return
    start(change, counted(change.case, basis, change.calendar))
    _follow(change)


def _pause_if_running(change: Change, reason: str, note: str) -> None:
    if running_clocks(change):
        pause(change, reason, note)


def _resume_if_still(change: Change) -> None:
    if stands_still(change):
        resume(change)


# -- the three deeds -------------------------------------------------------------------------


def pause(change: Change, reason: str, note: str = "", by: Person | None = None) -> None:
    """Stop the clock of a case and of what follows it, for a reason by code."""
    known = rules_of(change.case).reason(reason)
    if known is None:
        raise Refused("没有暂停理由“{code}”。", "There is no reason “{code}”.", code=reason)
    for clock in running_clocks(change):
        _set(change, clock, lambda basis: basis.pausing(now(), reason))
    change.run.retime(reads_deadline, running=False)
    why = {"zh": known.title.zh, "en": known.title.en}
    change.record("clock_paused", by, why=why, note=note)


def resume(change: Change, note: str = "", by: Person | None = None) -> None:
    """Let the clocks of a case go on that stand still."""
    for clock in _clocks(change):
        basis = basis_in(clock)
        if basis is not None and basis.paused:
            _set(change, clock, lambda basis: basis.resuming(now()))
    _follow(change)
    change.record("clock_resumed", by, note=note)


def extend(change: Change, extension: Extension, by: Person | None = None) -> None:
    """Lengthen the time of a case, and of its open tasks that are under the same limit."""
    own = basis_in(change.case)
    if own is None:
        raise Refused("本件没有期限。", "This case has no deadline.")
    require_allowed_extension(change.case, own, extension)
    _set(change, change.case, lambda basis: basis.extending(extension))
    for task in open_tasks(change):
        basis = basis_in(task)
        if basis is not None and own.limit is not None and basis.limit == own.limit:
            _set(change, task, lambda basis: basis.extending(extension))
    _follow(change)
    change.record("clock_extended", by, **extension.as_json())


def count_again(change: Change) -> None:
    """Count the running clocks of a case anew: the calendar is another than it was.

    A clock that cannot be counted any more stays as it is.
    """
    for clock in _clocks(change):
        basis = basis_in(clock)
        if basis is not None and basis.paused is None:
            with suppress(Refused):
                _set(change, clock, lambda basis: basis)
    _follow(change)


# -- which clocks ----------------------------------------------------------------------------


def running_clocks(change: Change) -> list[Clock]:
    """Return the case and those of its open tasks whose clocks law can stop: they run still."""
    return [clock for clock in _clocks(change) if _can_stop(clock)]


def _can_stop(clock: Clock) -> bool:
    basis = basis_in(clock)
    if basis is None or clock.due_at is None or clock.due_at < now():
        return False
    return isinstance(clock, Case) or basis.by_law or basis.of_case


def stands_still(change: Change) -> bool:
    """Tell whether the clock of a case, or that of an open task of it, stands still."""
    bases = (basis_in(clock) for clock in _clocks(change))
    return any(basis is not None and basis.paused for basis in bases)


def _clocks(change: Change) -> list[Clock]:
    return [change.case, *open_tasks(change)]


def open_tasks(change: Change) -> list[Task]:
    """Return the tasks that are open and stay so in this change."""
    here = {step.id for step in change.run.steps}
    rows = Task.select().where(Task.case == change.case, Task.status == "open").order_by(Task.id)
    return [task for task in rows if task.step in here]


# -- what is stored --------------------------------------------------------------------------


def _set(change: Change, clock: Clock, moved: Callable[[Basis], Basis]) -> None:
    basis = basis_in(clock)
    assert basis is not None
    deadline = counted(change.case, moved(basis), change.calendar)
    set_clock(clock, deadline)
    arm(clock, deadline, rules_of(change.case, change.run.data).ladder, change.calendar)
    if isinstance(clock, Task):
        _store(clock)


def _follow(change: Change) -> None:
    """Bring what is counted from the case's deadline up to it: data, timers, tasks."""
    due = change.case.due_at
    if due is None:
        return
    if "due_at" in change.run.data:
        change.run.write({"due_at": due})
    change.world.forget("case")
    change.run.retime(reads_deadline, running=True)
    steps = {step.id: step for step in change.run.steps}
    for task in open_tasks(change):
        step = steps[task.step]
        if step.due and follows_case(step.due.within):
            count_task(change, task, step)
            _store(task)


def _store(task: Task) -> None:
    task.save(only=[Task.due_at, Task.due_ground, Task.due_basis, Task.mark_at, Task.marked])
    Offer.update(due_at=task.due_at).where(Offer.task == task.id).execute()
