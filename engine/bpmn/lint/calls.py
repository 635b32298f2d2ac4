"""Whether calls say what they call, in which version, and never come back to where they began."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.bpmn.diagram import Diagram, local
from engine.bpmn.findings import Finding, found
from engine.bpmn.names import GLOBAL_TASKS, SCOPES, Node, bpmn, children, kind, own, own_children

_BINDING = re.compile(r"latest|version:[1-9][0-9]{0,8}")


def _calls(diagram: Diagram) -> Iterator[tuple[Node, str]]:
    for node in diagram.named("callActivity"):
        yield node, local(node.get("calledElement") or "")


def called_elements(diagram: Diagram) -> Iterator[Finding]:
    """Report call activities that call nothing, or a process that cannot be called."""
    for call, name in _calls(diagram):
        if not name:
            zh, en = "没有写明调用哪个流程。", "It does not say which procedure is called."
            yield found("called_elements", call, zh, en)
            continue
        target = diagram.by_id.get(name)
        if target is None or kind(target) in GLOBAL_TASKS:
            continue
        starts = children(target, "startEvent") if kind(target) in SCOPES else []
        if not any(not diagram.event_definitions(start) for start in starts):
            zh = "被调用的流程没有普通的开始事件。"
            yield found("called_elements", call, zh, "The called process has no none start event.")


def binding(diagram: Diagram) -> Iterator[Finding]:
    """Report calls bound to what is no version, and versions of what the same file holds."""
    for call, name in _calls(diagram):
        said = own(call, "binding")
        if said is None:
            continue
        if not _BINDING.fullmatch(said):
            zh = "gucheng:binding 只能是 latest 或 version:数字。"
            en = "gucheng:binding is latest, or version: and a number."
            yield found("binding", call, zh, en)
        elif name in diagram.by_id and said != "latest":
            zh = "同一文件里的流程没有别的版本。"
            yield found("binding", call, zh, "What the same file holds has no other version.")


def recursion(diagram: Diagram) -> Iterator[Finding]:
    """Report processes that call themselves, directly or by way of others in the file."""
    called = {
        process.get("id", ""): {
            local(node.get("calledElement") or "") for node in process.iter(bpmn("callActivity"))
        }
        for process in diagram.processes
    }
    for process in diagram.processes:
        name = process.get("id", "")
        if name in _reached(called, name):
            zh, en = "流程调用了自己。", "The process calls itself."
            yield found("recursion", process, zh, en)


def _reached(called: dict[str, set[str]], name: str) -> set[str]:
    seen: set[str] = set()
    level = list(called.get(name, ()))
    while level:
        here = level.pop()
        if here not in seen:
            seen.add(here)
            level += called.get(here, ())
    return seen


def told_at_start(diagram: Diagram) -> Iterator[Finding]:
    """Report none start events that compute what they are given: they only say its names."""
    for start in diagram.named("startEvent"):
        if diagram.event_definitions(start):
            continue
        for entry in own_children(start, "input"):
            if (entry.get("source") or entry.get("target")) != entry.get("target"):
                zh = "普通开始事件只写明收到哪些数据，不能换算。"
                en = "A none start event only names what it is given and computes nothing."
                yield found("told_at_start", start, zh, en)


def done_by_hand(diagram: Diagram) -> Iterator[Finding]:
    """Report calls of another procedure that do not say who does it by hand where it is off."""
    for call, name in _calls(diagram):
        if name and name not in diagram.by_id and own(call, "role") is None:
            zh = "没有写明被调用的流程停用时由谁人工办理（gucheng:role）。"
            en = "It does not say who does it by hand where the procedure is off (gucheng:role)."
            yield found("done_by_hand", call, zh, en)
