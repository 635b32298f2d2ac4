"""Random walks on SpiffWorkflow as it is against our engine: where do the two differ, and why?

    python -m tests.conformance.differential [--models DIR] [--walks 10] [--steps 25] [-v]

The library leads; each of its deeds (a person's step, a timer, an event) is done to a case of
ours too, which is stored and restored after every deed. Compared are the steps for people, the
events waited for and whether the case has ended. Not part of the suite: the models lie outside.
"""

from __future__ import annotations

import argparse
import copy
import logging
import random
import signal
import sys
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
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
from SpiffWorkflow.camunda.parser import CamundaParser
from SpiffWorkflow.spiff.parser import SpiffBpmnParser
from SpiffWorkflow.util.task import TaskState

from engine.bpmn import BadDiagram, Definition, Run, RunFailed, compile_process
from engine.errors import Refused
from tests.bpmn.worlds import SmallWorld
from tests.conformance.spiff_models import (
    BPMN,
    NoCounterpart,
    adapted,
    called_files,
    names_read,
    names_written,
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
ONCE = "the library hears a message that interrupts nothing only once"
EXPLAINED = {  # model: why the two differ there
    "gateway_loop_input": "a parallel gateway drawn as a merge waits for all its ways, says BPMN",
    "Parallel-Through-Same-Task": "an inclusive join waits while a token can still reach it",
    "correlation": "the library correlates by keys that are drawn its own way, ours by FEEL",
    "noninterrupting-MessageBoundary": ONCE,
    "Message-Non-Interrupt": ONCE,
}


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


def models(folder: Path) -> Iterator[tuple[Path, list[Path]]]:
    """Yield each model with those of its folder, which it may call."""
    groups: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(folder.iterdir()):
        groups["__".join(path.name.split("__")[:-1])].append(path)
    for paths in groups.values():
        drawn = [p for p in paths if p.suffix in (".bpmn", ".xml")]
        for path in filter(readable, drawn):
            yield path, called_files(path, [p for p in drawn if p != path and readable(p)])


def readable(path: Path) -> bool:
    try:
        etree.parse(path)
    except etree.XMLSyntaxError:
        return False
    return True


def executable(path: Path) -> list[str]:
    """Return the ids of a model's executable processes."""
    processes = etree.parse(path).getroot().iter(BPMN + "process")
    return [p.get("id") for p in processes if p.get("isExecutable", "true") == "true"]


def their_specs(path: Path, siblings: list[Path], key: str) -> tuple[Any, Any] | None:
    """Return the library's specs of a process; None where it cannot read the model."""
    text = path.read_bytes()
    spiff, camunda = b"spiffworkflow.org" in text, b"camunda.org/schema/1.0" in text
    made = SpiffBpmnParser if spiff else CamundaParser if camunda else BpmnParser
    parser = made()
    try:
        parser.add_bpmn_file(str(path))
        for called in siblings:
            parser.add_bpmn_file(str(called))
        return parser.get_spec(key), parser.get_subprocess_specs(key)
    except Exception:  # noqa: BLE001 - the library refuses in many ways
        return None


def walk(
    specs: tuple[Any, Any],
    definition: Definition,
    words: Words,
    seed: int,
    steps: int,
) -> tuple[str, str, int]:
    """Return how a walk went (`same`, or what differs first), where, and after how many deeds."""
    chance = random.Random(seed)
    try:
        theirs = within_time(lambda: Theirs(specs, words))
    except (Exception, TooLong):  # noqa: BLE001
        return "the library fails at its start", "", 0
    try:
        ours = Ours(definition, words)
    except NoCounterpart as none:
        return f"no counterpart: {none}", "", 0
    except (RunFailed, Refused) as failed:
        return f"ours stops: {type(failed).__name__}", str(failed), 0
    deed: Deed | None = None
    for step in range(steps + 1):
        if (kind := difference(theirs.seen(), ours.seen())) is not None:
            return kind, f"after {deed}: library {theirs.seen()}, ours {ours.seen()}", step
        deeds = theirs.deeds(chance)
        if theirs.seen().ended or not deeds:
            break
        deed = chance.choice(deeds)
        try:
            within_time(lambda theirs=theirs, deed=deed: theirs.do(deed))
        except (Exception, TooLong) as error:  # noqa: BLE001
            return f"same until the library fails: {type(error).__name__}", f"{deed}: {error}", step
        try:
            ours.do(deed)
        except NoCounterpart as none:
            return f"no counterpart: {none}", "", step
        except (RunFailed, Refused, StopIteration, IndexError) as failed:
            return f"ours stops: {type(failed).__name__}", f"{deed}: {failed}", step
    return "same", "", step


UNEXPLAINED = "UNEXPLAINED"


def explained(
    path: Path, siblings: list[Path], key: str, definition: Definition, seed: int, steps: int
) -> tuple[str, str, int]:
    """Return how a walk went, with the reason of a difference where there is a known one."""

    def tried(words: Words) -> tuple[str, str, int]:
        specs = their_specs(path, siblings, key)
        assert specs is not None
        return walk(specs, definition, words, seed, steps)

    words = Words(names_read(path, siblings), names_written(path, siblings))
    result, where, count = tried(words)
    if result.startswith(("same", "the library", "no counterpart")):
        return result, where, count
    for model, why in EXPLAINED.items():
        if model in path.name:
            return f"explained: {why}", where, count
    if tried(words.steady(random.Random(seed)))[0].startswith("same"):
        why = "branches of a scope share its data, in the library each has a copy (H3)"
        return f"explained: {why}", where, count
    return f"{UNEXPLAINED}: {result}", where, count


def difference(theirs: Seen, ours: Seen) -> str | None:
    """Return in what two cases differ."""
    if theirs == ours:
        return None
    if theirs.steps != ours.steps:
        return "other steps"
    return "other waits" if theirs.waits != ours.waits else "other end"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    suites = Path(__file__).parents[3] / "shared" / "conformance"
    parser.add_argument("--models", type=Path, default=suites / "spiff-models")
    parser.add_argument("--walks", type=int, default=10)
    parser.add_argument("--steps", type=int, default=25)
    parser.add_argument("--only", default="")
    parser.add_argument("-v", action="store_true")
    args = parser.parse_args()
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    processes, walks, deeds, told = Counter[str](), Counter[str](), 0, []
    for path, siblings in models(args.models):
        if args.only not in path.name:
            continue
        for key in executable(path):
            kind, why = "compared", ""
            try:
                definition = compile_process(adapted(path, siblings)[0], key)
            except NoCounterpart as none:
                kind = f"no counterpart: {none}"
            except BadDiagram as bad:
                rules = sorted({problem.rule for problem in bad.problems})
                kind, why = f"refused when published: {', '.join(rules)}", str(bad)
            if their_specs(path, siblings, key) is None:
                kind = "the library cannot read it" + (", nor do we" if kind != "compared" else "")
            processes[kind] += 1
            if kind != "compared":
                told.append((path.name, key, kind, why[:300]))
                continue
            for seed in range(args.walks):
                result, where, steps = explained(path, siblings, key, definition, seed, args.steps)
                walks[result] += 1
                deeds += steps
                if result.startswith(UNEXPLAINED):
                    told.append((path.name, key, result, where))
    print(f"processes {sum(processes.values())}")
    for kind, count in processes.most_common():
        print(f"  {count:4} {kind}")
    print(f"walks {sum(walks.values())}, deeds {deeds}")
    for kind, count in walks.most_common():
        print(f"  {count:4} {kind}")
    for line in told if args.v else ():
        print("   ", *line)
    sys.exit(any(kind.startswith(UNEXPLAINED) for kind in walks))


if __name__ == "__main__":
    main()
