"""One change of one case: opened under its lock, stored whole in the same transaction."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property, partial
from typing import Any

from engine.bpmn import Definition, Run, RunFailed
from engine.calendars import calendar_of
from engine.calls import end_called, open_called, tell_caller
from engine.case_clock import take_due
from engine.clock import now
from engine.database import after_commit, stored_instant, to_json, transaction
from engine.errors import NotFound, Refused
from engine.feel import FeelLimit, FeelSyntaxError, evaluate
from engine.hiding import sensitive_names
from engine.incidents import match_incidents
from engine.jobs import add_job
from engine.journal import Chain
from engine.lateness import settle_lamp
from engine.merged import end_merged
from engine.messages import post
from engine.models import Case, Person, Task
from engine.procedures import definition_of
from engine.registry import hooks_for, tell
from engine.signals import broadcast
from engine.statements import do, locked_case, locked_case_of
from engine.steps import store_tasks
from engine.waits import store_waits
from engine.world import CaseWorld, person_value

Watcher = Callable[[Definition, list[tuple[str, str]]], None]
COMPUTED = ("decided", "acted")  # what these note may follow from anything in the case
_watchers: ContextVar[tuple[Watcher, ...]] = ContextVar("watchers", default=())


@contextmanager
def watching(watcher: Watcher) -> Iterator[None]:
    """Let `watcher(definition, elements and flows passed)` see every change made inside."""
    token = _watchers.set((*_watchers.get(), watcher))
    try:
        yield
    finally:
        _watchers.reset(token)


class Change:
    """A case under its lock, with its run, and all that this deed adds to it."""

    def __init__(self, case: Case, definition: Definition) -> None:
        self.case, self.definition = case, definition
        self.calendar = calendar_of(case.community_id)
        self.world = CaseWorld(case, definition.plugin or "", self.calendar)
        self.secrets = self.world.secrets
        self.secrets.names = sensitive_names(definition.forms, tuple(case.plugins))
        self.journal = Chain(case)
        self.ready: list[Task] = []
        self.done: set[int] = set()  # steps that a person completed in this change
        self.again: dict[str, tuple[Person, str]] = {}  # steps given to who had them before
        self.taking: Callable[[Task], Person | None] | None = None  # who goes on with new tasks
        self._run: Run | None = None
        self.open_before: set[int] = set()  # steps whose tasks were open when the case was opened

    def give_again(self, element: str, person: Person, return_to: str = "") -> None:
        """Let a step that begins again in this change be this person's, and lead back directly."""
        self.again[element] = person, return_to

    @property
    def run(self) -> Run:
        """The case's run, restored when first asked for."""
        if self._run is None:
            self._run = Run.restore(self.definition, bytes(self.case.state or b""), self.world)
            self.open_before = {step.id for step in self._run.steps}
        return self._run

    @run.setter
    def run(self, run: Run) -> None:
        self._run = run

    @cached_property
    def hooks(self) -> Any:
        return hooks_for(self.case.plugins)

    def record(
        self,
        deed: str,
        by: Person | None = None,
        element: str = "",
        *,
        behalf: Person | None = None,
        **values: Any,
    ) -> None:
        """Add a line to the case's history; `behalf` is for whom a deputy did it."""
        if behalf is not None:
            values["behalf"] = person_value(behalf)
        secret = self.secrets.touches(values) or (deed in COMPUTED and self.secrets.holds)
        self.journal.add(deed, by.id if by else None, element, values, secret=secret)

    def evaluate(self, expression: str, data: Mapping[str, Any]) -> Any:
        """Return what an expression of the diagram says about the data."""
        try:
            return evaluate(expression.removeprefix("="), self.seen(data), now=now())
        except (FeelSyntaxError, FeelLimit):
            return None

    def seen(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what an expression sees: the data, and the names that are not data."""
        return ChainMap(self.world.names(), dict(data))  # type: ignore[arg-type]

    # -- storing ----------------------------------------------------------------------------

    def store(self) -> None:
        """Write what the deed changed: tasks, waits, jobs, messages, history and the case."""
        if self._run is not None and not self.case.ended:  # one that was cancelled stays so
            self._store_run(self._run)
        if self.definition.calls:
            end_called(self)
        if self.case.lamp and (self._run is not None or self.case.ended):
            settle_lamp(self)
        self.journal.store()
        self._store_case()
        hooks, ready, case = self.hooks, list(self.ready), self.case
        for task in ready:
            after_commit(partial(tell, hooks.task_ready, task=task))
        if case.ended and self._run is not None:
            after_commit(partial(tell, hooks.case_ended, case=case))

    def beside(self, case: Case) -> Change:
        """Return a change of another case in the same transaction: one that this one called."""
        return Change(case, definition_of(case.version_id))

    def start(self, data: Mapping[str, Any], message: str | None = None, at: str = "") -> None:
        """Run a new case to where it first waits, from a message's or a named start event."""
        with failures_told(self):
            element = at or None
            self.run = Run.start(self.definition, self.world, data, message, element)

    def _store_run(self, run: Run) -> None:
        case = self.case
        for watcher in _watchers.get():
            watcher(self.definition, run.passed)
        for wish in self.world.clock.wishes:
            wish(self)
        calls = run.new_calls() if self.definition.calls else []
        case.state = run.dump(self.secrets.hide if self.secrets else None)
        if self.secrets:
            self.secrets.store()
        seen = dict.fromkeys(case.passed.split())
        case.passed = " ".join(seen | dict.fromkeys(element for element, _ in run.passed))
        self._note_decisions()
        data = run.data
        self._name(data)
        if run.ended:
            case.status, case.ended_at = "ended", now()
            case.outcome = " ".join(run.ends)[:120]
            self._note_end(run)
        store_tasks(self, [] if run.ended else run.steps)
        store_waits(case, [] if run.ended else run.waits)
        match_incidents(self, run)
        for call in [] if run.ended else run.jobs:
            add_job(
                "call",
                {"step": call.id, "element": call.element, "action": call.action},
                key=f"call:{case.id}:{call.id}",
                case=case,
            )
        for message in self.world.thrown:
            post(case, message, self.secrets)
            self.record("sent", element=message.element, message=message.name, to=message.to)
        open_called(self, calls)
        if run.signals:
            broadcast(case, run.signals)
        if case.call is not None:
            tell_caller(self, run)

    def _note_end(self, run: Run) -> None:
        """Tell how the case ended; one that was called may have handed an error on."""
        failed = [code for kind, code in self.world.handed if kind == "error"]
        values: dict[str, Any] = {"error": failed[0]} if failed else {}
        end_merged(self.case)
        self.record("ended", element=run.ends[-1] if run.ends else "", **values)

    def _note_decisions(self) -> None:
        for decided in self.world.decided:
            self.record(
                "decided",
                element=decided.element,
                decision=decided.decision,
                inputs=decided.inputs,
                value=decided.value,
                rules=decided.rules,
                why=decided.why and {"zh": decided.why.say("zh"), "en": decided.why.say("en")},
            )
        for element, action, result in self.world.acted:
            self.record("acted", element=element, action=action, result=result)

    def _name(self, data: Mapping[str, Any]) -> None:
        """Take the case's title and deadline from its data, as the diagram says."""
        if self.definition.title:
            title = self.definition.title.evaluate(self.seen(data), now=now())
            if isinstance(title, str) and title.strip():
                self.case.title = str(self.secrets.blotted(title.strip()))[:200]
        take_due(self, data)

    def _store_case(self) -> None:
        case = self.case
        case.changed_at = now()
        do(
            "UPDATE cases SET title=?, status=?, outcome=?, state=?, passed=?, waits=?,"
            " event_count=?, event_head=?, changed_at=?, ended_at=?, due_at=?, due_ground=?,"
            " due_basis=?, mark_at=?, marked=?, lamp=? WHERE id=?",
            case.title,
            case.status,
            case.outcome,
            case.state,
            case.passed,
            case.waits,
            case.event_count,
            case.event_head,
            stored_instant(case.changed_at),
            case.ended_at and stored_instant(case.ended_at),
            case.due_at and stored_instant(case.due_at),
            case.due_ground and to_json(case.due_ground),
            case.due_basis and to_json(case.due_basis),
            case.mark_at and stored_instant(case.mark_at),
            case.marked,
            case.lamp,
            case.id,
        )


@contextmanager
def changing(case_id: int) -> Iterator[Change]:
    """Open a case for one change: nobody else can change it until this one is stored or undone."""
    with transaction():
        change = _opened(locked_case(case_id))
        yield change
        change.store()


@contextmanager
def changing_for(task_id: int) -> Iterator[tuple[Change, Task]]:
    """Open the case of a task for one change; the task is read under the case's lock."""
    with transaction():
        case, task = locked_case_of(task_id)
        if task is None:
            raise NotFound
        change = _opened(case)
        task.case = change.case
        yield change, task
        change.store()


def _opened(case: Case | None) -> Change:
    if case is None:
        raise NotFound
    return Change(case, definition_of(case.version_id))


def require_open(case: Case) -> None:
    if case.status != "open":
        raise Refused("这件事已经办结，不能再改动。", "This case has ended and cannot be changed.")


class failures_told:  # noqa: N801 - reads as a phrase where it is used
    """Turn a run that cannot go on into a refusal that names the element; nothing is stored."""

    def __init__(self, change: Change) -> None:
        self.change = change

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, RunFailed):
            raise Refused(
                "流程“{procedure}”在“{element}”处不能继续，没有保存任何改动：{why}",
                "Procedure “{procedure}” cannot go on at “{element}”; nothing was stored: {why}",
                procedure=self.change.definition.name,
                element=error.name or error.element,
                why=error.text,
            ) from error
