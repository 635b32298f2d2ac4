"""How a model of SpiffWorkflow's own tests is put into words that our engine runs.

Python conditions become FEEL, scripts become actions of the host, which runs them as the library
would; multi-instance data become `gucheng:` attributes; called processes of other files are
copied in. What has no counterpart stays and is refused by our lint, with its reason.
"""

from __future__ import annotations

import ast
import builtins
import copy
import datetime
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from lxml import etree

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
OURS = "{urn:gucheng:bpmn:1}"
CAMUNDA = "{http://camunda.org/schema/1.0/bpmn}"
SPIFF = "{http://spiffworkflow.org/bpmn/schema/1.0/core}"
ROOTS = ("message", "signal", "error", "escalation", "itemDefinition")
_OPERATORS: dict[type, str] = {
    ast.Eq: "=",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


class NoCounterpart(Exception):
    """The model says something that cannot be said to our engine; the text is the reason."""


def feel(text: str) -> str:
    """Return a Python condition in FEEL."""
    try:
        return _truth(ast.parse(text.strip(), mode="eval").body)
    except SyntaxError as error:
        raise NoCounterpart("a condition that is not even Python") from error


def _truth(node: ast.expr) -> str:
    if isinstance(node, ast.BoolOp):
        word = " and " if isinstance(node.op, ast.And) else " or "
        return "(" + word.join(_truth(value) for value in node.values) + ")"
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return f"({_truth(node.operand)}) != true"
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _OPERATORS:
        left, right = _value(node.left), _value(node.comparators[0])
        return f"{left} {_OPERATORS[type(node.ops[0])]} {right}"
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        return str(node.value).lower()
    return f"{_value(node)} = true"


def _value(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Constant):
        if isinstance(node.value, bool):
            return str(node.value).lower()
        return f'"{node.value}"' if isinstance(node.value, str) else str(node.value)
    raise NoCounterpart("an expression of Python's own")


def _timer(text: str) -> str:
    try:
        value = eval(text, {"timedelta": datetime.timedelta, "datetime": datetime.datetime})
    except Exception as error:
        raise NoCounterpart("a time computed by Python") from error
    return f"PT{value.total_seconds()}S" if isinstance(value, datetime.timedelta) else str(value)


def names_read(path: Path, siblings: Iterable[Path]) -> dict[str, list[Any]]:
    """Return the names that a model's expressions read, with values to try."""
    found: dict[str, list[Any]] = {}
    for node in _nodes(path, siblings, _READING):
        _names_in((node.text or "").strip(), found)
    return {name: values for name, values in found.items() if name not in dir(builtins)}


def names_written(path: Path, siblings: Iterable[Path]) -> dict[str, list[Any]]:
    """Return the names of a model's data objects and outputs, with values to try."""
    nodes = list(_nodes(path, siblings, ("dataObject", "dataOutput", "outputDataItem")))
    names = [name for node in nodes for name in (node.get("id"), node.get("name")) if name]
    return {name: [True, False] for name in names}


def _nodes(path: Path, siblings: Iterable[Path], tags: tuple[str, ...]) -> Iterator[Any]:
    for file in (path, *siblings):
        yield from etree.parse(file).getroot().iter(*(BPMN + tag for tag in tags))


_READING = ("conditionExpression", "messagePath", "formalExpression", "loopCondition", "condition")


def _names_in(text: str, found: dict[str, list[Any]]) -> None:
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return
    values = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)]
    other = [v + 1 if isinstance(v, int) else "other" for v in values] or [True, False]
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            found.setdefault(node.id, []).extend(v for v in (*values, *other))


def formal(node: Any) -> str:
    """Return what marks an expression as formal, by the prefix that the file has for BPMN."""
    prefix = next((p for p, uri in node.nsmap.items() if f"{{{uri}}}" == BPMN), None)
    return f"{prefix}:tFormalExpression" if prefix else "tFormalExpression"


def adapted(path: Path, siblings: Iterable[Path]) -> tuple[bytes, list[str]]:
    """Return a model for our engine with the ids of its own executable processes."""
    root = etree.parse(path).getroot()
    own = [p.get("id") for p in root.iter(BPMN + "process") if p.get("isExecutable") != "false"]
    _take_in(root, siblings)
    for node in list(root.iter()):
        if isinstance(node.tag, str):
            _adapt(node)
    for definition in list(root.iter(BPMN + "messageEventDefinition")):
        if not definition.get("messageRef"):
            _name_message(root, definition)
    for process in root.iter(BPMN + "process"):
        process.set("isExecutable", "true")
    return etree.tostring(root), own


