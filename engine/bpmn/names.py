"""How the elements and attributes of a diagram are called: BPMN's own and those of `gucheng:`."""

from __future__ import annotations

from typing import Any

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
GUCHENG = "urn:gucheng:bpmn:1"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
NAMESPACES = {"bpmn": BPMN, "gucheng": GUCHENG}

Node = Any  # an lxml element; its stubs cannot tell a comment from an element

TASKS = frozenset(
    [
        "task",
        "userTask",
        "manualTask",
        "scriptTask",
        "serviceTask",
        "businessRuleTask",
        "sendTask",
        "receiveTask",
    ]
)
SUB_PROCESSES = frozenset(("subProcess", "transaction", "adHocSubProcess"))
ACTIVITIES = TASKS | SUB_PROCESSES | {"callActivity"}
GATEWAYS = frozenset(
    [
        "exclusiveGateway",
        "parallelGateway",
        "inclusiveGateway",
        "eventBasedGateway",
        "complexGateway",
    ]
)
CATCHING = frozenset(("startEvent", "intermediateCatchEvent", "boundaryEvent"))
THROWING = frozenset(("endEvent", "intermediateThrowEvent"))
EVENTS = CATCHING | THROWING
FLOW_NODES = ACTIVITIES | GATEWAYS | EVENTS
SCOPES = SUB_PROCESSES | {"process"}
GLOBAL_TASKS = frozenset(
    (
        "globalTask",
        "globalUserTask",
        "globalManualTask",
        "globalScriptTask",
        "globalBusinessRuleTask",
    )
)


def bpmn(tag: str) -> str:
    """Return the full tag of a BPMN element."""
    return f"{{{BPMN}}}{tag}"


def gucheng(tag: str) -> str:
    """Return the full tag or attribute name of our own namespace."""
    return f"{{{GUCHENG}}}{tag}"


def kind(node: Node) -> str:
    """Return an element's local name where it is BPMN's, the empty string otherwise."""
    tag = node.tag
    if isinstance(tag, str) and tag.startswith(_PREFIX):
        return tag[len(_PREFIX) :]
    return ""


_PREFIX = f"{{{BPMN}}}"


def children(node: Node, *tags: str) -> list[Node]:
    """Return the direct BPMN children of these kinds, in document order."""
    return [child for child in node if kind(child) in tags]


def child(node: Node, tag: str) -> Node | None:
    """Return the first direct BPMN child of this kind."""
    return node.find(bpmn(tag))


def text_of(node: Node | None) -> str:
    """Return an element's text without surrounding space; empty for no element."""
    return "" if node is None else "".join(node.itertext()).strip()


def own(node: Node, attribute: str) -> str | None:
    """Return a `gucheng:` attribute, None when it is absent or blank."""
    value = node.get(gucheng(attribute))
    return value.strip() or None if value is not None else None


def own_children(node: Node, tag: str) -> list[Node]:
    """Return the `gucheng:` elements of this kind among an element's extension elements."""
    holder = child(node, "extensionElements")
    return [] if holder is None else holder.findall(gucheng(tag))


def flag(node: Node, attribute: str, default: bool) -> bool:
    """Return an XML boolean attribute."""
    value = node.get(attribute)
    return default if value is None else value.strip() in ("true", "1")
