"""Which names the expressions of diagrams may read, and what is known of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from inspect import Parameter, signature
from typing import Any, TypeVar

from engine.bpmn import Answering, Vocabulary
from engine.bring import Brought, Rule, Setting
from engine.counting import FUNCTIONS
from engine.dmn import BadDecision, known_decision
from engine.feel.static import (
    ANY,
    BOOLEAN,
    DATE_TIME,
    NUMBER,
    STRING,
    Known,
    context,
    one_of,
)
from engine.forms import BadForm, known_answers, misread
from engine.lawfiles import limits_of
from engine.legal import legal_names
from engine.registry import installed_plugins
from engine.text import Text

_Thing = TypeVar("_Thing")
PERSON = context({"id": STRING, "name": STRING})
CASE = context(
    {
        "number": STRING,
        "title": STRING,
        "procedure": STRING,
        "community": STRING,
        "started_at": DATE_TIME,
        "due_at": DATE_TIME,
        "starter": PERSON,
        "parent": STRING,
    }
)
"""What `case` is to every expression, as engine.world gives it."""
_LENT = frozenset({"case", "clock", "key"})
_SETTINGS = {"number": NUMBER, "text": STRING, "boolean": BOOLEAN, "plan": STRING}
_LIMIT = context({"value": NUMBER, "unit": STRING, "limit": STRING, "basis": STRING})


def vocabulary(brought: Brought) -> Vocabulary:
    """Return all that a set of plugins lets diagrams read."""
    return Vocabulary(
        forms={name: _answers(form) for name, form in brought.forms.items()},
        misread={name: partial(_misread, form) for name, form in brought.forms.items()},
        decisions=_told(brought.rules, _decision),
        actions=_told(brought.actions, _action),
        settings=_settings(brought),
        functions=FUNCTIONS,
        case=CASE,
        legal=_legal(),
    )


def _told(
    things: Mapping[str, _Thing], tell: Callable[[_Thing], Answering | None]
) -> dict[str, Answering]:
    """Return what is told of each by name; of some nothing can be."""
    return {name: told for name, thing in things.items() if (told := tell(thing)) is not None}


def _answers(form: Any) -> dict[str, Known]:
    try:
        return dict(known_answers(form.parts))
    except BadForm:
        return {}


def _misread(form: Any, names: Mapping[str, Known], data: Mapping[str, Known]) -> list[Text]:
    try:
        return list(misread(form.parts, names, data))
    except BadForm:
        return []


def _decision(rule: Rule) -> Answering | None:
    try:
        known = known_decision(rule.model, rule.decision)
    except BadDecision:
        return None
    return Answering(known.inputs, frozenset(known.inputs), known.result)


def _action(function: Callable[..., Any]) -> Answering | None:
    """Return what an action takes: its parameters but those that the engine lends."""
    parameters = [one for one in signature(function).parameters.values() if one.name not in _LENT]
    if any(one.kind is Parameter.VAR_KEYWORD for one in parameters):
        return None
    needs = frozenset(one.name for one in parameters if one.default is Parameter.empty)
    return Answering({one.name: ANY for one in parameters}, needs)


def _legal() -> Known:
    """Return the codes of the plugins' files: the register holds no others."""
    limits = {limit.code: limit for name in installed_plugins() for limit in limits_of(name)}
    return context(dict.fromkeys(legal_names(limits), _LIMIT))


def _settings(brought: Brought) -> dict[str, Known]:
    plugins: dict[str, dict[str, Known]] = {}
    for setting in brought.settings.values():
        plugin, _, name = setting.key.partition(".")
        plugins.setdefault(plugin, {})[name] = _setting(setting)
    return {plugin: context(members) for plugin, members in plugins.items()}


def _setting(setting: Setting) -> Known:
    return one_of(setting.choices) if setting.choices else _SETTINGS.get(setting.type, ANY)
