"""What a run of a diagram may ask of the product around it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from typing import Any, Literal

from engine.bpmn import BpmnError, RunFailed, Thrown, Waiting
from engine.bring import Brought
from engine.calendar import WorkCalendar, local_day
from engine.clock import now
from engine.communities import tree
from engine.counting import FUNCTIONS, counting, counting_names
from engine.errors import Invalid, Refused, place_of
from engine.feel.functions import HostFunction
from engine.hiding import CaseSecrets
from engine.law import legal_limits
from engine.legal import legal_names
from engine.limits import BadLimit, parse_limit
from engine.models import Case, Person, Procedure, Task
from engine.moving import CaseClock
from engine.registry import brought_by
from engine.text import Text

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Decided:
    """A decision that was taken, with the reasons for it."""

    element: str
    decision: str
    inputs: dict[str, Any]
    value: Any
    rules: list[dict[str, Any]]
    why: Text | None = None
    """Why there is no value, if there is none."""


class CaseWorld:
    """The names, decisions, actions and messages of one case, kept for the journal."""

    def __init__(self, case: Case, plugin: str, calendar: WorkCalendar) -> None:
        self.case, self.plugin, self.calendar = case, plugin, calendar
        self.decided: list[Decided] = []
        self.acted: list[tuple[str, str, dict[str, Any]]] = []
        self.thrown: list[Thrown] = []
        self.handed: list[tuple[str, str | None]] = []  # to the calling case: kind and code
        self.clock = CaseClock()
        self.secrets = CaseSecrets(case)

    @cached_property
    def brought(self) -> Brought:
        return brought_by(frozenset(self.case.plugins))

    def names(self) -> Mapping[str, Any]:
        return self._names

    def forget(self, name: str) -> None:
        """Find a name's value anew when it is next read: what it says of the case has changed."""
        self._names.forget(name)

    @cached_property
    def _names(self) -> Lazy:
        return Lazy(
            {
                "case": self._case,
                "setting": self._settings,
                "legal": self._legal,
                "done_by": self._done_by,
                **{name: partial(self._function, name) for name in FUNCTIONS},
            }
        )

    def _case(self) -> dict[str, Any]:
        case = self.case
        return {
            "number": case.number,
            "title": case.title,
            "procedure": case.procedure.key,
            "community": tree().by_id[case.community_id].code,
            "started_at": case.started_at,
            "due_at": case.due_at,
            "starter": person_value(case.starter) if case.starter_id else None,
            "parent": case.parent.number if case.parent_id else None,
        }

    def _settings(self) -> dict[str, Any]:
        """Own plugin's settings by their bare name, every plugin's below its own name."""
        nested: dict[str, Any] = {}
        for key, value in self.case.settings.items():
            plugin, _, name = key.partition(".")
            nested.setdefault(plugin, {})[name] = value
        return {**nested, **nested.get(self.plugin, {})}

    def _legal(self) -> dict[str, Any]:
        return legal_names(legal_limits(local_day(self.case.started_at)))

    def _function(self, name: str) -> HostFunction:
        return counting_names(self.calendar)[name]

    def _done_by(self) -> dict[str, Any]:
        """Element → the person who last completed it in this case."""
        rows = (
            Task.select(Task.element, Person)
            .join(Person, on=(Task.ended_by == Person.id))
            .where(Task.case == self.case, Task.status == "done")
            .order_by(Task.ended_at)
        )
        return {row.element: person_value(row.ended_by) for row in rows}

    def now(self) -> datetime:
        return now()

    def after(self, limit: str, start: datetime, data: Mapping[str, Any]) -> datetime:
        try:
            return parse_limit(limit).after(start, self.calendar)
        except BadLimit as bad:
            raise RunFailed("", "", bad.text) from bad

    def decide(self, decision: str, inputs: Mapping[str, Any], element: str) -> Any:
        rule = self.brought.rules.get(decision)
        if rule is None:
            raise RunFailed(
                element,
                "",
                Text(
                    "决策“{name}”没有安装。", "Decision “{name}” is not installed.", name=decision
                ),
            )
        functions = counting(self.calendar)
        outcome = rule.model.decide(rule.decision, inputs, now=now(), functions=functions)
        fired = [
            {"rule": each.number, "notes": [note for note in each.annotations if note]}
            for reason in outcome.reasons
            for each in reason.rules
        ]
        last = outcome.reasons[-1] if outcome.reasons else None
        said, why = (dict(last.inputs), last.note) if last else ({}, None)
        self.decided.append(Decided(element, decision, said, outcome.value, fired, why))
        return outcome.value

    def act(
        self, action: str, arguments: Mapping[str, Any], element: str
    ) -> Mapping[str, Any] | Waiting | None:
        function = self.brought.actions.get(action)
        if function is None:
            raise RunFailed(
                element,
                "",
                Text("动作“{name}”没有安装。", "Action “{name}” is not installed.", name=action),
            )
        if getattr(function, "outside", False):
            return Waiting()
        lent = {"case": self.case, "clock": self.clock}
        wanted = {**arguments, **{key: lent[key] for key in lent if _takes(function, key)}}
        try:
            result = function(**wanted) or {}
        except (Refused, Invalid, BpmnError, RunFailed):
            raise
        except Exception as error:
            where = place_of(error)
            log.error("action %s failed at %s of %s: %s", action, element, self.case.number, where)
            raise _failed(action, element) from error
        self.acted.append((element, action, dict(result)))
        return result

    def secret(self, number: int) -> Any:
        return self.secrets.value(number)

    def throw(self, message: Thrown) -> None:
        self.thrown.append(message)

    def can_call(self, procedure: str) -> bool:
        found = Procedure.get_or_none(Procedure.key == procedure, Procedure.active)
        return found is not None and found.plugin in self.case.plugins

    def hand_on(self, kind: Literal["error", "escalation"], code: str | None) -> bool:
        if self.case.call is not None:
            self.handed.append((kind, code))
        return self.case.call is not None


def _failed(action: str, element: str) -> RunFailed:
    """A plugin's own mistake: nothing of the deed is stored, and the log tells where it lies."""
    return RunFailed(
        element,
        "",
        Text("动作“{name}”出错。", "Action “{name}” failed.", name=action),
    )


def _takes(function: Callable[..., Any], name: str) -> bool:
    code = function.__code__
    return name in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]


def person_value(person: Person) -> dict[str, Any]:
    """Return a person as case data holds it."""
    return {"id": str(person.id), "name": person.name}


class Lazy(Mapping[str, Any]):
    """Names whose values are found when an expression first reads them."""

    def __init__(self, sources: Mapping[str, Callable[[], Any]]) -> None:
        self._sources = sources
        self._found: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._found:
            self._found[name] = self._sources[name]()
        return self._found[name]

    def forget(self, name: str) -> None:
        self._found.pop(name, None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)
