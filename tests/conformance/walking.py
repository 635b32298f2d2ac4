"""One case of the library's and one of ours, to which the same is done: see `differential`."""

from __future__ import annotations

import copy
import random
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.specs.defaults import EventBasedGateway
from SpiffWorkflow.bpmn.specs.event_definitions import (
    CancelEventDefinition,
    ErrorEventDefinition,
    EscalationEventDefinition,
    MessageEventDefinition,
    SignalEventDefinition,
)
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.util import BpmnEvent
from SpiffWorkflow.util.task import TaskState

from engine.bpmn import Definition, Run
from tests.bpmn.worlds import SmallWorld
from tests.conformance.spiff_models import (
    NoCounterpart,
)

DATA = {"items": [1, 2, 3], "input_data": [1, 2, 3], "x": 1, "y": 2, "n": 3}


@dataclass(frozen=True)
class Words:
    """The names that a model reads and writes, each with values to try."""

    read: Mapping[str, list[Any]]
    written: Mapping[str, list[Any]]

    def steady(self, chance: random.Random) -> Words:
        """Return the same names with one value each: then it does not matter who writes last."""
        return Words(
            *({n: [chance.choice(v)] for n, v in d.items()} for d in (self.read, self.written))
        )


LONG_AGO = "2020-01-01T00:00:00+00:00"
SECONDS = 4
HANDLED = (CancelEventDefinition, ErrorEventDefinition, EscalationEventDefinition)


@dataclass(frozen=True)
class Deed:
    """What is done to a case: at which element, the how manyth there, with which data."""

    kind: str  # step, timer, message, signal
    element: str
    place: int
    data: Mapping[str, Any]
    name: str = ""


@dataclass(frozen=True)
class Seen:
    """All that is compared."""

    steps: tuple[str, ...]
    waits: tuple[str, ...]
    ended: bool


def first(words: Words) -> dict[str, Any]:
    """Return the data that a walk begins with."""
    return {**{name: values[0] for name, values in words.read.items()}, **copy.deepcopy(DATA)}


class TooLong(BaseException):
    """The library has not come to rest in time."""


def within_time(deed: Callable[[], Any]) -> Any:
    """Do something of the library's that may never end."""

    def stop(*_: Any) -> None:
        raise TooLong

    signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        return deed()
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


class Theirs:
    """A case of the library's."""

    def __init__(self, specs: tuple[Any, Any], words: Words) -> None:
        self.words = words
        self.workflow = BpmnWorkflow(*specs)
        self.workflow.task_tree.data.update(first(words))
        self.workflow.do_engine_steps()

    def _tasks(self) -> Iterator[Any]:
        for scope in [self.workflow, *self.workflow.subprocesses.values()]:
            if not scope.completed:
                yield from scope.tasks.values()

    def _ready(self) -> list[Any]:
        found = [t for t in self._tasks() if t.state == TaskState.READY and t.task_spec.manual]
        return sorted(found, key=lambda t: (t.task_spec.bpmn_id or "", t.last_state_change))

    def _waiting(self) -> list[Any]:
        return [
            t
            for t in self._tasks()
            if t.state == TaskState.WAITING
            and isinstance(t.task_spec, CatchingEvent)
            and not isinstance(t.task_spec.event_definition, HANDLED)
        ]

    def seen(self) -> Seen:
        return Seen(
            tuple(sorted(t.task_spec.bpmn_id for t in self._ready())),
            tuple(sorted(n.bpmn_id or "" for t in self._waiting() for n in events_of(t))),
            self.workflow.is_completed(),
        )

    def data(self) -> list[tuple[str, dict[str, Any]]]:
        """Return what each step for a person sees, by element and in their order."""
        return [(t.task_spec.bpmn_id, t.data) for t in self._ready()]

    def deeds(self, chance: random.Random) -> list[Deed]:
        """Return what can be done now; a message only where one waits for it."""
        answers = {f"k{chance.randrange(6)}": chance.randrange(10)}
        known = {**self.words.read, **self.words.written}
        answers |= {name: chance.choice(values) for name, values in known.items()}
        ready = Counter[str]()
        found = []
        for task in self._ready():
            name = task.task_spec.bpmn_id
            found.append(Deed("step", name, ready[name], answers))
            ready[name] += 1
        waiting = [node for task in self._waiting() for node in events_of(task)]
        names = Counter(getattr(node.event_definition, "name", None) for node in waiting)
        for node in waiting:
            event, name = node.event_definition, node.bpmn_id
            if isinstance(event, TimerEventDefinition):
                found.append(Deed("timer", name, 0, {}))
            elif isinstance(event, SignalEventDefinition):
                found.append(Deed("signal", name, 0, {}, event.name))
            elif isinstance(event, MessageEventDefinition) and names[event.name] == 1:
                found.append(Deed("message", name, 0, {}, event.name))
        return found

    def do(self, deed: Deed) -> None:
        if deed.kind == "step":
            here = [t for t in self._ready() if t.task_spec.bpmn_id == deed.element]
            here[deed.place].data.update(deed.data)
            here[deed.place].run()
        else:
            task, event = next(
                (t, node.event_definition)
                for t in self._waiting()
                for node in events_of(t)
                if node.bpmn_id == deed.element
            )
            if deed.kind == "timer":
                value = task.internal_data["event_value"]
                cycle = isinstance(value, dict)
                due = {**value, "next": LONG_AGO} if cycle else LONG_AGO
                task.internal_data["event_value"] = due
                self.workflow.refresh_timers()
            else:
                self.workflow.catch(BpmnEvent(event, payload={"payload": 1, **first(self.words)}))
        self.workflow.do_engine_steps()


