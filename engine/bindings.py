"""Which versions of other procedures a procedure calls, and that they never call it back."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.bpmn import CallTo, Definition, Finding
from engine.models import Procedure, ProcedureVersion
from engine.text import Text

Calls = dict[str, list[int | None]]


def called_version(key: str, number: int | None) -> ProcedureVersion | None:
    """Return one version of a procedure, the newest for None; None where there is no such."""
    rows = (
        ProcedureVersion.select(ProcedureVersion, Procedure)
        .join(Procedure)
        .where(Procedure.key == key)
        .order_by(ProcedureVersion.number.desc())
    )
    if number is not None:
        rows = rows.where(ProcedureVersion.number == number)
    found: ProcedureVersion | None = rows.first()
    return found


def calls_of(definition: Definition) -> Calls:
    """Return the procedures that are called, each with its versions, None for the newest."""
    found: Calls = {}
    for call in definition.calls:
        versions = found.setdefault(call.procedure, [])
        if call.version not in versions:
            versions.append(call.version)
    return found


def check_calls(
    definition: Definition, definition_of: Callable[[int], Definition]
) -> Iterator[Finding]:
    """Report calls of what is not there, cannot be called or would come back to this procedure."""
    for call in definition.calls:
        if comes_back(definition.key, {call.procedure: [call.version]}):
            zh, en = "调用最终回到流程自己。", "The calls come back to the procedure itself."
            yield _about(call, Text(zh, en))
            continue
        version = called_version(call.procedure, call.version)
        if version is not None:
            yield from _about_version(call, definition_of(version.id))
        else:
            yield _about(
                call,
                Text(
                    "被调用的流程 {key} 没有这个版本。",
                    "The called procedure {key} has no such version.",
                    key=call.procedure,
                ),
            )


def _about_version(call: CallTo, called: Definition) -> Iterator[Finding]:
    """Report what the version that is called cannot do with this call."""
    if not any(start.kind == "none" for start in called.starts):
        zh, en = "被调用的流程没有普通的开始事件。", "The called one has no none start event."
        yield _about(call, Text(zh, en))
    for name in sorted(called.takes - call.gives) if call.gives is not None else ():
        zh, en = "没有给出被调用的流程需要的“{name}”。", "“{name}”, which it needs, is not given."
        yield _about(call, Text(zh, en, name=name))


def comes_back(key: str, calls: Calls) -> bool:
    """Would following these calls lead to the newest version of a procedure?"""
    seen: set[int] = set()
    level = [calls]
    while level:
        for called, numbers in level.pop().items():
            for number in numbers:
                if called == key and number is None:
                    return True
                version = called_version(called, number)
                if version is not None and version.id not in seen:
                    seen.add(version.id)
                    level.append(version.calls)
    return False


def _about(call: CallTo, text: Text) -> Finding:
    return Finding("called", "error", call.element, call.name, text)
