"""Who may stop the clock of a case or lengthen its time, and what would come of it."""

from __future__ import annotations

from datetime import datetime

from engine.basis import Extension
from engine.calendars import calendar_of
from engine.case_clock import basis_in, counted
from engine.clock import now
from engine.clock_rules import leads_of, rules_of
from engine.communities import tree
from engine.errors import Refused
from engine.extensions import Cap, extension_cap, require_allowed_extension
from engine.models import Case, Task
from engine.people import Viewer


def may_keep_clock(case: Case, by: Viewer) -> bool:
    """May this person stop the clock: who is at an open task, or leads those for whom it is?"""
    tasks = list(Task.select().where(Task.case == case, Task.status == "open"))
    if any(task.claimed_by_id in by.hands for task in tasks):
        return True
    roles = [role for task in tasks for role in task.roles]
    return any(_holds_over(case, by, role.key) for role in leads_of(roles, case.plugins))


def _holds_over(case: Case, by: Viewer, role: str) -> bool:
    """Does this person hold a role in the case's community or above it?"""
    above = {node.id for node in tree().above(case.community_id)}
    return bool(by.roles.get(role, frozenset()) & above)


def require_keeper(case: Case, by: Viewer) -> None:
    if not may_keep_clock(case, by):
        raise Refused(
            "只有正在办理的人或其负责人可以暂停、恢复计时。",
            "Only who works on it, or leads those who do, may stop the clock or let it go on.",
        )


def may_approve(case: Case, by: Viewer) -> bool:
    """May this person approve more time: it holds an approving role, and has no task on it?"""
    own = (Task.case == case, Task.status == "open", Task.claimed_by.in_(by.hands))
    holds = any(_holds_over(case, by, role) for role in rules_of(case).approvers)
    return holds and not Task.select(Task.id).where(*own).exists()


def require_approver(case: Case, by: Viewer) -> None:
    if not may_approve(case, by):
        raise Refused(
            "延长期限须由有批准权的负责人批准，经办人不能批准自己办理的事项。",
            "More time is approved by the head in charge, never by who works on the case.",
        )


def cap_of(case: Case) -> Cap | None:
    """Return by how much the time of a case may be lengthened, None when it may not (any more)."""
    basis = basis_in(case)
    if basis is None or len(basis.extended) >= basis.extensions:
        return None
    return extension_cap(case, basis)


def due_if_extended(case: Case, amount: str) -> datetime:
    """Return until when a case would be due; raises Refused for more than is allowed."""
    basis = basis_in(case)
    if basis is None:
        raise Refused("本件没有期限。", "This case has no deadline.")
    cap = extension_cap(case, basis)
    wanted = Extension(amount, cap.code if cap else None, "", "")
    require_allowed_extension(case, basis, wanted)
    return counted(case, basis.extending(wanted), calendar_of(case.community_id)).at


def due_if_resumed(case: Case) -> datetime | None:
    """Return until when a case whose clock stands still would be due if it went on now."""
    basis = basis_in(case)
    if basis is None or basis.paused is None:
        return None
    return counted(case, basis.resuming(now()), calendar_of(case.community_id)).at
