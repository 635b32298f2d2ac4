"""What a deed on a case will do, said in words before it is done."""

from __future__ import annotations

from dataclasses import dataclass

from engine.bpmn import Plan, affected
from engine.change import Change
from engine.errors import Refused
from engine.models import Case, Task
from engine.text import Text


@dataclass(frozen=True)
class Described:
    """A plan in sentences; `seen` is what the deed is given back, to be refused when it changed."""

    sentences: tuple[Text, ...]
    seen: str


def described(change: Change, plan: Plan) -> Described:
    """Return what a plan closes, stops and begins."""
    ends = affected(change.run, plan)
    lines = [_closed(task) for task in _tasks(change, ends.steps)]
    lines += [_no_longer(change, wait.element) for wait in ends.waits]
    lines += [_not_awaited(change, call.element) for call in ends.jobs]
    lines += [_cancelled(case) for case in _called(change, ends.calls)]
    lines.append(Text("将在“{what}”开始。", "“{what}” begins.", what=name_of(change, plan.target)))
    return Described(tuple(lines), _seen(plan))


def require_seen(plan: Plan, seen: str | None) -> None:
    """Refuse when the case has moved on since its plan was described."""
    if seen is not None and seen != _seen(plan):
        raise Refused(
            "这件事刚才有了变化，请重新查看将要发生什么。",
            "The case has moved on; look again at what will happen.",
        )


def _seen(plan: Plan) -> str:
    return " ".join(str(number) for number in plan.takes)


def name_of(change: Change, element: str) -> str:
    """Return an element's name as the diagram gives it."""
    known = change.definition.elements.get(element)
    return known.name if known and known.name else element


def _tasks(change: Change, steps: frozenset[int]) -> list[Task]:
    mine = (Task.case == change.case, Task.step.in_(steps), Task.status == "open")
    return list(Task.select().where(*mine).order_by(Task.id)) if steps else []


def _closed(task: Task) -> Text:
    if task.draft:
        return Text(
            "“{task}”将关闭，已填写的草稿作废。",
            "“{task}” is closed; what was typed for it so far is discarded.",
            task=task.name,
        )
    if task.claimed_by_id:
        return Text(
            "“{task}”将关闭，{person}不再办理。",
            "“{task}” is closed; {person} no longer does it.",
            task=task.name,
            person=Text(task.claimed_by.name, task.claimed_by.name_en or task.claimed_by.name),
        )
    return Text("“{task}”将关闭。", "“{task}” is closed.", task=task.name)


def _called(change: Change, calls: frozenset[int]) -> list[Case]:
    mine = (Case.parent == change.case, Case.call.in_(calls), Case.status == "open")
    return list(Case.select().where(*mine).order_by(Case.id)) if calls else []


def _cancelled(case: Case) -> Text:
    return Text(
        "被调用的事项 {number} 将撤销。",
        "The called case {number} is cancelled.",
        number=case.number,
    )


def _no_longer(change: Change, element: str) -> Text:
    return Text(
        "不再等待“{what}”。", "“{what}” is no longer waited for.", what=name_of(change, element)
    )


def _not_awaited(change: Change, element: str) -> Text:
    return Text(
        "“{what}”的结果不再采用。",
        "The result of “{what}” is no longer taken in.",
        what=name_of(change, element),
    )
