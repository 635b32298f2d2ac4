"""How a question looks as a native control of HTML: its shape, limits and choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from engine.feel import Expression
from engine.forms.kinds import Options, Unread, read_datetime
from engine.forms.parts import Question
from engine.forms.shapes import MOST_FILES
from engine.text import Text

Shape = Literal[
    "line", "lines", "number", "date", "time", "datetime", "tick", "choose", "pick", "picks",
    "file", "fact", "group", "list", "row", "text", "rule", "image", "table",
]  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """One thing to choose; `family` is the heading it stands under."""

    value: str
    label: Text
    family: Text | None
    chosen: bool


_SHAPES: dict[str, Shape] = {
    "textarea": "lines",
    "number": "number",
    "checkbox": "tick",
    "date": "date",
    "time": "time",
    "datetime": "datetime",
    "select": "choose",
    "tree": "choose",
    "radio": "pick",
    "checklist": "picks",
    "taglist": "picks",
    "filepicker": "file",
}


def shape_of(question: Question, options: Options) -> Shape:
    if question.kind.name == "person" and options:
        return "choose"
    if question.kind.name == "persons" and options:
        return "picks"
    return _SHAPES.get(question.kind.name, "line")


def input_kind(question: Question) -> str:
    validation = (question.component.get("validate") or {}).get("validationType")
    if validation in ("email", "phone"):
        return str(validation)
    name = question.kind.name
    return name if name in ("number", "date", "time", "datetime") else "text"


def as_typed(question: Question, value: Any) -> Any:
    """Return a value as the native control takes it; what nobody can read stays as it was typed."""
    if question.kind.name == "geo" and isinstance(value, Mapping):
        return value.get("place")
    if question.kind.name == "datetime" and value is not None:
        try:
            return read_datetime(value).strftime("%Y-%m-%dT%H:%M")
        except Unread:
            return value
    return value


def limits_of(question: Question) -> dict[str, str]:
    """Return the limits that HTML knows, where they are fixed."""
    names = {"min": "min", "max": "max", "minLength": "minlength", "maxLength": "maxlength"}
    limits = {
        names[name]: str(bound)
        for name, bound in question.bounds.items()
        if name in names and not isinstance(bound, Expression)
    }
    component = question.component
    if question.kind.name == "number":
        digits = component.get("decimalDigits")
        step = component.get("increment") or (f"{10.0**-digits:.{digits}f}" if digits else digits)
        limits["step"] = str(step) if step else "1" if digits == 0 else "any"
    if question.kind.source == "files":
        if component.get("accept"):
            limits["accept"] = str(component["accept"])
        if component.get("multiple") or question.bounds.get("maxFiles", 1) != 1:
            limits["multiple"] = str(question.bounds.get("maxFiles", MOST_FILES))
    return limits


def choices_of(options: Options, value: Any) -> tuple[Choice, ...]:
    chosen = value if isinstance(value, list | tuple) else [value]
    written = {str(one).lower() if isinstance(one, bool) else str(one) for one in chosen}
    found, family = [], None
    for option in options:
        if option.is_family:
            family = option.label
            continue
        if family is not None and not option.label.zh.startswith(family.zh):
            family = None
        label = option.label if family is None else _below(option.label, family)
        found.append(Choice(option.written, label, family, option.written in written))
    return tuple(found)


def _below(label: Text, family: Text) -> Text:
    return Text(label.zh.removeprefix(f"{family.zh} / "), label.en.removeprefix(f"{family.en} / "))


def words_of(value: Any, options: Options) -> Any:
    """Return a value to be read: the labels of what was chosen, else as it is."""
    if isinstance(value, list | tuple):
        return [words_of(one, options) for one in value]
    for option in options:
        if isinstance(value, str | int | float) and option.value == value:
            return option.label
    return value
