"""What of a case's data is shown as it is: personal values only to who has a task (DOMAIN §1.1)."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine.forms import Form
from engine.forms.parts import Group, Part, Question, Rows, questions
from engine.text import Text

PERSONAL = frozenset({"C3", "C4"})
HIDDEN = "***"

# what a text looks like → how much of it stays
_MASKS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"(\d{6})\d{8}(\d{3}[\dXx])"), lambda it: f"{it[1]}********{it[2]}"),
    (
        re.compile(r"(?:\+?86[- ]?)?(1\d{2})[- ]?\d{4}[- ]?(\d{4})"),
        lambda it: f"{it[1]}****{it[2]}",
    ),
    (re.compile(r"\d{9,15}(\d{4})"), lambda it: f"****{it[1]}"),
    (
        re.compile(r"([\u4e00-\u9fff][A-Z])[·. ]?[A-Z0-9]{3,4}([A-Z0-9]{2})"),
        lambda it: f"{it[1]}***{it[2]}",
    ),
    (
        re.compile(r"(.*?\d+\s*(?:号楼|号院|号|栋|幢|座|楼))\S*.*", re.DOTALL),
        lambda it: f"{it[1]}{HIDDEN}",
    ),
    (re.compile(r"([\u4e00-\u9fff])[\u4e00-\u9fff·]{1,9}"), lambda it: f"{it[1]}*"),
)


def mask(value: Any) -> str:
    """Return a personal value masked: 张*, 138****1234, an address up to its building."""
    if isinstance(value, Mapping):
        value = value.get("place") or value.get("name")
    if not isinstance(value, str) or not value.strip():
        return HIDDEN
    for pattern, shortened in _MASKS:
        if found := pattern.fullmatch(value.strip()):
            return shortened(found)
    return HIDDEN


@dataclass(frozen=True)
class Shown:
    """One answer as pages show it: a typed value, an option's words, a mask, or rows of answers.

    `field` is the dotted path of the question, rows without their numbers.
    """

    label: Text
    value: Any
    kind: str
    masked: bool = False
    rows: tuple[tuple[Shown, ...], ...] = ()
    field: str = ""
    data_class: str = "C2"


NOTHING: Container[str] = frozenset()


def answers_shown(
    form: Form, data: Mapping[str, Any], *, clear: Container[str] = NOTHING
) -> list[Shown]:
    """Return what a form's questions were answered with; personal data is masked but for `clear`,
    the fields that this person has had shown, by their dotted paths."""
    return list(_shown(form.parts, data, clear, ()))


def _shown(
    parts: Iterable[Part], data: Mapping[str, Any], clear: Container[str], around: tuple[str, ...]
) -> Iterator[Shown]:
    for part in parts:
        value, path = _inside(data, part.steps), (*around, *part.steps)
        if isinstance(part, Question) and not _is_empty(value):
            yield _answer(part, value, clear, ".".join(path))
        elif isinstance(part, Rows) and isinstance(value, list | tuple) and value:
            rows = tuple(
                tuple(_shown(part.parts, row, clear, path))
                for row in value
                if isinstance(row, Mapping)
            )
            yield Shown(part.label, None, "rows", rows=rows)
        elif isinstance(part, Group) and not isinstance(part, Rows):
            inner = value if isinstance(value, Mapping) else {}
            yield from _shown(part.parts, inner, clear, path)


def _answer(question: Question, value: Any, clear: Container[str], field: str) -> Shown:
    masked = question.data_class in PERSONAL and field not in clear
    if masked:
        shown = mask(value) if question.data_class == "C3" else HIDDEN
    else:
        shown = _labelled(value, {option.written: option.label for option in question.options})
    return Shown(
        question.label,
        shown,
        question.kind.name,
        masked,
        field=field,
        data_class=question.data_class,
    )


def withheld(
    form: Form | None, known: Mapping[str, Any], clear: Container[str] = NOTHING
) -> dict[str, str]:
    """Return as rights of access that sensitive answers which are known already stay hidden from
    who has not had them shown; they stay what they are."""
    fields = form.sensitive if form else ()
    return {
        field: "hidden"
        for field in fields
        if field not in clear and any(True for _ in _known(known, field.split(".")))
    }


def _known(data: Any, steps: list[str]) -> Iterator[Any]:
    """Yield the answers under a path, in whatever rows they stand."""
    if isinstance(data, list | tuple):
        for row in data:
            yield from _known(row, steps)
    elif not steps:
        if not _is_empty(data) and data is not False:
            yield data
    elif isinstance(data, Mapping):
        yield from _known(data.get(steps[0]), steps[1:])


def _labelled(value: Any, labels: Mapping[str, Text]) -> Any:
    if isinstance(value, list | tuple):
        return [_labelled(each, labels) for each in value]
    return labels.get(str(value), value) if isinstance(value, str) else value


def _inside(data: Any, steps: tuple[str, ...]) -> Any:
    for step in steps:
        data = data.get(step) if isinstance(data, Mapping) else None
    return data


def _is_empty(value: Any) -> bool:
    return value is None or value == "" or value == []


# what the history notes besides answers, in words; keys that are not here stand for themselves
NOTED: Mapping[str, Text] = {
    "moved": Text("变动的期限", "Due dates moved"),
    "value": Text("结果", "Result"),
    "result": Text("结果", "Result"),
    "rules": Text("适用的规则", "Rules that applied"),
    "decision": Text("决策", "Decision"),
    "action": Text("动作", "Action"),
    "message": Text("消息", "Message"),
    "to": Text("发往", "To"),
    "sender": Text("来自", "From"),
    "reason": Text("理由", "Reason"),
    "error": Text("错误", "Error"),
    "left": Text("离开", "Left"),
    "from_version": Text("原版本", "Version before"),
    "to_version": Text("新版本", "Version now"),
    "note": Text("说明", "Note"),
    "amount": Text("延长", "By"),
    "limit": Text("依据的期限", "Under the limit"),
    "approver": Text("批准人", "Approved by"),
    "told": Text("告知当事人", "The person was told"),
    "data_class": Text("信息类别", "Class"),
}
# these never tell what a form asked
NOTED_PLAIN = frozenset({"decision", "action", "message", "to", "sender", "reason", "data_class"})
# stands in the sentence already, or is ours alone
_SAID = frozenset({"task", "behalf", "source", "percent", "why", "field"})
_SIDES = {
    "before": ("原为：{label}", "Before: {label}"),
    "after": ("现为：{label}", "Now: {label}"),
}


def details_shown(
    values: Any,
    forms: Iterable[Form],
    *,
    clear: Container[str] = NOTHING,
    words: Mapping[str, str] | None = None,
    secret: bool = False,
) -> list[Shown]:
    """Return what an event of the history noted, in the forms' words, masked as the data is.

    `words` are those for keys that no form asks for. In a `secret` event, which notes something
    sensitive, such keys are masked, too: they may tell the same in other words.
    """
    asked = {
        path[-1]: (".".join(path), one)
        for form in forms
        for path, one in questions(form.parts)
        if path
    }
    shown = _noted(values, asked, clear)
    return [_worded(one, words or {}) for one in (map(_blotted, shown) if secret else shown)]


def _blotted(shown: Shown) -> Shown:
    if shown.kind != "noted":
        return shown
    return replace(shown, value=HIDDEN, masked=True)


def _worded(shown: Shown, words: Mapping[str, str]) -> Shown:
    """Let a key that stands for itself be said in words, which pages translate."""
    label = shown.label
    if label.values or label.zh != label.en:
        return shown
    return replace(shown, label=Text("{key}", "{key}", key=words.get(label.zh, label.zh)))


def _noted(
    values: Any, asked: Mapping[str, tuple[str, Question]], clear: Container[str]
) -> Iterator[Shown]:
    for key, value in values.items() if isinstance(values, Mapping) else ():
        if _is_empty(value) or key in _SAID:
            continue
        if key in asked:
            field, question = asked[key]
            yield _answer(question, value, clear, field)
        elif key == "rules":
            yield Shown(NOTED[key], [_rule(each) for each in value], "rules")
        elif key in _SIDES and isinstance(value, Mapping):
            for one in _noted(value, asked, clear):
                yield replace(one, label=Text(*_SIDES[key], label=one.label))
        elif key == "moved":
            yield Shown(NOTED[key], [_moved(each) for each in value], "rules")
        elif isinstance(value, Mapping) and "name" not in value:
            yield from _noted(value, asked, clear)
        else:
            yield Shown(NOTED.get(key, Text(key)), value, "said" if key in NOTED_PLAIN else "noted")


def _moved(due: Mapping[str, Any]) -> Text:
    what = due["what"] or Text("整件", "the whole case")
    zh, en = "{what}：{before} → {after}", "{what}: {before} → {after}"
    return Text(zh, en, what=what, before=due["from"], after=due["to"])


def _rule(fired: Mapping[str, Any]) -> Text:
    notes = " ".join(fired.get("notes") or [])
    return Text("第 {number} 行 {notes}", "row {number} {notes}", number=fired["rule"], notes=notes)
