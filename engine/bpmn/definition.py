"""What a procedure's diagram compiles to: frozen, shared by all its cases and all threads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from SpiffWorkflow.exceptions import SpiffWorkflowException

from engine.bpmn.diagram import Diagram, local, read_diagram
from engine.bpmn.extensions import due_of, feel, lane_name, roles_of
from engine.bpmn.findings import BadDiagram, found
from engine.bpmn.lint import check
from engine.bpmn.names import FLOW_NODES, Node, child, kind, own, own_children, text_of
from engine.bpmn.parse import DiagramParser
from engine.bpmn.specs.activities import ReceiveTask
from engine.bpmn.specs.calls import CallCase
from engine.bpmn.specs.definitions import Timer
from engine.bpmn.specs.events import Event, StartEvent
from engine.bpmn.specs.inner import SubProcess
from engine.bpmn.specs.scope import ScopeSpec
from engine.bpmn.world import Due
from engine.feel import Expression, FeelSyntaxError
from engine.text import Text


@dataclass(frozen=True)
class Element:
    """A node or a sequence flow of the diagram, for catalogues, coverage and history."""

    id: str
    kind: str
    name: str
    lane: str | None = None


@dataclass(frozen=True)
class Start:
    """A way to start a case: at which start event, by which event."""

    element: str
    kind: str
    name: str | None = None
    level: str = ""  # of a timer start: it rings once in each community of this level
    timer: Timer | None = None

    def time_value(self, names: Mapping[str, Any]) -> Any:
        """Return what the time of a timer start says, given settings and functions by name."""
        if self.timer is None or self.timer.expression is None:
            return self.timer.literal if self.timer else None
        return self.timer.expression.evaluate(names)


@dataclass(frozen=True)
class CallTo:
    """A call of another procedure: at which element, of which version, None for the newest."""

    element: str
    name: str
    procedure: str
    version: int | None = None
    gives: frozenset[str] | None = None  # None: all that the caller has


@dataclass(frozen=True, eq=False)
class Definition:
    """A procedure, compiled. `spec` and what hangs on it are never changed again."""

    key: str
    name: str
    plugin: str | None
    title: Expression | None
    number: Expression | None
    starters: tuple[str, ...]
    levels: tuple[str, ...]  # of the organisations people open it for; none: of any
    documentation: str
    spec: ScopeSpec
    elements: dict[str, Element]
    starts: tuple[Start, ...]
    lanes: tuple[str, ...]
    roles: tuple[str, ...]
    forms: tuple[str, ...]
    decisions: tuple[str, ...]
    actions: tuple[str, ...]
    messages_thrown: tuple[str, ...]
    calls: tuple[CallTo, ...] = ()
    takes: frozenset[str] = frozenset()  # what its none start says that a called case is given
    start_form: str | None = None
    due: Due | None = None
    """The deadline of the whole case, drawn at the process."""
    conditional: bool = field(default=False, repr=False)
    late_joins: bool = field(default=False, repr=False)

    @property
    def timed(self) -> bool:
        """Does the clock open cases of it?"""
        return any(start.kind == "timer" for start in self.starts)

    @property
    def start_messages(self) -> tuple[str, ...]:
        """Return the names of the messages that start a case."""
        return tuple(s.name for s in self.starts if s.kind == "message" and s.name is not None)


def compile_process(xml: bytes, key: str | None = None) -> Definition:
    """Return a procedure ready to run; `key` chooses among several processes of the file.

    Raises BadDiagram for anything that would not run exactly as drawn.
    """
    diagram = read_diagram(xml)
    _refuse(check(diagram, "bpmn", None))
    process = _process(diagram, key)
    spec = _Compiler(diagram).spec_of(process.get("id", ""))
    return _definition(diagram, process, spec)


def _process(diagram: Diagram, key: str | None) -> Node:
    process = diagram.process(key) if key is not None else next(iter(diagram.executable), None)
    if process is None:
        zh, en = "图中没有可执行的流程 {key}。", "There is no executable process {key} in the file."
        raise BadDiagram([found("process", None, zh, en, key=key or "")])
    return process


def _refuse(findings: Iterable[Any]) -> None:
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        raise BadDiagram(errors)


class _Compiler:
    """Compiles a process and all of its file that it calls, each once."""

    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram
        self.parser: DiagramParser | None = None

    def spec_of(self, key: str) -> ScopeSpec:
        """Return a process's spec; while it is being made, the unfinished one."""
        try:
            if self.parser is None:
                self.parser = DiagramParser(self.diagram, self.called_spec)
            made: ScopeSpec = self.parser.get_spec(key)
        except FeelSyntaxError as error:
            raise _unreadable(error.text) from error
        except SpiffWorkflowException as error:
            raise _unreadable(str(error)) from error
        return made

    def called_spec(self, key: str) -> ScopeSpec:
        """Return the spec of a called process or global task of the same file."""
        if self.parser is not None and key in self.diagram.global_tasks:
            return self.parser.global_task(key)
        return self.spec_of(key)


