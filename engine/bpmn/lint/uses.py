"""Where a diagram reads its data, and of which kind each reading must be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.bpmn.lint.expressions import place_of
from engine.bpmn.names import ACTIVITIES, Node, gucheng, kind, own_children, text_of
from engine.feel.static import ANY, NUMBER, Known, list_of

_TIMES = frozenset(("timeDate", "timeDuration", "timeCycle"))
_CONDITIONS = frozenset(("conditionExpression", "condition", "loopCondition"))
_MOMENTS = frozenset(("date", "date and time", "string"))
_SPANS = frozenset(("days and time duration", "years and months duration"))
_PEOPLE = frozenset(("context", "string", "number", "list"))
_ATTRIBUTES: dict[str, frozenset[str]] = {
    "title": frozenset({"string"}),
    "number": frozenset({"string", "number"}),
    "scope": frozenset({"string"}),
    "assignee": _PEOPLE,
    "notAssignee": _PEOPLE,
    "to": frozenset({"string"}),
    "correlation": frozenset(),
    "collection": frozenset(),
}
_OF_INSTANCES: dict[str, Known] = {"results": list_of(ANY), "done": NUMBER, "total": NUMBER}
_FROM_OUTSIDE = frozenset(("serviceTask", "callActivity"))


@dataclass(frozen=True)
class Use:
    """One expression at an element; `own` are names that only it sees, `more` that it may others.

    `kinds` are those its value may have, none named means any; `condition` asks for true or false.
    """

    place: Node
    text: str
    own: Mapping[str, Known] = field(default_factory=dict)
    more: bool = False
    kinds: frozenset[str] = frozenset()
    condition: bool = False


def uses(process: Node) -> Iterator[Use]:
    """Yield every expression of a process."""
    for node in process.iter():
        yield from _of_text(node)
        yield from _of_attributes(node)
        if kind(node):
            yield from _of_mappings(node)


def _of_text(node: Node) -> Iterator[Use]:
    what, text = kind(node), ""
    if what in _CONDITIONS | _TIMES | {"script", "completionCondition", "activationCondition"}:
        text = text_of(node)
    if not text:
        return
    place = place_of(node)
    if what in _CONDITIONS:
        inside = kind(node.getparent()) == "complexBehaviorDefinition"
        yield Use(place, text, _counted(node, inside), condition=True)
    elif what == "completionCondition":
        looped = kind(node.getparent()) == "multiInstanceLoopCharacteristics"
        yield Use(place, text, _counted(node, looped), condition=True)
    elif what == "activationCondition":
        yield Use(place, text, {"activationCount": NUMBER}, condition=True)
    elif what == "script":
        yield Use(place, text, kinds=frozenset({"context"}))
    elif text.startswith("="):
        yield Use(place, text, kinds=_MOMENTS | _SPANS)


def _counted(node: Node, of_instances: bool) -> Mapping[str, Known]:
    if of_instances:
        return _OF_INSTANCES
    return {"loopCounter": NUMBER} if kind(node) == "loopCondition" else {}


def _of_attributes(node: Node) -> Iterator[Use]:
    for name, kinds in _ATTRIBUTES.items():
        value = node.get(gucheng(name))
        if value is not None and value.strip():
            yield Use(place_of(node), value, kinds=kinds)
    if kind(node) == "loopCardinality" and text_of(node):
        yield Use(place_of(node), text_of(node), kinds=frozenset({"number"}))
    if node.tag == gucheng("due"):
        within, start = node.get("within") or "", node.get("from") or ""
        if within.strip().startswith("="):
            yield Use(place_of(node), within, kinds=_MOMENTS | _SPANS)
        if start:
            yield Use(place_of(node), start, kinds=_MOMENTS)


def _of_mappings(node: Node) -> Iterator[Use]:
    what = kind(node)
    for entry in own_children(node, "input"):
        catches = what not in ACTIVITIES or what == "receiveTask"
        yield Use(place_of(node), _source(entry), more=catches)
    for entry in own_children(node, "output"):
        yield Use(place_of(node), _source(entry), more=what in _FROM_OUTSIDE)


def _source(entry: Node) -> str:
    return entry.get("source") or entry.get("target") or ""


def has_text(use: Use) -> bool:
    """Tell whether there is anything to look at."""
    return bool(use.text.strip().removeprefix("=").strip())
