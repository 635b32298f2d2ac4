"""What the browser's form viewer gets: schema and data, translated, and only what may be seen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from engine.clock import LOCAL
from engine.feel import Expression
from engine.forms.agreement import BOUNDS
from engine.forms.conditions import ONLY_IF_IT_APPLIES
from engine.forms.form import Form
from engine.forms.names import Steps
from engine.forms.parts import Group, Part, Question, Rows
from engine.forms.paths import dig
from engine.forms.rights import right_to
from engine.forms.settling import options_from
from engine.forms.shapes import MOBILE
from engine.forms.veil import Left, Veil
from engine.forms.words import BAD_MOBILE
from engine.text import Text

_PHRASES = ("label", "description", "dateLabel", "timeLabel", "text", "alt", "title", "placeholder")


def shown_schema(
    form: Form,
    locale: str = "zh",
    phrases: Mapping[str, str] | None = None,
    access: Mapping[str, str] | None = None,
    known: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the form-js schema for one person: translated, with their rights, without our own.

    `access` says write, read or hidden by key; `known` is the server's data, which decides what
    hangs on hidden fields. Properties such as classes and checks stay here; types that form-js
    lacks become ones it has: a tree is a select, a person a select or a text.
    """
    said = _Said(locale, {**(phrases or {}), **form.phrases})  # its plugin's own word first
    veil = Veil(form.parts, form.agreement, access or {}, known or {})
    showing = _Showing(form, said, access or {}, known or {}, veil)
    schema = {name: value for name, value in form.schema.items() if name != "properties"}
    schema["components"] = showing.level(form.parts, (), "write")
    return schema


class _Said:
    """How phrases are said in one language."""

    def __init__(self, locale: str, phrases: Mapping[str, str]) -> None:
        self.locale, self.phrases = locale, {} if locale.startswith("zh") else phrases

    def phrase(self, phrase: Any) -> Any:
        return self.phrases.get(phrase, phrase) if isinstance(phrase, str) else phrase

    def text(self, text: Text) -> str:
        return text.say(self.locale)


class _Showing:
    """One form on its way to one person."""

    def __init__(
        self,
        form: Form,
        said: _Said,
        access: Mapping[str, str],
        known: Mapping[str, Any],
        veil: Veil,
    ) -> None:
        self.form, self.said, self.access, self.known, self.veil = form, said, access, known, veil
        self.count = 0

    def level(self, parts: tuple[Part, ...], path: Steps, around: str) -> list[dict[str, Any]]:
        found = (self._part(part, path, around) for part in parts)
        return [component for component in found if component is not None]

    def _part(self, part: Part, path: Steps, around: str) -> dict[str, Any] | None:
        here = (*path, *part.steps)
        right = right_to(here, self.access, around)
        hides = self.veil.decided(part.hide, path) if part.hide else Left.TO_BROWSER
        if right == "hidden" or self._is_of_the_server(part):
            return None
        component = _translated(part.component, self.said)
        self.count += 1
        component.setdefault("id", f"shown-{self.count}")
        if isinstance(part, Group):
            component["components"] = self.level(part.parts, here, right)
        if isinstance(part, Rows) and right == "read":
            component["allowAddRemove"] = False
        if isinstance(part, Question):
            component.update(_question(part, component, self.said, right))
            self._decide(part, component, path)
        if hides is True:
            component["conditional"] = {"hide": "=true"}
        elif hides is not Left.TO_BROWSER:
            component.pop("conditional", None)
            if hides is Left.OPEN:
                _insist_on_nothing(component)
                words = (component.get("description"), self.said.text(ONLY_IF_IT_APPLIES))
                component["description"] = " ".join(filter(None, words))
        return component

    def _is_of_the_server(self, part: Part) -> bool:
        """Tell whether only the server computes a field."""
        if not isinstance(part, Question) or part.compute is None:
            return False
        return part in self.veil.veiled or not self.form.agreement.is_for_browser(part)

    def _decide(self, question: Question, component: dict[str, Any], around: Steps) -> None:
        """Write down what the server decides, and leave out what only it will know."""
        if isinstance(question.readonly, Expression):
            self._settle(component, "readonly", question.readonly, around)
        for name in BOUNDS:
            bound = question.bounds.get(name)
            if isinstance(bound, Expression):
                self._settle(component["validate"], name, bound, around)
        if isinstance(question.options_from, Expression):
            found = self.veil.decided(question.options_from, around)
            if not isinstance(found, Left):
                self._offer(component, "valuesExpression", found)
        elif question.options_from is not None:
            self._offer(component, "valuesKey", dig(self.known, question.options_from))

    def _offer(self, component: dict[str, Any], instead_of: str, values: Any) -> None:
        """Write the options down where a name or an expression stood for them."""
        del component[instead_of]
        component["values"] = [
            {"value": _plain(one.value), "label": self.said.text(one.label)}
            for one in options_from(values)
        ]

    def _settle(
        self, component: dict[str, Any], name: str, expression: Expression, around: Steps
    ) -> None:
        found = self.veil.decided(expression, around)
        if found is Left.OPEN or found is None:
            component.pop(name, None)
        elif found is not Left.TO_BROWSER:
            component[name] = _plain(found)


def _insist_on_nothing(component: dict[str, Any]) -> None:
    """Let a field stay open whose condition only the server knows."""
    if isinstance(component.get("validate"), Mapping):
        component["validate"] = {**component["validate"], "required": False}
    for inner in component.get("components", []):
        _insist_on_nothing(inner)


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
        is_read = right == "read" or question.readonly is True
        # what is only shown was judged where it was asked; nobody could mend it here
        change["validate"] = {} if is_read else _validate(component["validate"], said)
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
