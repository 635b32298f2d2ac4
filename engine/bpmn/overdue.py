"""Whether time was up for a step before its person came: what is due by the clock has happened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from engine.bpmn.tokens import Subscription, Token
from engine.bpmn.workflow import Scope
from engine.clock import LOCAL
from engine.errors import Refused


def require_in_time(token: Token) -> None:
    """Refuse a step that an interrupting timer has ended by now, rung or not."""
    case = token.workflow.top_workflow
    due = min(_ending(token), default=None)
    if due is not None and due <= case.world.now():
        raise Refused(
            "办理时间已于 {due} 届满，这一步不能再办理，您的填写没有提交。",
            "Time for this step was up on {due}; your answers were not sent.",
            due=due.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M"),
        )


def _ending(token: Token) -> Iterator[datetime]:
    """Yield when the interrupting timers around a token are due: at its border, at those of the
    sub-processes it lies in, and of the event sub-processes beside it."""
    place: Token | None = token
    while place is not None:
        scope = place.workflow
        yield from _due(scope, place.waits)
        if place.body is not None:
            yield from _due(scope, scope.tasks[place.body].waits)
        yield from _due(scope, scope.waits)
        place = scope.host


def _due(scope: Scope, waits: list[Subscription]) -> Iterator[datetime]:
    for wait in waits:
        node: Any = scope.spec.task_specs[wait.node]
        if wait.due is not None and node.interrupting:
            yield wait.due
