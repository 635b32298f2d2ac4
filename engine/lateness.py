"""How late a case is, and what follows when a late one moves on: its lamp, its supervision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from engine.bpmn import Thrown
from engine.calendars import calendar_of
from engine.case_clock import Clock, basis_in, counted
from engine.clock import now
from engine.clock_rules import Rung, rules_of
from engine.marks import percent_at
from engine.messages import post
from engine.models import Case, Procedure, Task
from engine.statements import ask

if TYPE_CHECKING:
    from engine.change import Change

LAMPS = ("", "yellow", "red")


@dataclass(frozen=True)
class Late:
    """A clock of a case that is past its end: the step's, or the case's own."""

    task: Task | None
    due_at: datetime
    percent: int


def worst(lamps: Iterable[str]) -> str:
    """Return the worst of several lamps."""
    return max(lamps, key=LAMPS.index, default="")


def lamp_at(ladder: Sequence[Rung], percent: int) -> str:
    """Return the lamp of a clock whose last mark was at this percent."""
    passed = (rung for rung in ladder if rung.percent <= percent)
    return worst(effect.to for rung in passed for effect in rung.effects if effect.kind == "lamp")


def lateness(case: Case) -> Late | None:
    """Return which clock of an open case is latest past its end, None while none is."""
    if case.status != "open":
        return None
    tasks = Task.select().where(Task.case == case, Task.status == "open").order_by(Task.id)
    found = [_late(case, clock) for clock in (*tasks, case) if clock.due_at and _is_over(clock)]
    return max(found, key=lambda late: late.percent, default=None)


def _is_over(clock: Clock) -> bool:
    return bool(clock.due_at < now())


def _late(case: Case, clock: Clock) -> Late:
    basis, calendar = basis_in(clock), calendar_of(case.community_id)
    task = clock if isinstance(clock, Task) else None
    assert basis is not None
    return Late(task, clock.due_at, percent_at(counted(case, basis, calendar), now(), calendar))


def settle_lamp(change: Change) -> None:
    """Put the lamp of a late case that has moved right, and let its supervision look again."""
    case = change.case
    rules = rules_of(case)
    if case.status == "open":
        rows = ask("SELECT lamp FROM tasks WHERE case_id=? AND status='open'", case.id)
        case.lamp = worst([lamp_at(rules.ladder, case.marked), *(lamp for (lamp,) in rows)])
    if rules.supervision and _is_supervised(case, rules.supervision.procedure):
        message = Thrown(rules.supervision.moved, None, case.number, {}, "")
        post(case, message)


def _is_supervised(case: Case, procedure: str) -> bool:
    query = Case.select(Case.id).join(Procedure)
    mine = (Case.parent == case, Case.status == "open", Procedure.key == procedure)
    return bool(query.where(*mine).exists())
