"""What of a diagram a reader's browser gets: the drawing with its names, not how it works."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lxml import etree

from engine.bpmn.xml import read_xml

# what the engine needs and a drawing does not
INNER = frozenset({"extensionElements", "conditionExpression", "script", "completionCondition"})
WORDS = 90.0  # px, as wide as bpmn-js itself makes a label


def drawn(xml: str, phrases: Mapping[str, str]) -> str:
    """Return a diagram for the viewer, its names and notes in another language where known."""
    root = read_xml(xml.encode())
    for node in list(root.iter(etree.Element)):
        name = etree.QName(node).localname
        if name in INNER:
            _drop(node)
            continue
        if "name" in node.attrib:
            node.set("name", phrases.get(node.get("name"), node.get("name")))
        if name in ("text", "documentation") and node.text:
            node.text = phrases.get(node.text.strip(), node.text)
        _drop_own_attributes(node)
        if phrases and name == "BPMNLabel":
            _widen(node)
    etree.cleanup_namespaces(root)
    return str(etree.tostring(root, encoding="unicode"))


def _widen(label: Any) -> None:
    """Give a label drawn round a few Chinese signs the width that English words need."""
    for bounds in label:
        width = float(bounds.get("width", WORDS))
        if width < WORDS:
            bounds.set("x", f"{float(bounds.get('x', 0)) - (WORDS - width) / 2:g}")
            bounds.set("width", f"{WORDS:g}")


def _drop(node: Any) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def _drop_own_attributes(node: Any) -> None:
    for attribute in list(node.attrib):
        if (
            attribute.startswith("{")
            and "schema-instance" not in attribute
            and "color" not in attribute
        ):
            del node.attrib[attribute]
