"""Whether a file is built as the BPMN 2.0 schema says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from threading import Lock
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import XSD_PATH

from engine.bpmn.diagram import Diagram
from engine.bpmn.findings import Finding, found
from engine.bpmn.names import Node

_MOST = 10
_lock = Lock()
_NAMESPACE = re.compile(r"\{[^}]*\}")


@cache
def _schema() -> Any:
    return etree.XMLSchema(etree.parse(XSD_PATH))


def schema(diagram: Diagram) -> Iterator[Finding]:
    """Report elements and attributes that the schema does not allow, or misses."""
    with _lock:
        checker = _schema()
        if checker.validate(diagram.root):
            return
        errors = [(error.line, error.message) for error in checker.error_log][:_MOST]
    by_line: dict[int, Node] = {}
    for node in diagram.root.iter():
        by_line.setdefault(node.sourceline or 0, node)
    for line, message in errors:
        yield found(
            "schema",
            _with_id(by_line.get(line)),
            "第 {line} 行不符合 BPMN 2.0 规范：{message}",
            "Line {line} is not BPMN 2.0: {message}",
            line=line,
            message=_NAMESPACE.sub("", message),
        )


def _with_id(node: Node | None) -> Node | None:
    while node is not None and not node.get("id"):
        node = node.getparent()
    return node
