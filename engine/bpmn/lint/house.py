"""What our house asks of a diagram beyond what the standard does."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator

from engine.bpmn.diagram import Diagram
from engine.bpmn.extensions import due_of, roles_of
from engine.bpmn.findings import Finding, found
from engine.bpmn.lint.names import Names
from engine.bpmn.names import Node, bpmn, child, kind, own, own_children
from engine.limits import BadLimit, parse_limit

_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
MOST_SPLITS = 100  # each costs a walk through the diagram
_DECIDING = ("exclusiveGateway", "inclusiveGateway")


def default_exit(diagram: Diagram) -> Iterator[Finding]:
    """Report deciding gateways without a default exit."""
    for node in diagram.flow_nodes:
        exits = diagram.outgoing.get(node.get("id", ""), [])
        asks = any(child(flow, "conditionExpression") is not None for flow in exits)
        if kind(node) in _DECIDING and asks and node.get("default") is None:
            zh, en = (
                "带条件的网关必须有默认出口。",
                "A gateway with conditions needs a default exit.",
            )
            yield found("default_exit", node, zh, en)


def who(diagram: Diagram) -> Iterator[Finding]:
    """Report user tasks that no role is to do."""
    for node in _user_tasks(diagram):
        if not roles_of(node, diagram) and own(node, "assignee") is None:
            zh = "用户任务没有办理角色（自身或泳道）。"
            yield found("who", node, zh, "No role is to do this task, by itself or its lane.")


def share(diagram: Diagram) -> Iterator[Finding]:
    """Report user tasks shared out in a way that there is not."""
    for node in _user_tasks(diagram):
        if own(node, "share") not in (None, "fair"):
            yield found(
                "share",
                node,
                "gucheng:share 只能是 fair（按工作量分派）。",
                "gucheng:share can only be fair (by workload).",
            )


def form(diagram: Diagram) -> Iterator[Finding]:
    """Report user tasks without a form."""
    for node in _user_tasks(diagram):
        if own(node, "form") is None:
            yield found("form", node, "用户任务没有表单。", "The user task has no form.")


def deadline(diagram: Diagram) -> Iterator[Finding]:
    """Warn of user tasks without a deadline; report deadlines that say nothing."""
    drawn = [(node, due_of(node)) for node in (*diagram.processes, *_user_tasks(diagram))]
    for node, due in drawn:
        if due is None and kind(node) == "process":
            continue
        if due is None:
            zh, en = "用户任务没有期限。", "The user task has no deadline."
            yield found("deadline", node, zh, en, severity="warning")
        elif due.limit is None and due.within is None:
            zh = "期限必须写 limit 或 within。"
            yield found("deadline", node, zh, "A deadline needs limit or within.")
        elif due.within is not None and not is_amount(due.within):
            zh, en = "“{text}”不是时限，应像 3WD。", "“{text}” is no limit such as 3WD."
            yield found("deadline", node, zh, en, text=due.within)


def is_amount(within: str) -> bool:
    """Is it FEEL, or an amount of time that can be counted?"""
    if within.strip().startswith("="):
        return True
    try:
        parse_limit(within)
    except BadLimit:
        return False
    return True


def labels(diagram: Diagram) -> Iterator[Finding]:
    """Report tasks, events and deciding gateways without a name."""
    for node in diagram.flow_nodes:
        what = kind(node)
        exits = diagram.outgoing.get(node.get("id", ""), [])
        deciding = what in _DECIDING and len(exits) > 1
        seen = what.endswith(("Task", "Event")) or what in ("task", "callActivity") or deciding
        if seen and not (node.get("name") or "").strip():
            yield found("labels", node, "元素没有名称。", "The element has no name.")


def ids(diagram: Diagram) -> Iterator[Finding]:
    """Report ids that are hard to write or have a meaning already."""
    for node in (*diagram.processes, *diagram.flow_nodes, *diagram.flows):
        name = node.get("id") or ""
        if not _ID.fullmatch(name) or name in ("Start", "End"):
            zh = "编号“{id}”只能用字母、数字和下划线，不能是 Start 或 End。"
            en = "The id “{id}” may hold letters, digits and underscores and not be Start or End."
            yield found("ids", node, zh, en, id=name)


def titled(diagram: Diagram) -> Iterator[Finding]:
    """Report processes without title or starters."""
    for process in diagram.executable:
        if own(process, "title") is None:
            zh, en = "流程没有 gucheng:title。", "The process has no gucheng:title."
            yield found("titled", process, zh, en)
        by_person = any(
            not diagram.event_definitions(start) for start in process.findall(bpmn("startEvent"))
        )
        if by_person and own(process, "starters") is None:
            zh = "流程没有写明谁可以启动（gucheng:starters）。"
            en = "The process does not say who may start it (gucheng:starters)."
            yield found("titled", process, zh, en)


def same_key(diagram: Diagram) -> Iterator[Finding]:
    """Report two branches that run side by side and write the same: the last one would win."""
    splits = [
        (node, diagram.outgoing.get(node.get("id", ""), []))
        for node in diagram.flow_nodes
        if kind(node) in ("parallelGateway", "inclusiveGateway")
    ]
    for node, exits in [split for split in splits if len(split[1]) > 1][:MOST_SPLITS]:
        for first, second, key in _clashes(_branches(diagram, node, exits)):
            yield found(
                "same_key",
                second,
                "与并行分支中的“{other}”写入相同的内容：{key}。",
                "It writes the same as “{other}” in a parallel branch: {key}.",
                other=first.get("name") or first.get("id"),
                key=key,
            )


def _branches(diagram: Diagram, split: Node, exits: list[Node]) -> list[list[Node]]:
    """Return the nodes that lie on one branch of a split only."""
    reached = []
    for flow in exits:
        seen: set[str] = set()
        level = [flow.get("targetRef", "")]
        while level:
            name = level.pop()
            if name not in seen and name != split.get("id"):
                seen.add(name)
                level += [f.get("targetRef", "") for f in diagram.outgoing.get(name, [])]
        reached.append(seen)
    counted = Counter(name for seen in reached for name in seen)
    only = [[name for name in seen if counted[name] == 1] for seen in reached]
    return [[n for name in names if (n := diagram.by_id.get(name)) is not None] for names in only]


def _clashes(branches: list[list[Node]]) -> Iterator[tuple[Node, Node, str]]:
    writers: dict[str, tuple[int, Node]] = {}
    for number, nodes in enumerate(branches):
        for node in sorted(nodes, key=lambda node: node.get("id")):
            for key in _written(node):
                first = writers.setdefault(key, (number, node))
                if first[0] != number:
                    yield first[1], node, key


def _written(node: Node) -> Iterator[str]:
    loop = child(node, "multiInstanceLoopCharacteristics")
    collected = None if loop is None else own(loop, "result")
    if collected is not None:
        yield collected
        return
    for attribute in ("form", "result"):
        value = own(node, attribute)
        if value is not None:
            yield value
    if kind(node) in ("serviceTask", "callActivity"):
        yield from (entry.get("target", "") for entry in own_children(node, "output"))


def known_names(diagram: Diagram, names: Names) -> Iterator[Finding]:
    """Report forms, decisions, actions, roles, limits and messages that nobody brings."""
    for node in (*diagram.processes, *_user_tasks(diagram)):
        due = due_of(node)
        if due is not None and due.limit is not None:
            yield from _unknown(node, "limit", [due.limit], names.limits)
    for node in diagram.root.iter():
        for attribute, known in (
            ("form", names.forms),
            ("decision", names.decisions),
            ("action", names.actions),
        ):
            value = own(node, attribute) if kind(node) else None
            if value is not None:
                yield from _unknown(node, attribute, [value], known)
        for attribute in ("role", "starters"):
            value = own(node, attribute) if kind(node) else None
            yield from _unknown(node, attribute, (value or "").split(), names.roles)
        if kind(node) == "message":
            yield from _unknown(node, "message", [node.get("name") or ""], names.messages)


def _unknown(
    node: Node, what: str, values: list[str], known: Collection[str] | None
) -> Iterator[Finding]:
    for value in values if known is not None else ():
        if known is not None and value not in known:
            yield found(
                "known_names",
                node,
                "没有名为 {value} 的 {what}。",
                "There is no {what} named {value}.",
                what=what,
                value=value,
            )


def _user_tasks(diagram: Diagram) -> list[Node]:
    return [node for node in diagram.flow_nodes if kind(node) == "userTask"]


RULES: tuple[Callable[[Diagram], Iterator[Finding]], ...] = (
    default_exit,
    who,
    share,
    form,
    deadline,
    labels,
    ids,
    titled,
    same_key,
)