def _unreadable(why: str | Text) -> BadDiagram:
    zh, en = "无法读取此图：{why}", "The diagram cannot be compiled: {why}"
    return BadDiagram([found("compile", None, zh, en, why=why)])


def _definition(diagram: Diagram, process: Node, spec: ScopeSpec) -> Definition:
    nodes = [n for n in process.iter() if kind(n) in FLOW_NODES or kind(n) == "sequenceFlow"]
    specs = all_specs(spec)
    events = [n for s in specs for n in s.task_specs.values() if isinstance(n, Event)]
    listening = [d for e in events for d in e.definitions]
    return Definition(
        key=process.get("id", ""),
        name=process.get("name") or process.get("id", ""),
        plugin=own(process, "plugin"),
        title=feel(own(process, "title")),
        number=feel(own(process, "number")),
        starters=tuple((own(process, "starters") or "").split()),
        levels=tuple((own(process, "levels") or "").split()),
        documentation=text_of(child(process, "documentation")),
        spec=spec,
        elements={n.get("id"): _element(diagram, n) for n in nodes},
        starts=tuple(_starts(diagram, spec)),
        lanes=_unique(lane_name(n, diagram) for n in nodes),
        roles=_unique(r for n in nodes if _for_people(n) for r in roles_of(n, diagram)),
        forms=_unique(own(n, "form") for n in nodes),
        decisions=_unique(own(n, "decision") for n in nodes),
        actions=_unique(own(n, "action") for n in nodes),
        messages_thrown=_unique(_thrown(diagram, nodes)),
        calls=tuple(_calls(specs)),
        takes=_takes(diagram, process),
        start_form=_start_form(diagram, process),
        due=due_of(process),
        conditional=any(d.kind == "condition" for d in listening),
        late_joins=any(s.late_joins for s in specs),
    )


def _calls(specs: Iterable[ScopeSpec]) -> Iterable[CallTo]:
    for node in (node for spec in specs for node in spec.task_specs.values()):
        if isinstance(node, CallCase):
            gives = frozenset(target for target, _ in node.inputs) if node.inputs else None
            yield CallTo(node.bpmn_id, node.bpmn_name or "", node.procedure, node.version, gives)


def _takes(diagram: Diagram, process: Node) -> frozenset[str]:
    starts = [n for n in process if kind(n) == "startEvent" and not diagram.event_definitions(n)]
    return frozenset(e.get("target", "") for n in starts for e in own_children(n, "input"))


def _start_form(diagram: Diagram, process: Node) -> str | None:
    """Return the form that a person fills in to start a case, if the plain start names one."""
    for node in process:
        if kind(node) == "startEvent" and not diagram.event_definitions(node):
            return own(node, "form")
    return None


def _for_people(node: Node) -> bool:
    return kind(node) in ("userTask", "callActivity") or kind(node.getparent()) == "adHocSubProcess"


def _element(diagram: Diagram, node: Node) -> Element:
    name = " ".join((node.get("name") or "").split())
    return Element(node.get("id"), kind(node), name, lane_name(node, diagram))


def all_specs(spec: ScopeSpec) -> list[ScopeSpec]:
    """Return a process's spec and those of all sub-processes and called procedures."""
    found_specs, open_specs = [spec], [spec]
    while open_specs:
        for node in open_specs.pop().task_specs.values():
            if isinstance(node, SubProcess) and not any(node.inside is s for s in found_specs):
                found_specs.append(node.inside)
                open_specs.append(node.inside)
    return found_specs


def _starts(diagram: Diagram, spec: ScopeSpec) -> Iterable[Start]:
    for node in spec.task_specs.values():
        if isinstance(node, StartEvent) and not node.definitions:
            yield Start(node.name, "none")
        elif isinstance(node, StartEvent) or (
            isinstance(node, ReceiveTask) and node in spec.starts
        ):
            for definition in node.definitions:
                name = getattr(definition, "name", None)
                timer = definition if isinstance(definition, Timer) else None
                level = own(diagram.by_id[node.name], "level") or ""
                yield Start(node.name, definition.kind, name, level, timer)


def _thrown(diagram: Diagram, nodes: Iterable[Node]) -> Iterable[str | None]:
    for node in nodes:
        holders = [node] if kind(node) == "sendTask" else []
        if kind(node) in ("intermediateThrowEvent", "endEvent"):
            holders = diagram.event_definitions(node)
        for holder in holders:
            message = diagram.by_id.get(local(holder.get("messageRef") or ""))
            if message is not None:
                yield message.get("name") or message.get("id")


def _unique(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
