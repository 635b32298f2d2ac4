"""How betsy's BPMN suites run our engine: the smallest possible host around `Run`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from conformance.adapter import BpmnAdapter, EngineError, FeelDialect, Rejected
from lxml import etree

from engine.bpmn import (
    BadDiagram,
    BpmnError,
    Definition,
    Run,
    RunFailed,
    Thrown,
    Waiting,
    compile_process,
    read_diagram,
)

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
OURS = "{urn:gucheng:bpmn:1}"
START = datetime(2024, 1, 1, tzinfo=UTC)
SCRIPTS = (
    ("scriptTask", "serviceTask", "action"),
    ("globalScriptTask", "globalBusinessRuleTask", "decision"),
)
READS = {"log_data(data)": "data", "integerVariable": "integerVariable"}


def with_actions(xml: bytes) -> bytes:
    """Return a model whose scripts, which are the suite's own, are actions of the host.

    Our engine runs FEEL and nothing else, so `trace("x")` becomes a service task's action.
    """
    root = etree.fromstring(xml)
    for tag, made, attribute in SCRIPTS:
        for task in list(root.iter(BPMN + tag)):
            script = task.find(BPMN + "script")
            if script is None or task.get("scriptFormat"):
                continue
            text = script.text or ""
            task.remove(script)
            task.tag = BPMN + made
            task.set(OURS + attribute, text)
            for sign, name in READS.items():
                if sign in text:
                    _extend(task, name)
    return etree.tostring(root)


def _extend(task: Any, name: str) -> None:
    holder = task.find(BPMN + "extensionElements")
    if holder is None:
        holder = etree.Element(BPMN + "extensionElements")
        place = 1 if task.find(BPMN + "documentation") is not None else 0
        task.insert(place, holder)
    etree.SubElement(holder, OURS + "input", target=name, source=name)


class Instance:
    """One running case and the world it runs in."""

    def __init__(self, host: Ours, definition: Definition) -> None:
        self.host, self.definition = host, definition
        self.run: Run | None = None
        self.sent: list[Thrown] = []
        self.due: list[tuple[datetime, int]] = []
        self.told = 0

    def names(self) -> Mapping[str, Any]:
        return {}

    def now(self) -> datetime:
        return self.host.moment

    def decide(self, decision: str, inputs: Mapping[str, Any], element: str) -> Any:
        return self.host.script(decision, dict(inputs), element)

    def act(self, action: str, arguments: Mapping[str, Any], element: str) -> Any:
        return self.host.script(action, dict(arguments), element)

    def throw(self, message: Thrown) -> None:
        self.sent.append(message)

    def can_call(self, procedure: str) -> bool:
        raise EngineError(f"no procedure {procedure}")

    def hand_on(self, kind: str, code: str | None) -> bool:
        return False

    def after(self, limit: str, start: datetime, data: Mapping[str, Any]) -> datetime:
        raise EngineError(f"no calendar for {limit}")


class Ours(BpmnAdapter):
    """The engine under the rule set `bpmn`; each case is stored and taken up again at each stop."""

    name = "gucheng"
    dialect = FeelDialect()

    def deploy(self, xml: bytes, path: str) -> dict[str, Definition]:
        """Compile every process of a model."""
        try:
            made = with_actions(xml)
            keys = [p.get("id") for p in read_diagram(made).executable]
            return {key: compile_process(made, key) for key in keys or [None]}
        except (BadDiagram, etree.XMLSyntaxError) as bad:
            raise Rejected(str(bad)) from bad

    def new_run(self, deployment: dict[str, Definition], recorder: Any) -> None:
        """Begin with nothing running, at time 0."""
        self.definitions, self.recorder = deployment, recorder
        self.moment = START
        self.instances: list[Instance] = []
        self.uncaught = False

    def script(self, text: str, data: dict[str, Any], element: str) -> Any:
        """Do what one of the suite's scripts says."""
        changes: dict[str, Any] = {}
        for line in filter(None, map(str.strip, text.splitlines())):
            word, _, rest = line.partition("(")
            if word == "trace":
                self.recorder.token(rest.strip('")'), (self.moment - START).total_seconds())
            elif word == "marker":
                self.recorder.markers += 1
            elif word == "log_data":
                self.recorder.data.append(data.get("data"))
            elif word == "throw_error":
                raise BpmnError(rest.strip('")'))
            elif word in ("wait", "timestamps"):
                return Waiting()
            elif line.startswith("data ="):
                changes["data"] = "String"
            elif line.startswith("integerVariable ="):
                changes["integerVariable"] = data["integerVariable"] + 1
        return changes

    def start(self, process_id: str, variables: dict[str, Any]) -> None:
        """Start a case of one process."""
        if process_id not in self.definitions:
            raise EngineError(f"no process {process_id}")
        self._begin(self.definitions[process_id], variables)
        self._deliver()

    def _begin(
        self, definition: Definition, data: dict[str, Any], element: str | None = None
    ) -> None:
        instance = Instance(self, definition)
        self.instances.append(instance)

        def begun() -> None:
            instance.run = Run.start(definition, instance, data, element=element)

        self._guard(instance, begun)

    def _guard(self, instance: Instance, deed: Any) -> None:
        try:
            deed()
        except RunFailed as failed:
            instance.run = None
            if failed.code is None:
                raise EngineError(str(failed)) from failed
            self.uncaught = True
            return
        run = instance.run
        if run is None:
            return
        if run.stopped:
            instance.run = None
            self.uncaught = True
            return
        signals = run.signals
        self.heard.extend((instance, name) for name in signals)
        for job in run.jobs:
            if all(job.id != number for _, number in instance.due):
                instance.due.append((self.moment + timedelta(seconds=10), job.id))
                if "timestamps" in job.action:
                    number = int(job.action.partition("(")[2].strip(" )"))
                    span = (self.moment, self.moment + timedelta(seconds=10))
                    self.recorder.stamps[number] = span
        instance.run = Run.restore(instance.definition, run.dump(), instance)

    @property
    def heard(self) -> list[tuple[Instance, str]]:
        """Return the signals that other cases have yet to hear."""
        return self.__dict__.setdefault("_heard", [])

    def _deliver(self) -> None:
        for _ in range(200):
            if self.heard:
                source, name = self.heard.pop(0)
                self._offer(source, "signal", name, {}, everyone=True)
                continue
            sender = next((i for i in self.instances if i.sent), None)
            if sender is None:
                return
            message = sender.sent.pop(0)
            self._offer(sender, "message", message.name, message.payload, everyone=False)
        raise EngineError("messages without end")

    def _offer(
        self, source: Instance, kind: str, name: str, payload: dict[str, Any], everyone: bool
    ) -> None:
        for instance in list(self.instances):
            if instance is source and everyone:
                continue
            run = instance.run
            for wait in [] if run is None else run.waits:
                if wait.kind == kind and wait.message == name:
                    self._guard(instance, lambda r=run, w=wait: r.receive(w.id, payload))
                    if not everyone:
                        return
                    break
        for definition in self.definitions.values():
            for start in definition.starts:
                if start.kind == kind and start.name == name:
                    self._begin(definition, {}, start.element)

    def advance(self, seconds: float) -> None:
        """Move the clock on and let fire what becomes due, in the order of time."""
        end = self.moment + timedelta(seconds=seconds + 0.01)
        for _ in range(1000):
            found = self._next(end)
            if found is None:
                self.moment = end
                return
            moment, instance, number, job = found
            self.moment = max(self.moment, moment)
            run = instance.run
            if job:
                instance.due = [entry for entry in instance.due if entry[1] != number]
                self._guard(instance, lambda r=run, n=number: r.act_done(n, {}))
            else:
                self._guard(instance, lambda r=run, n=number: r.fire(n))
            self._deliver()
        raise EngineError("timers without end")

    def _next(self, end: datetime) -> tuple[datetime, Instance, int, bool] | None:
        found = []
        for place, instance in enumerate(self.instances):
            if instance.run is None:
                continue
            live = {job.id for job in instance.run.jobs}
            found += [
                (due, place, instance, number, True)
                for due, number in instance.due
                if due <= end and number in live
            ]
            found += [
                (wait.due, place, instance, wait.id, False)
                for wait in instance.run.waits
                if wait.due is not None and wait.due <= end
            ]
        if not found:
            return None
        due, _, instance, number, job = min(found, key=lambda entry: entry[:2])
        return due, instance, number, job

    def uncaught_error_event(self) -> bool:
        """Return whether a case ended because nothing handled an error."""
        return self.uncaught

    def open_instances(self) -> int:
        """Return how many cases have not ended."""
        return sum(i.run is not None and not i.run.ended for i in self.instances)