def events_of(task: Any) -> list[Any]:
    """Return the events that a waiting task of the library's waits for: of a gateway, all."""
    node = task.task_spec
    return list(node.outputs) if isinstance(node, EventBasedGateway) else [node]


class Python(SmallWorld):
    """A world whose actions are the models' own scripts."""

    def act(self, action: str, arguments: Mapping[str, Any], element: str) -> Any:
        data = {name: value for name, value in arguments.items() if value is not None}
        before = copy.deepcopy(data)
        try:
            exec(action, {"print": len}, data)
        except Exception as error:
            raise NoCounterpart("a script that needs data the translation leaves out") from error
        return {k: v for k, v in data.items() if k not in before or before[k] != v}


class Ours:
    """A case of ours."""

    def __init__(self, definition: Definition, words: Words) -> None:
        self.words = words
        self.world = Python()
        self.world.moment = datetime(2030, 1, 1, tzinfo=UTC)
        self.definition = definition
        self.run: Run | None = None
        if any(start.kind == "none" for start in definition.starts):
            self.run = Run.start(definition, self.world, first(words))

    def seen(self) -> Seen:
        if self.run is None:  # a case that only an event starts; the library's waits for it
            starts = {start.element for start in self.definition.starts}
            return Seen((), tuple(sorted(starts)), False)
        kinds = {name: one.kind for name, one in self.definition.elements.items()}
        waits = {  # an event sub-process is no task of the library's before it begins
            (id(owner), element): element
            for owner, wait in self.run._case.listeners()
            if kinds.get(element := self.run._wait(owner, wait).element) != "subProcess"
        }
        return Seen(
            tuple(sorted(step.element for step in self.run.steps)),
            tuple(sorted(waits.values())),
            self.run.ended,
        )

    def data(self) -> list[tuple[str, dict[str, Any], bool]]:
        """Return what each step sees, and whether that is data of its own and not the case's."""
        if self.run is None:
            return []
        case = self.run.workflow
        tokens = sorted((t for t in case.tokens() if t.for_person), key=lambda token: token.id)
        found = [(t.task_spec.bpmn_id, t.data, t.frame is not case.frame) for t in tokens]
        return sorted(found, key=lambda entry: entry[0])

    def do(self, deed: Deed) -> None:
        if self.run is None:
            self.run = Run.start(
                self.definition, self.world, first(self.words), element=deed.element
            )
            return
        run = Run.restore(self.definition, self.run.dump(), self.world)
        if deed.kind == "step":
            here = [step for step in run.steps if step.element == deed.element]
            run.complete(here[deed.place].id, deed.data)
        elif deed.kind == "signal":
            for number in [w.id for w in run.waits if w.message == deed.name]:
                if any(w.id == number for w in run.waits):
                    run.receive(number, {})
        else:
            wait = next(w for w in run.waits if w.element == deed.element)
            if deed.kind == "timer":
                self.world.moment = max(self.world.moment, wait.due or self.world.moment)
                self.world.moment += timedelta(milliseconds=1)
                run.fire(wait.id)
            else:
                run.receive(wait.id, {})
        self.run = run
