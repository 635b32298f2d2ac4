"""Which element of one version of a procedure can become which of another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from engine.bpmn.definition import Definition
from engine.bpmn.specs.base import FlowNode
from engine.bpmn.specs.events import BoundaryEvent
from engine.bpmn.specs.inner import CallActivity, SubProcess
from engine.bpmn.specs.instances import MultiInstance
from engine.bpmn.specs.scope import ScopeSpec
from engine.text import Text

MANY_TO_ONE = ("userTask", "manualTask", "task", "serviceTask", "endEvent")


@dataclass(frozen=True)
class MapProblem:
    """Why an element cannot be mapped as it was; `element` is of the version that is left."""

    element: str
    text: Text


@dataclass(frozen=True)
class Placed:
    """A node with the ids of what it lies in and what it is attached to."""

    node: FlowNode
    inside: str | None
    host: str | None = None


@lru_cache(maxsize=64)
def places(definition: Definition) -> Mapping[str, Placed]:
    """Return every element of a definition with its place, those of called procedures not."""
    return {placed.node.bpmn_id: placed for placed in _placed(definition.spec, None)}


def _placed(spec: ScopeSpec, inside: str | None) -> Iterator[Placed]:
    for node in spec.task_specs.values():
        yield Placed(node, inside, _host(spec, node))
        if isinstance(node, SubProcess) and not isinstance(node, CallActivity):
            yield from _placed(node.inside, node.bpmn_id)


def _host(spec: ScopeSpec, node: FlowNode) -> str | None:
    if not isinstance(node, BoundaryEvent):
        return None
    hosts = (each for each in spec.task_specs.values() if node in each.boundaries)
    return str(next(hosts).bpmn_id)


def propose(source: Definition, target: Definition) -> dict[str, str]:
    """Return the mapping that suggests itself: same id, where nothing speaks against it."""
    there = places(target)
    mapping = {element: element for element in places(source) if element in there}
    while True:
        bad = {problem.element for problem in check_mapping(source, target, mapping)}
        if not bad:
            return mapping
        mapping = {one: other for one, other in mapping.items() if one not in bad}


def check_mapping(
    source: Definition, target: Definition, mapping: Mapping[str, str]
) -> list[MapProblem]:
    """Return all that is wrong with a mapping, whatever case it is used for."""
    here, there = places(source), places(target)
    found = []
    for element, other in mapping.items():
        if element not in here:
            found.append(MapProblem(element, Text("原版本没有这个元素。", "No such element.")))
        elif other not in there:
            found.append(MapProblem(element, _UNKNOWN))
        else:
            problems = _pair(here[element], there[other], mapping)
            found += [MapProblem(element, text) for text in problems]
    return found + list(_crowded(here, mapping))


_UNKNOWN = Text("新版本没有对应的元素。", "The new version has no such element.")


def _crowded(here: Mapping[str, Placed], mapping: Mapping[str, str]) -> Iterator[MapProblem]:
    """Only plain tasks and ends may become one."""
    first: dict[str, str] = {}
    for element, other in mapping.items():
        known = first.setdefault(other, element)
        plain = element in here and here[element].node.kind in MANY_TO_ONE
        if known != element and not plain:
            yield MapProblem(
                element,
                Text(
                    "网关、事件和子流程不能与别的元素对应到同一处。",
                    "Gateways, events and sub-processes cannot become one with another element.",
                ),
            )


def _pair(one: Placed, other: Placed, mapping: Mapping[str, str]) -> Iterator[Text]:
    """Yield what speaks against one element becoming the other."""
    for differs, text in _RULES:
        if differs(one.node, other.node):
            yield text
            return
    if _mapped(one.inside, mapping) != other.inside:
        yield Text(
            "所在的子流程不同；元素不能移进或移出子流程。",
            "It lies in another sub-process; elements cannot be taken into or out of one.",
        )
    if _mapped(one.host, mapping) != other.host:
        yield Text("所附着的步骤不同。", "It is attached to another step.")


def _mapped(element: str | None, mapping: Mapping[str, str]) -> str | None:
    return None if element is None else mapping.get(element, "")


def _events(node: Any) -> list[str]:
    return [definition.kind for definition in getattr(node, "definitions", ())]


def _loop(node: Any) -> tuple[Any, ...]:
    loop = getattr(node, "loop", None)
    if isinstance(loop, MultiInstance):
        return "many", loop.sequential, loop.collection is None
    return (type(loop).__name__,)


def _interrupts(node: Any) -> bool:
    return bool(getattr(node, "interrupting", True))


Differs = Callable[[Any, Any], bool]
_RULES: tuple[tuple[Differs, Text], ...] = (
    (
        lambda one, other: one.kind != other.kind or type(one) is not type(other),
        Text("类型不同。", "It is of another type."),
    ),
    (
        lambda one, other: _events(one) != _events(other),
        Text("等待或发出的事件类型不同。", "It waits for or throws another type of event."),
    ),
    (
        lambda one, other: _interrupts(one) != _interrupts(other),
        Text("一个中断，另一个不中断。", "One interrupts, the other does not."),
    ),
    (
        lambda one, other: _loop(one) != _loop(other),
        Text(
            "重复方式不同（单次、循环、顺序多实例、并行多实例）。",
            "It is repeated in another way (once, loop, in a row, side by side).",
        ),
    ),
    (
        lambda one, other: (
            getattr(one, "for_compensation", False) != getattr(other, "for_compensation", False)
        ),
        Text("一个是补偿步骤，另一个不是。", "One is a step of compensation, the other is not."),
    ),
    (
        lambda one, other: one.kind.endswith("Gateway") and len(other.incoming) < len(one.incoming),
        Text(
            "新版本的网关进线更少，已到达的分支会丢失。",
            "The gateway has fewer ways in; branches that have arrived would be lost.",
        ),
    ),
    (
        lambda one, other: getattr(one, "procedure", "") != getattr(other, "procedure", ""),
        Text("调用的流程不同。", "It calls another procedure."),
    ),
)
