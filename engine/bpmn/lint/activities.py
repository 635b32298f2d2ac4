"""Whether activities say what is to be done, and whether the engine can do it."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.diagram import Diagram
from engine.bpmn.findings import Finding, found
from engine.bpmn.names import (
    ACTIVITIES,
    FLOW_NODES,
    SUB_PROCESSES,
    Node,
    child,
    children,
    flag,
    kind,
    own,
    text_of,
)

_DATA_LOOP = ("loopDataInputRef", "loopDataOutputRef", "inputDataItem", "outputDataItem")


def _activities(diagram: Diagram) -> Iterator[Node]:
    return (node for node in diagram.flow_nodes if kind(node) in ACTIVITIES)


def work_said(diagram: Diagram) -> Iterator[Finding]:
    """Report rule, service and script tasks that do not say what to do."""
    for node in (*_activities(diagram), *diagram.global_tasks.values()):
        what = kind(node).removeprefix("global").lower()
        if what == "businessruletask" and own(node, "decision") is None:
            zh, en = "没有写明用哪个决策。", "It does not say which decision is asked."
            yield found("work_said", node, zh, en)
        elif what == "servicetask" and own(node, "action") is None:
            zh, en = "没有写明做哪个操作。", "It does not say which action is done."
            yield found("work_said", node, zh, en)
        elif what == "scripttask" and not text_of(child(node, "script")):
            yield found("work_said", node, "脚本是空的。", "The script is empty.")


def script_language(diagram: Diagram) -> Iterator[Finding]:
    """Report scripts that are not FEEL: nothing else is ever executed."""
    for node in (*_activities(diagram), *diagram.global_tasks.values()):
        if not kind(node).lower().endswith("scripttask"):
            continue
        language = node.get("scriptFormat") or node.get("scriptLanguage") or ""
        if language.strip().lower() != "feel":
            zh, en = "脚本语言必须是 feel。", "The script's format must be feel."
            yield found("script_language", node, zh, en)


def not_executed(diagram: Diagram) -> Iterator[Finding]:
    """Report kinds of activities that the engine does not execute."""
    for node in _activities(diagram):
        plain = kind(node) not in ("transaction", "adHocSubProcess")
        if not plain and flag(node, "triggeredByEvent", False):
            zh = "事务与特别子流程不能由事件启动。"
            en = "A transaction or ad-hoc sub-process cannot be started by an event."
            yield found("not_executed", node, zh, en)


def quantities(diagram: Diagram) -> Iterator[Finding]:
    """Report numbers of tokens below one."""
    for node in _activities(diagram):
        for name in ("startQuantity", "completionQuantity"):
            value = node.get(name, "1").strip()
            if not value.isdigit() or int(value) < 1 or int(value) > _MOST_TOKENS:
                zh, en = "{name} 必须在 1 与 {most} 之间。", "{name} must be 1 to {most}."
                yield found("quantities", node, zh, en, name=name, most=_MOST_TOKENS)


_MOST_TOKENS = 100


def loops(diagram: Diagram) -> Iterator[Finding]:
    """Report loops that never end or cannot begin, and ways of repeating that are not executed."""
    for node in _activities(diagram):
        standard = child(node, "standardLoopCharacteristics")
        many = child(node, "multiInstanceLoopCharacteristics")
        if standard is not None:
            yield from _standard(node, standard)
        if many is not None:
            yield from _multi_instance(node, many)


def _standard(node: Node, loop: Node) -> Iterator[Finding]:
    maximum = loop.get("loopMaximum")
    if maximum is None and not text_of(child(loop, "loopCondition")):
        zh, en = "循环没有条件也没有上限。", "The loop has neither a condition nor a limit."
        yield found("loops", node, zh, en)
    if maximum is not None and not maximum.strip().isdigit():
        zh, en = "循环上限必须是非负整数。", "The loop's limit must be a whole number from 0."
        yield found("loops", node, zh, en)


def _multi_instance(node: Node, loop: Node) -> Iterator[Finding]:
    cardinality = text_of(child(loop, "loopCardinality"))
    collection = own(loop, "collection") or own(node, "collection")
    if bool(cardinality) == bool(collection):
        zh = "多实例必须有次数或 gucheng:collection，二者取一。"
        en = "Multi-instance needs either a cardinality or gucheng:collection."
        yield found("loops", node, zh, en)
    if cardinality.lstrip("-").isdigit() and int(cardinality) < 0:
        zh, en = "多实例的次数不能为负。", "The number of instances cannot be negative."
        yield found("loops", node, zh, en)
    if children(loop, *_DATA_LOOP):
        zh = "多实例的数据用 gucheng:collection、item、result 表示。"
        en = "Multi-instance data are said by gucheng:collection, item and result."
        yield found("loops", node, zh, en)


def data_flow(diagram: Diagram) -> Iterator[Finding]:
    """Report mappings of data that the engine does not execute."""
    for node in diagram.root.iter():
        what = kind(node)
        if what in ("dataInputAssociation", "dataOutputAssociation"):
            several = len(children(node, "sourceRef")) > 1
            if several or children(node, "assignment", "transformation"):
                zh = "数据关联里的赋值与转换不会执行，请用 gucheng:input。"
                en = "Assignments and transformations are not executed; use gucheng:input."
                yield found("data_flow", node.getparent(), zh, en)
            elif kind(node.getparent()).endswith("Event"):
                zh, en = "事件上的数据关联不会执行。", "Data associations of events do nothing."
                yield found("data_flow", node.getparent(), zh, en)
        elif what == "ioSpecification" and kind(node.getparent()) in _NO_IO:
            zh = "此处的输入输出规格不会执行，请用 gucheng:input 与 gucheng:output。"
            en = "This specification is not executed; use gucheng:input and gucheng:output."
            yield found("data_flow", node.getparent(), zh, en)


_NO_IO = frozenset(
    ("process", "subProcess", "transaction", "callActivity", "sendTask", "receiveTask")
)


def collections(diagram: Diagram) -> Iterator[Finding]:
    """Report data that are a collection by their definition and none as drawn, or the reverse."""
    for tag in ("dataInput", "dataOutput", "dataObject"):
        for node in diagram.named(tag):
            item = diagram.referred(node, "itemSubjectRef", "itemDefinition")
            if item is not None and flag(item, "isCollection", False) != flag(
                node, "isCollection", False
            ):
                zh, en = "集合标记与定义不一致。", "It is a collection in one place only."
                yield found("collections", node, zh, en)


def empty_sub_process(diagram: Diagram) -> Iterator[Finding]:
    """Report sub-processes with nothing in them."""
    for node in _activities(diagram):
        if kind(node) in SUB_PROCESSES and not any(kind(part) in FLOW_NODES for part in node):
            yield found("empty_sub_process", node, "子流程是空的。", "The sub-process is empty.")


def several_starts(diagram: Diagram) -> Iterator[Finding]:
    """Report sub-processes with several start events."""
    for node in _activities(diagram):
        if len(children(node, "startEvent")) > 1 and not flag(node, "triggeredByEvent", False):
            zh, en = "子流程只能有一个开始事件。", "A sub-process can have one start event."
            yield found("several_starts", node, zh, en)
