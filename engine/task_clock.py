"""Until when a task is due, and when its next mark is reached."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.basis import Basis
from engine.bpmn import Step
from engine.case_clock import basis_in, counted, set_clock
from engine.clock import now
from engine.clock_rules import rules_of
from engine.deadlines import basis_of
from engine.marks import arm
from engine.models import Case, Task

if TYPE_CHECKING:
    from engine.change import Change


def count_task(change: Change, task: Task, step: Step) -> None:
    """Give a task its deadline as its step draws it; nothing when none is drawn."""
    if step.due is None:
        return
    names = change.seen(step.data)
    basis = basis_of(step.due, started=task.created_at, names=names)
    if basis is not None:
        deadline = counted(change.case, _with_case(change.case, basis), change.calendar)
        set_clock(task, deadline)
        arm(task, deadline, rules_of(change.case, step.data).ladder, change.calendar)


def _with_case(case: Case, basis: Basis) -> Basis:
    """Let a clock that law counts stand still whenever that of its case did since it began.

    Under the same limit it is lengthened like its case, too. A step that is due with its case
    stands still while that does; its due instant holds the past already.
    """
    own = basis_in(case) if case.due_basis else None
    if own is None:
        return basis
    if basis.by_law:
        extended = own.extended if basis.limit == own.limit else ()
        pauses = (one for one in own.pauses if one.end is None or one.end > basis.start)
        return replace(basis, pauses=tuple(pauses), extended=extended)
    if basis.of_case and own.paused:
        return basis.pausing(now(), own.paused.reason)
    return basis
