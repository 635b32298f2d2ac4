"""The kinds of step that every deed is tried on: a case whose step `work` 李四 has in hand.

Before it 李四 did `write`. Whoever is offered a task may be 李四 or 赵六.
"""

from __future__ import annotations

from collections.abc import Callable

from engine import (
    Case,
    Task,
    claim_task,
    complete_task,
    migrate_case,
    proposal,
    suspend_case,
    work_until_idle,
)
from engine.bpmn import Thrown
from engine.messages import post
from engine.models import ProcedureVersion
from tests.bpmn.diagrams import Box, process, timer
from tests.engine.conftest import Town
from tests.operations.cases import HELD, MESSAGE, ROOTS, opened, published, task_of, tasks, user

FEEL = 'xsi:type="bpmn:tFormalExpression"'


def joint(sequential: str) -> str:
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{sequential}">'
        f"<bpmn:loopCardinality {FEEL}>3</bpmn:loopCardinality>"
        "</bpmn:multiInstanceLoopCharacteristics>"
    )


def line(*ids: str, inner: str = "", begin: str = "s", end: str = "e") -> Box:
    """Steps one after the other; `inner` is what `work` holds."""
    box = Box().node("startEvent", begin)
    for id in ids:
        user(box, id, inner=inner if id == "work" else "")
    return box.node("endEvent", end).chain(begin, *ids, end)


def plain() -> Box:
    return line("write", "work", "after")


def parallel() -> Box:
    box = user(Box().node("startEvent", "s"), "write", "work", "beside", "after")
    box.node("parallelGateway", "split").node("parallelGateway", "join").node("endEvent", "e")
    return box.chain("s", "write", "split", "work", "join", "after", "e").chain(
        "split", "beside", "join"
    )


def inside() -> Box:
    inner = line("work", begin="s2", end="e2").xml()
    box = user(Box().node("startEvent", "s"), "write", "after")
    box.node("subProcess", "part", inner).node("endEvent", "e")
    return box.chain("s", "write", "part", "after", "e")


def timed() -> Box:
    box = user(plain(), "late").node("endEvent", "e3")
    box.node("boundaryEvent", "up", timer("P5D"), attachedToRef="work")
    return box.chain("up", "late", "e3")


def awaited() -> Box:
    box = user(Box().node("startEvent", "s"), "write", "work", "after").node("endEvent", "e")
    box.node("intermediateCatchEvent", "told", MESSAGE)
    return box.chain("s", "write", "told", "work", "after", "e")


def brought(town: Town, box: Box) -> Case:
    """Bring a case to `work`, in 李四's hands."""
    case = opened(town, box)
    complete_task(task_of(case, "write").id, town.who("李四"), {})
    return taken(town, case)


def taken(town: Town, case: Case) -> Case:
    work = task_of(case, "work")
    if work.claimed_by_id is None:
        claim_task(work.id, town.who("李四"))
    return case


def after_message(town: Town) -> Case:
    case = opened(town, awaited())
    complete_task(task_of(case, "write").id, town.who("李四"), {})
    post(case, Thrown("msg.ask", None, case.number, {}, ""))
    work_until_idle()
    return taken(town, case)


def called(town: Town) -> Case:
    """A case that another one has called and waits for."""
    child = published(plain(), key="part")
    box = user(Box().node("startEvent", "s"), "then").node("endEvent", "e")
    box.node("callActivity", "c", calledElement="part", gucheng_role="grp_chief")
    box.chain("s", "c", "then", "e")
    xml = process(box, ROOTS, "whole", **HELD).decode()
    parent = published(box, key="whole")
    ProcedureVersion.update(xml=xml, calls={"part": child.id}).where(
        ProcedureVersion.id == parent.id
    ).execute()
    whole = opened(town, key="whole")
    case = Case.get(Case.parent == whole)
    first = task_of(case, "write")
    complete_task(first.id, town.who("李四"), {})
    return taken(town, case)


def suspended(town: Town) -> Case:
    case = brought(town, plain())
    suspend_case(case.id, town.who("陈主任"), "等待")
    return case


def ended(town: Town) -> Case:
    case = brought(town, plain())
    for element in ("work", "after"):
        complete_task(task_of(case, element).id, town.who("李四"), {})
    return case


def migrated(town: Town) -> Case:
    case = brought(town, plain())
    newer = published(line("write", "work", "between", "after"))
    mapping = proposal(case.version, newer)
    migrate_case(case.id, newer.id, mapping, town.who("陈主任"), "新版")
    return case


KINDS: dict[str, Callable[[Town], Case]] = {
    "plain": lambda town: brought(town, plain()),
    "parallel way": lambda town: brought(town, parallel()),
    "sub-process": lambda town: brought(town, inside()),
    "joint, at once": lambda town: brought(
        town, line("write", "work", "after", inner=joint("false"))
    ),
    "joint, in turn": lambda town: brought(
        town, line("write", "work", "after", inner=joint("true"))
    ),
    "timer on it": lambda town: brought(town, timed()),
    "after a message": after_message,
    "called case": called,
    "suspended": suspended,
    "ended": ended,
    "migrated": migrated,
}


def standing(case: Case) -> str:
    """Return the open tasks of a case with who has them: `after, work@赵六`."""
    rows = Task.select().where(Task.case == case, Task.status == "open").order_by(Task.id)
    said = sorted(
        (f"{row.element}✎" if row.mode == "sign" else row.element)
        + (f"@{row.claimed_by.name}" if row.claimed_by_id else "")
        for row in rows
    )
    return ", ".join(said) or "—"


def work_of(case: Case) -> Task:
    """Return the task `work` that is or was 李四's."""
    mine = (Task.case == case, Task.element == "work", Task.mode != "sign")
    rows = list(Task.select().where(*mine).order_by(Task.status != "open", Task.id))
    found: Task = next((row for row in rows if row.claimed_by_id is not None), rows[0])
    return found


__all__ = ["KINDS", "standing", "tasks", "work_of"]
