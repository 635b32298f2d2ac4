"""Leading a case past its drawn way (特事特办): a task's holder asks, who is in charge agrees."""

from __future__ import annotations

from engine.bpmn import Plan, carry_out, plan_move, targets
from engine.change import Change, changing, changing_for, failures_told
from engine.clock import now
from engine.errors import NotFound, Refused
from engine.models import Case, RouteRequest, Task
from engine.operations.allowed import may_operate, reasoned, refuse_stranger
from engine.operations.described import Described, described, name_of, require_seen
from engine.people import Viewer
from engine.permission import require_going_on
from engine.tasks.hold import require_holder, require_plain, whole_step


def routes(task_id: int, by: Viewer) -> list[tuple[str, str]]:
    """Return (element, name) of the steps to which a task's holder may ask to be led."""
    with changing_for(task_id) as (change, task):
        require_holder(change, task, by)
        elements = change.definition.elements
        found = [one for one in targets(change.definition) if one != task.element]
        return [(one, elements[one].name) for one in found if elements[one].name]


def ask_route(task_id: int, element: str, by: Viewer, reason: str) -> RouteRequest:
    """Ask to be led from a claimed task to any other step; nothing moves until it is agreed."""
    why = reasoned(reason)
    with changing_for(task_id) as (change, task):
        behalf = require_holder(change, task, by)
        require_plain(task)
        _plan(change, task, element)
        if RouteRequest.select().where(*_undecided(change.case)).exists():
            raise Refused(
                "已有一件特事特办申请待批。", "Another such request waits for a decision."
            )
        made: RouteRequest = RouteRequest.create(
            case=change.case, task=task, element=element, reason=why, asked_by=by.person
        )
        change.record(
            "route_asked",
            by.person,
            task.element,
            behalf=behalf,
            to=name_of(change, element),
            reason=why,
        )
    return made


def route_request(case: Case) -> RouteRequest | None:
    """Return the request of a case that waits for a decision, if there is one."""
    found: RouteRequest | None = RouteRequest.select().where(*_undecided(case)).first()
    return found


def describe_route(request_id: int, by: Viewer) -> Described:
    """Return in sentences what agreeing will do; refuse as the deed would."""
    request = _found(request_id)
    with changing(request.case_id) as change:
        _require_judge(change, request, by)
        return described(change, _plan(change, request.task, request.element))


def decide_route(
    request_id: int, by: Viewer, agrees: bool, opinion: str, seen: str | None = None
) -> None:
    """Agree, and the case moves at once; or decline, with the reason. Never one's own request."""
    said = opinion.strip() if agrees else reasoned(opinion)
    with changing(_found(request_id).case_id) as change:
        request = _found(request_id)
        _require_judge(change, request, by)
        RouteRequest.update(
            decided_by=by.person, decided_at=now(), agreed=agrees, opinion=said
        ).where(RouteRequest.id == request_id).execute()
        if not agrees:
            change.record("route_declined", by.person, request.task.element, reason=said)
            return
        plan = _plan(change, request.task, request.element)
        require_seen(plan, seen)
        to = name_of(change, request.element)
        change.record("route_approved", by.person, request.task.element, to=to, reason=said)
        with failures_told(change):
            carry_out(change.run, plan)


def _found(request_id: int) -> RouteRequest:
    request: RouteRequest | None = RouteRequest.get_or_none(RouteRequest.id == request_id)
    if request is None:
        raise NotFound
    return request


def _require_judge(change: Change, request: RouteRequest, by: Viewer) -> None:
    if not may_operate(by, change.case):
        raise refuse_stranger()
    if request.asked_by_id in by.hands:
        raise Refused("不能审批自己的申请。", "Nobody decides on their own request.")
    if request.decided_at is not None:
        raise Refused("这件申请已经审批。", "This request has been decided.")
    require_going_on(change.case)


def _plan(change: Change, task: Task, element: str) -> Plan:
    if task.status != "open":
        raise Refused(
            "“{task}”已不需要办理。", "“{task}” no longer needs to be done.", task=task.name
        )
    return plan_move(change.run, whole_step(change, task), element)


def _undecided(case: Case) -> tuple[object, ...]:
    """A request is over, too, when its task is."""
    open_tasks = Task.select(Task.id).where(Task.case == case, Task.status == "open")
    return (
        RouteRequest.case == case,
        RouteRequest.decided_at.is_null(),
        RouteRequest.task.in_(open_tasks),
    )
