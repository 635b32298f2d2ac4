"""A small world around a run: a clock that tests set, decisions and actions from dictionaries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from engine.bpmn import Thrown, Waiting

MORNING = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)


class SmallWorld:
    """Answers for a run as the engine would, with everything in memory."""

    def __init__(self, **actions: Callable[..., Any]) -> None:
        self.moment = MORNING
        self.actions = actions
        self.decisions: dict[str, Callable[[Mapping[str, Any]], Any]] = {}
        self.sent: list[Thrown] = []
        self.off: set[str] = set()
        self.called = False
        self.handed: list[tuple[str, str | None]] = []
        self.seen: dict[str, Any] = {"case": {"community": "CM-07"}}

    def names(self) -> Mapping[str, Any]:
        return self.seen

    def now(self) -> datetime:
        return self.moment

    def pass_time(self, **span: float) -> None:
        self.moment += timedelta(**span)

    def decide(self, decision: str, inputs: Mapping[str, Any], element: str) -> Any:
        return self.decisions[decision](inputs)

    def act(
        self, action: str, arguments: Mapping[str, Any], element: str
    ) -> Mapping[str, Any] | Waiting | None:
        done: Mapping[str, Any] | Waiting | None = self.actions[action](**arguments)
        return done

    def throw(self, message: Thrown) -> None:
        self.sent.append(message)

    def can_call(self, procedure: str) -> bool:
        return procedure not in self.off

    def hand_on(self, kind: str, code: str | None) -> bool:
        if self.called:
            self.handed.append((kind, code))
        return self.called

    def after(self, limit: str, start: datetime, data: Mapping[str, Any]) -> datetime:
        return start + timedelta(days=int(limit[:-2]) + 2)
