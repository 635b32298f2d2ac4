"""What the browser's form viewer gets: schema and data, translated, and only what may be seen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from engine.clock import LOCAL
from engine.forms.form import Form
from engine.forms.parts import Group, Part, Question, Rows
from engine.forms.rights import right_to
from engine.forms.shapes import MOBILE
from engine.forms.words import BAD_MOBILE
from engine.text import Text

_PHRASES = ("label", "description", "dateLabel", "timeLabel", "text", "alt", "title", "placeholder")


def shown_schema(
    form: Form,
    locale: str = "zh",
    phrases: Mapping[str, str] | None = None,
    access: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return the form-js schema for one person: translated, with their rights, without our own.

    `access` says write, read or hidden by key. Properties such as classes and checks stay here;
    types that form-js lacks become ones it has: a tree is a select, a person a select or a text.
    """
    said = _Said(locale, {**form.phrases, **(phrases or {})})
    schema = {name: value for name, value in form.schema.items() if name != "properties"}
    schema["components"] = _level(form.parts, said, access or {}, (), "write")
    return schema


class _Said:
    """How phrases are said in one language."""

    def __init__(self, locale: str, phrases: Mapping[str, str]) -> None:
        self.locale, self.phrases = locale, {} if locale.startswith("zh") else phrases

    def phrase(self, phrase: Any) -> Any:
        return self.phrases.get(phrase, phrase) if isinstance(phrase, str) else phrase

    def text(self, text: Text) -> str:
        return text.say(self.locale)


def _level(
    parts: tuple[Part, ...],
    said: _Said,
    access: Mapping[str, str],
    path: tuple[str, ...],
    around: str,
) -> list[dict[str, Any]]:
    shown = []
    for part in parts:
        here = (*path, *part.steps)
        right = right_to(here, access, around)
        if right == "hidden":
            continue
        component = _translated(part.component, said)
        if isinstance(part, Group):
            component["components"] = _level(part.parts, said, access, here, right)
        if isinstance(part, Rows) and right == "read":
            component["allowAddRemove"] = False
        if isinstance(part, Question):
            component.update(_question(part, component, said, right))
        shown.append(component)
    return shown


def _translated(component: Mapping[str, Any], said: _Said) -> dict[str, Any]:
    """Return a component without our properties, its phrases in the reader's language."""
    shown = {name: value for name, value in component.items() if name != "properties"}
    for name in _PHRASES:
        if name in shown:
            shown[name] = said.phrase(shown[name])
    if isinstance(shown.get("appearance"), Mapping):
        shown["appearance"] = {
            name: said.phrase(word) for name, word in shown["appearance"].items()
        }
    if isinstance(shown.get("columns"), list):
        shown["columns"] = [
            {**column, "label": said.phrase(column.get("label"))} for column in shown["columns"]
        ]
    return shown


def _question(
    question: Question, component: dict[str, Any], said: _Said, right: str
) -> dict[str, Any]:
    """Return what differs in the browser from a question as it is written."""
    change: dict[str, Any] = {}
    if right == "read":
        change["readonly"] = True
    if isinstance(component.get("validate"), Mapping):
        change["validate"] = _validate(component["validate"], said)
    if question.options:
        change["values"] = [
            {"value": option.value, "label": said.text(option.label)}
            for option in question.options
            if not option.is_family
        ]
    return {**change, **_in_form_js(question)}


def _validate(written: Mapping[str, Any], said: _Said) -> dict[str, Any]:
    validate = dict(written)
    if validate.get("validationType") == "phone":  # form-js would ask for an international number
        del validate["validationType"]
        validate.update(pattern=MOBILE, patternErrorMessage=said.text(BAD_MOBILE))
    elif "patternErrorMessage" in validate:
        validate["patternErrorMessage"] = said.phrase(validate["patternErrorMessage"])
    return validate


def _in_form_js(question: Question) -> dict[str, Any]:
    """Return the type that stands in for one of ours."""
    chooses = bool(question.options or question.options_from)
    if question.kind.name == "tree":
        return {"type": "select", "searchable": True}
    if question.kind.name == "person":
        return {"type": "select", "searchable": True} if chooses else {"type": "textfield"}
    if question.kind.name == "persons":
        return {"type": "taglist"} if chooses else {"type": "textfield"}
    return {}


def browser_data(
    form: Form, data: Mapping[str, Any], access: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return data as form-js and HTML fields take it: plain JSON of this form's visible fields."""
    return _data_level(form.parts, data, access or {}, (), "write")


def _data_level(
    parts: tuple[Part, ...],
    data: Mapping[str, Any],
    access: Mapping[str, str],
    path: tuple[str, ...],
    around: str,
) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for part in parts:
        here = (*path, *part.steps)
        right = right_to(here, access, around)
        if right == "hidden" or not isinstance(part, Question | Group):
            continue
        below = _below(data, part.steps)
        if isinstance(part, Rows):
            rows = below if isinstance(below, list) else []
            value: Any = [_data_level(part.parts, row, access, here, right) for row in rows]
        elif isinstance(part, Group):
            inner = _data_level(part.parts, below or {}, access, here, right)
            _merge(shown, part.steps, inner)
            continue
        else:
            value = in_browser(part, below)
        if below is not None:
            _merge(shown, part.steps[:-1], {part.steps[-1]: value})
    return shown


def _below(data: Any, steps: tuple[str, ...]) -> Any:
    for step in steps:
        data = data.get(step) if isinstance(data, Mapping) else None
    return data


def _merge(shown: dict[str, Any], steps: tuple[str, ...], inner: Mapping[str, Any]) -> None:
    for step in steps:
        shown = shown.setdefault(step, {})
    shown.update(inner)


def in_browser(question: Question, value: Any) -> Any:
    """Return one typed value as the browser's field for it takes it."""
    if question.kind.name == "person" and isinstance(value, Mapping):
        return value.get("id") or value.get("name")
    if question.kind.name == "persons" and isinstance(value, list):
        names = [one.get("id") or one.get("name") for one in value if isinstance(one, Mapping)]
        return names if question.options or question.options_from else "、".join(map(str, names))
    return _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(LOCAL).isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat(timespec="minutes")
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)
