"""How a diagram's bytes are read so that no file can harm the machine that reads it."""

from __future__ import annotations

from typing import Any

from lxml import etree

from engine.bpmn.findings import BadDiagram, found
from engine.bpmn.names import Node, bpmn

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 200
MAX_ELEMENTS = 20_000


def read_xml(xml: bytes) -> Node:
    """Return the root of a BPMN file; raise BadDiagram for what is not one or is too large.

    Document types, entities and everything that would open another file are refused.
    """
    if len(xml) > MAX_BYTES:
        raise _bad("图文件超过 {limit} 字节。", "The file has more than {limit} bytes.", MAX_BYTES)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _bad("不是有效的 XML：{limit}", "Not well-formed XML: {limit}", error) from error
    about: Any = root.getroottree().docinfo
    if about.doctype:
        raise _bad(
            "图文件不得带有文档类型声明（DOCTYPE）。", "A document type (DOCTYPE) is not allowed."
        )
    if root.tag != bpmn("definitions"):
        raise _bad("不是 BPMN 2.0 图文件。", "This is not a BPMN 2.0 file.")
    _measure(root)
    return root


def _measure(root: Node) -> None:
    count, level = 0, [(root, 1)]
    while level:
        node, depth = level.pop()
        count += 1
        if depth > MAX_DEPTH:
            raise _bad(
                "图的嵌套超过 {limit} 层。", "The file is nested deeper than {limit}.", MAX_DEPTH
            )
        if count > MAX_ELEMENTS:
            raise _bad(
                "图的元素超过 {limit} 个。",
                "The file has more than {limit} elements.",
                MAX_ELEMENTS,
            )
        level.extend((child, depth + 1) for child in node)


def _bad(zh: str, en: str, limit: object = "") -> BadDiagram:
    return BadDiagram([found("xml", None, zh, en, limit=limit)])
