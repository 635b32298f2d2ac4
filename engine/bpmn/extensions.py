"""What `gucheng:` attributes and elements of a node say."""

from __future__ import annotations

from engine.bpmn.diagram import Diagram
from engine.bpmn.names import Node, own, own_children
from engine.bpmn.specs.definitions import Mapped
from engine.bpmn.world import Due
from engine.feel import Expression, compile_expression


def feel(text: str | None) -> Expression | None:
    """Return an expression ready to run; a leading `=` is allowed and means nothing."""
    if text is None or not text.strip():
        return None
    return compile_expression(text.strip().removeprefix("=").strip())


def mapping(node: Node, tag: str) -> Mapped:
    """Return a node's `gucheng:input` or `gucheng:output` elements, in their order."""
    entries = []
    for entry in own_children(node, tag):
        source = feel(entry.get("source") or entry.get("target"))
        if source is not None:
            entries.append((entry.get("target", ""), source))
    return tuple(entries)


def due_of(node: Node) -> Due | None:
    """Return the deadline drawn at a user task or a process."""
    for due in own_children(node, "due"):
        return Due(
            due.get("limit"),
            due.get("within"),
            due.get("from"),
            due.get("calendar"),
            due.get("extension"),
            _count(due.get("extensions")),
        )
    return None


def _count(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 1


def access_of(node: Node) -> dict[str, str]:
    """Return the field rights drawn at a user task: field key to write, read or hidden."""
    return {f.get("key", ""): f.get("access", "write") for f in own_children(node, "field")}


def roles_of(node: Node, diagram: Diagram) -> tuple[str, ...]:
    """Return who may do a user task: its own roles, else those of its innermost lane with some."""
    for holder in (node, *reversed(diagram.lanes_of(node))):
        roles = own(holder, "role")
        if roles:
            return tuple(roles.split())
    return ()


def scope_of(node: Node, diagram: Diagram) -> str | None:
    """Return the expression that gives the place whose people do a task, by the same way."""
    for holder in (node, *reversed(diagram.lanes_of(node))):
        scope = own(holder, "scope")
        if scope:
            return scope
    return None


def lane_name(node: Node, diagram: Diagram) -> str | None:
    """Return the name of the innermost lane around a node."""
    lanes = diagram.lanes_of(node)
    return (lanes[-1].get("name") or lanes[-1].get("id")) if lanes else None


def version_of(node: Node) -> int | None:
    """Return the fixed version that a call is bound to, None for the newest."""
    word, _, number = (own(node, "binding") or "latest").partition(":")
    return int(number) if word == "version" else None


def either(first: Node, second: Node | None, attribute: str) -> str | None:
    """Return a `gucheng:` attribute of the first element that has it."""
    value = own(first, attribute)
    return own(second, attribute) if value is None and second is not None else value
