"""Putting a case at another step, or back at one that was done before."""

from __future__ import annotations

from engine.bpmn import Plan, carry_out, plan_move, plan_restart, standing
from engine.change import Change, failures_told
from engine.errors import Refused
from engine.operations.allowed import looking, operating, reasoned
from engine.operations.described import Described, described, name_of, require_seen
from engine.people import Viewer
from engine.permission import require_going_on


def describe_move(case_id: int, token: int, element: str, by: Viewer) -> Described:
    """Return what moving a token to an element will do; refuse as the move itself would."""
    with looking(case_id, by) as change:
        return described(change, plan_move(change.run, token, element))


def move_token(
    case_id: int, token: int, element: str, by: Viewer, reason: str, seen: str | None = None
) -> None:
    """Take a token from where it stands to another element, with the parallel branches that could
    not go on otherwise."""
    why = reasoned(reason)
    with operating(case_id, by) as change:
        require_going_on(change.case)
        plan = plan_move(change.run, token, element)
        left = [one.element for one in standing(change.run) if one.id in plan.takes]
        names = [name_of(change, one) for one in left]
        change.record("moved", by.person, element, reason=why, left=names)
        _carry_out(change, plan, seen)


def describe_restart(case_id: int, element: str, by: Viewer) -> Described:
    """Return what beginning again at a step will do; refuse as the deed itself would."""
    with looking(case_id, by) as change:
        return described(change, _restart_plan(change, element))


def restart_at(
    case_id: int, element: str, by: Viewer, reason: str, seen: str | None = None
) -> None:
    """Begin again at a step that was done before; what came of it since is taken away."""
    why = reasoned(reason)
    with operating(case_id, by) as change:
        require_going_on(change.case)
        plan = _restart_plan(change, element)
        change.record("restarted", by.person, element, reason=why)
        _carry_out(change, plan, seen)


def _restart_plan(change: Change, element: str) -> Plan:
    if element not in change.case.passed.split():
        raise Refused(
            "“{what}”还没有办过，不能从那里重新开始。",
            "“{what}” has not been done yet; nothing can begin again there.",
            what=name_of(change, element),
        )
    return plan_restart(change.run, element)


def _carry_out(change: Change, plan: Plan, seen: str | None) -> None:
    require_seen(plan, seen)
    with failures_told(change):
        carry_out(change.run, plan)