def called_files(path: Path, siblings: Iterable[Path]) -> list[Path]:
    """Return the files whose processes a model calls, directly or by way of others."""
    holds = {
        process.get("id"): sibling
        for sibling in siblings
        for process in etree.parse(sibling).getroot().iter(BPMN + "process")
    }
    found: list[Path] = []
    level = [path]
    while level:
        root = etree.parse(level.pop()).getroot()
        for call in root.iter(BPMN + "callActivity"):
            file = holds.get(call.get("calledElement"))
            if file is not None and file not in found:
                found.append(file)
                level.append(file)
    return found


def _take_in(root: Any, siblings: Iterable[Path]) -> None:
    """Copy in the processes that are called and stand in other files."""
    known: dict[str, Any] = {}
    for sibling in siblings:
        for process in etree.parse(sibling).getroot().iter(BPMN + "process"):
            known.setdefault(process.get("id"), process)
    while True:
        here = {node.get("id") for node in root.iter() if node.get("id")}
        wanted = [c.get("calledElement") for c in root.iter(BPMN + "callActivity")]
        missing = [key for key in wanted if key not in here and key in known]
        if not missing:
            return
        process = known[missing[0]]
        for node in process.getroottree().getroot():
            name = node.tag.removeprefix(BPMN) if isinstance(node.tag, str) else ""
            if name in ROOTS and node.get("id") not in here:
                root.insert(0, copy.deepcopy(node))
        root.insert(len(root.findall(BPMN + "process")), copy.deepcopy(process))


def _adapt(node: Any) -> None:
    name = node.tag.removeprefix(BPMN)
    if name == "task":
        node.tag = BPMN + "manualTask"
    elif name in ("scriptTask", "serviceTask"):
        _as_action(node)
    elif name in ("conditionExpression", "completionCondition", "loopCondition", "condition"):
        node.text = feel(node.text or "True")
        node.set(XSI + "type", formal(node))
    elif name == "loopCardinality":
        node.set(XSI + "type", formal(node))
    elif name in ("timeDuration", "timeDate", "timeCycle"):
        node.text = _timer(node.text or "")
        node.set(XSI + "type", formal(node))
    elif name == "multiInstanceLoopCharacteristics":
        _many(node)
    elif name == "businessRuleTask":
        raise NoCounterpart("a decision written in Python")
    elif node.tag in (SPIFF + "preScript", SPIFF + "postScript", SPIFF + "unitTests"):
        raise NoCounterpart("a script before or after a task")


def _name_message(root: Any, definition: Any) -> None:
    """Give a nameless message the name of its event, as the library does."""
    event = definition.getparent()
    message = etree.Element(BPMN + "message", id=f"m_{event.get('id')}", name=event.get("name"))
    root.insert(0, message)
    definition.set("messageRef", message.get("id"))


def _as_action(task: Any) -> None:
    script = task.find(BPMN + "script")
    if script is None:
        raise NoCounterpart("a service of the library's own")
    task.remove(script)
    task.tag = BPMN + "serviceTask"
    task.attrib.pop("scriptFormat", None)
    task.set(OURS + "action", script.text or "pass")
    names = {n.id for n in ast.walk(ast.parse(script.text or "")) if isinstance(n, ast.Name)}
    holder = task.find(BPMN + "extensionElements")
    if holder is None:
        holder = etree.Element(BPMN + "extensionElements")
        task.insert(0, holder)
    for name in sorted(names - set(dir(builtins))):
        etree.SubElement(holder, OURS + "input", target=name, source=name)


def _many(loop: Any) -> None:
    collection = loop.get(CAMUNDA + "collection")
    number = loop.find(BPMN + "loopCardinality")
    if collection is not None and number is not None and not (number.text or "").isdigit():
        raise NoCounterpart("a number of instances that is a list")
    source, item = loop.find(BPMN + "loopDataInputRef"), loop.find(BPMN + "inputDataItem")
    if source is not None:
        collection = source.text
    if collection is not None and not collection.isdigit():
        loop.set(OURS + "collection", collection)
        for part in loop.findall(BPMN + "loopCardinality"):
            loop.remove(part)
    elif collection is not None and loop.find(BPMN + "loopCardinality") is None:
        part = etree.SubElement(loop, BPMN + "loopCardinality")
        part.text = collection
        part.set(XSI + "type", formal(loop))
    if item is not None or loop.get(CAMUNDA + "elementVariable"):
        loop.set(OURS + "item", loop.get(CAMUNDA + "elementVariable") or item.get("id"))
    for name in ("loopDataInputRef", "loopDataOutputRef", "inputDataItem", "outputDataItem"):
        for part in loop.findall(BPMN + name):
            loop.remove(part)
