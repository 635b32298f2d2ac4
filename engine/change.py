"""One change of one case: opened under its lock, stored whole in the same transaction."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cached_property, partial
from typing import Any

from engine.bpmn import Definition, Run, Step
from engine.calendar import local_day
from engine.clock import now
from engine.database import after_commit, stored_instant, transaction
from engine.deadlines import due_of
from engine.errors import NotFound, Refused
from engine.feel import FeelLimit, FeelSyntaxError, evaluate
from engine.jobs import add_job
from engine.journal import Chain
from engine.law import legal_limits, standard_calendar
from engine.messages import post
from engine.models import Case, Community, Offer, Person, Task
from engine.people import scope_for
from engine.procedures import definition_of
from engine.registry import hooks_for, tell
from engine.statements import do, insert, insert_models, locked_case, locked_case_of, task_with
from engine.waits import store_waits
from engine.world import CaseWorld

Watcher = Callable[[Definition, list[tuple[str, str]]], None]
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
        self.calendar = standard_calendar()
        self.world = CaseWorld(case, definition.plugin or "", self.calendar)
        self.journal = Chain(case)
        self.ready: list[Task] = []
        self.done: set[int] = set()  # steps that a person completed in this change
        self._run: Run | None = None
        self._open_before: set[int] = set()  # steps whose tasks were open when the case was opened

    @property
    def run(self) -> Run:
        """The case's run, restored when first asked for."""
        if self._run is None:
            self._run = Run.restore(self.definition, bytes(self.case.state or b""), self.world)
            self._open_before = {step.id for step in self._run.steps}
        return self._run

    @run.setter
    def run(self, run: Run) -> None:
        self._run = run

    @cached_property
    def hooks(self) -> Any:
        return hooks_for(self.case.plugins)

    def record(self, deed: str, by: Person | None = None, element: str = "", **values: Any) -> None:
        """Add a line to the case's history."""
        self.journal.add(deed, by.id if by else None, element, values)

    def evaluate(self, expression: str, data: Mapping[str, Any]) -> Any:
        """Return what an expression of the diagram says about the data."""
        try:
            return evaluate(expression.removeprefix("="), self._seen(data), now=now())
        except (FeelSyntaxError, FeelLimit):
            return None

    def _seen(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what an expression sees: the data, and the names that are not data."""
        return ChainMap(self.world.names(), dict(data))  # type: ignore[arg-type]

    # -- storing ----------------------------------------------------------------------------

    def store(self) -> None:
        """Write what the deed changed: tasks, waits, jobs, messages, history and the case."""
        if self._run is not None:
            self._store_run(self._run)
        self.journal.store()
        self._store_case()
        hooks, ready, case = self.hooks, list(self.ready), self.case
        for task in ready:
            after_commit(partial(tell, hooks.task_ready, task=task))
        if case.ended and self._run is not None:
            after_commit(partial(tell, hooks.case_ended, case=case))

    def _store_run(self, run: Run) -> None:
        case = self.case
        for watcher in _watchers.get():
            watcher(self.definition, run.passed)
        case.state = run.dump()
        seen = dict.fromkeys(case.passed.split())
        case.passed = " ".join(seen | dict.fromkeys(element for element, _ in run.passed))
        self._note_decisions()
        data = run.data
        self._name(data)
        if run.ended:
            case.status, case.ended_at = "ended", now()
            case.outcome = " ".join(run.ends)[:120]
            self.record("ended", element=run.ends[-1] if run.ends else "")
        self._store_tasks([] if run.ended else run.steps)
        store_waits(case, [] if run.ended else run.waits)
        for call in [] if run.ended else run.jobs:
            add_job(
                "call",
                {"step": call.id, "element": call.element, "action": call.action},
                key=f"call:{case.id}:{call.id}",
                case=case,
            )
        for message in self.world.thrown:
            post(case, message)
            self.record("sent", element=message.element, message=message.name, to=message.to)

    def _note_decisions(self) -> None:
        for decided in self.world.decided:
            self.record(
                "decided",
                element=decided.element,
                decision=decided.decision,
                inputs=decided.inputs,
                value=decided.value,
                rules=decided.rules,
            )
        for element, action, result in self.world.acted:
            self.record("acted", element=element, action=action, result=result)

    def _name(self, data: Mapping[str, Any]) -> None:
        """Take the case's title and due instant from its data, as the diagram says."""
        if self.definition.title:
            title = self.definition.title.evaluate(self._seen(data), now=now())
            if isinstance(title, str) and title.strip():
                self.case.title = title.strip()[:200]
        due = data.get("due_at")
        if isinstance(due, datetime) and due.tzinfo is not None:
            self.case.due_at = due

    def _store_case(self) -> None:
        case = self.case
        case.changed_at = now()
        do(
            "UPDATE cases SET title=?, status=?, outcome=?, state=?, passed=?, waits=?,"
            " event_count=?, event_head=?, changed_at=?, ended_at=?, due_at=? WHERE id=?",
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
            case.id,
        )

    # -- tasks ------------------------------------------------------------------------------

    def _store_tasks(self, steps: list[Step]) -> None:
        """Make the open tasks match the steps the diagram waits at."""
        gone = self._open_before - {step.id for step in steps}
        if gone:
            self._close_tasks(gone)
        new = [step for step in steps if step.id not in self._open_before]
        if new:
            self._add_tasks(new)

    def _close_tasks(self, steps: set[int]) -> None:
        """Take the tasks of steps that are over out of the inboxes; the completed one is out."""
        over = steps - self.done
        if over:
            mine = (Task.case == self.case, Task.step.in_(over), Task.status == "open")
            Offer.delete().where(Offer.task.in_(Task.select(Task.id).where(*mine))).execute()
            Task.update(status="cancelled", ended_at=now()).where(*mine).execute()

    def _add_tasks(self, steps: list[Step]) -> None:
        tasks = [self._task(step) for step in steps]
        made = insert_models(tasks, returning="step, id")
        ids = dict(made or ())
        offers: list[tuple[Any, ...]] = []
        for task in tasks:
            task.id = ids[task.step]
            self.ready.append(task)
            if task.claimed_by_id is None:
                offers += self.offers(task)
        if offers:
            insert("INSERT INTO offers (task_id, role, community_id, due_at)", offers)
        holders = {task.claimed_by_id for task in tasks if task.claimed_by_id}
        for person in holders:
            add_member(self.case.id, person, "assignee")

    def _task(self, step: Step) -> Task:
        data = step.data
        assignee = self._person(step.assignee, data)
        scope, missing = self._scope(step, data)
        moment = now()
        deadline = (
            due_of(
                step.due,
                started=moment,
                names=self._seen(data),
                calendar=self.calendar,
                legal=legal_limits(local_day(self.case.started_at)),
            )
            if step.due
            else None
        )
        task = Task(
            case=self.case,
            step=step.id,
            element=step.element,
            name=step.name or step.element,
            roles=list(step.roles),
            scope=scope,
            no_local_holder=missing and assignee is None,
            form=step.form or "",
            access=dict(step.access),
            barred=self._barred(step, data),
            item=step.item,
            status="open",
            claimed_by=assignee,
            assigned=assignee is not None,
            draft=None,
            priority=0,
            created_at=moment,
            due_at=deadline.at if deadline else None,
            due_ground={"zh": deadline.ground.say("zh"), "en": deadline.ground.say("en")}
            if deadline
            else None,
            ended_at=None,
            ended_by=None,
        )
        task.__data__.pop("id", None)
        return task

    def _scope(self, step: Step, data: Mapping[str, Any]) -> tuple[int, bool]:
        """Return what the task is for, the drawn scope or the case's community, and whether nobody
        there holds one of its roles."""
        drawn = self.evaluate(step.scope, data) if step.scope else None
        scope = self.case.community_id
        if isinstance(drawn, str):
            found = Community.get_or_none(Community.code == drawn)
            scope = found.id if found else scope
        roles = self._offerable(step.roles)
        return scope, bool(step.roles) and all(scope_for(role, scope)[1] for role in roles)

    def offers(self, task: Task) -> Iterator[tuple[int, str, int, Any]]:
        """Yield to whom a task is offered: roles held in its scope; where none is, above it."""
        places = {role: scope_for(role, task.scope_id) for role in self._offerable(task.roles)}
        local = {role: place for role, place in places.items() if not place[1]}
        due = stored_instant(task.due_at) if task.due_at else None
        for role, (community, _) in (local or places).items():
            yield task.id, role, community, due

    def _offerable(self, roles: Iterable[str]) -> list[str]:
        """Return the roles whose holders share tasks; a resident's own are given by name only."""
        known = self.world.brought.roles
        return [role for role in roles if role not in known or not known[role].is_own]

    def _person(self, expression: str | None, data: Mapping[str, Any]) -> int | None:
        """Return the id of the person that an expression names, if there is such a person."""
        if not expression:
            return None
        ids = person_ids(self.evaluate(expression, data))
        found = Person.get_or_none(Person.id == ids[0], Person.active) if ids else None
        return found.id if found else None

    def _barred(self, step: Step, data: Mapping[str, Any]) -> list[int]:
        return person_ids(self.evaluate(step.not_assignee, data)) if step.not_assignee else []


def person_ids(value: Any) -> list[int]:
    """Return the ids of people in a FEEL value: a person, an id, or a list of them."""
    found = []
    for each in value if isinstance(value, list) else [value]:
        number = each.get("id") if isinstance(each, Mapping) else each
        if number is not None and str(number).isdigit():
            found.append(int(str(number)))
    return found


def add_member(case_id: int, person_id: int, why: str) -> None:
    """Let somebody who takes part in a case see it from now on."""
    insert(
        "INSERT INTO case_members (case_id, person_id, why)",
        [(case_id, person_id, why)],
        "ON CONFLICT DO NOTHING",
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
        change = _opened(locked_case_of(task_id))
        task = task_with(task_id)
        if task is None:
            raise NotFound
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
