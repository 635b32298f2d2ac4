"""The component types that forms may use, each with the JSON Schema of its answers."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine.forms import kinds, words
from engine.forms.kinds import MOST_CHARACTERS, Options
from engine.forms.parts import Kind, Question

Bounds = Mapping[str, Any]

LINE_LENGTH = 200
TEXT_LENGTH = 20_000
MOST_FILES = 9
MOST_BYTES = 10 * 1024 * 1024
MOBILE = r"^1[3-9]\d{9}$"


def _text(question: Question, bounds: Bounds, _options: Options) -> dict[str, Any]:
    usual = LINE_LENGTH if question.kind.name == "textfield" else TEXT_LENGTH
    most = _whole(bounds.get("maxLength"), usual)
    shape: dict[str, Any] = {"type": "string", "maxLength": min(most, MOST_CHARACTERS)}
    if least := _whole(bounds.get("minLength"), 0):
        shape["minLength"] = least
    if _validation(question).get("validationType") == "email":
        shape["format"] = "email"
    return shape


def _number(question: Question, bounds: Bounds, _options: Options) -> dict[str, Any]:
    shape: dict[str, Any] = {"type": "number"}
    for ours, theirs in (("min", "minimum"), ("max", "maximum")):
        if (bound := _decimal(bounds.get(ours))) is not None:
            shape[theirs] = bound
    multiples = []
    if (digits := question.component.get("decimalDigits")) is not None:
        multiples.append({"multipleOf": Decimal(1).scaleb(-int(digits))})
    if step := _decimal(question.component.get("increment")):
        multiples.append({"multipleOf": step})
    return {**shape, "allOf": multiples} if multiples else shape


def _yes_no(question: Question, _bounds: Bounds, _options: Options) -> dict[str, Any]:
    return {"const": True} if question.required else {"type": "boolean"}


def _as_text(_question: Question, _bounds: Bounds, _options: Options) -> dict[str, Any]:
    return {"type": "string"}


def _choice(_question: Question, _bounds: Bounds, options: Options) -> dict[str, Any]:
    return {"enum": [option.value for option in options if not option.is_family] or [None]}


def _choices(question: Question, bounds: Bounds, options: Options) -> dict[str, Any]:
    return _list(question, bounds, _choice(question, bounds, options))


def _place(_question: Question, _bounds: Bounds, _options: Options) -> dict[str, Any]:
    fraction = {"type": "number", "minimum": 0, "maximum": 1}
    return {
        "type": "object",
        "properties": {
            "place": {"type": "string"},
            "point": {"type": "array", "items": fraction, "minItems": 2, "maxItems": 2},
        },
        "required": ["place"],
    }


_PERSON = {
    "type": "object",
    "properties": {"name": {"type": "string", "minLength": 1}},
    "required": ["id", "name"],
}


def _person(_question: Question, _bounds: Bounds, _options: Options) -> dict[str, Any]:
    return _PERSON


def _persons(question: Question, bounds: Bounds, _options: Options) -> dict[str, Any]:
    return _list(question, bounds, _PERSON)


_FILE = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "minLength": 1, "maxLength": 200},
        "name": {"type": "string", "minLength": 1, "maxLength": 255},
        "type": {"type": "string", "maxLength": 200},
        "size": {"type": "integer", "minimum": 0},
        "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    },
    "required": ["id", "name", "type", "size", "sha256"],
}


def _files(question: Question, bounds: Bounds, _options: Options) -> dict[str, Any]:
    usual = MOST_FILES if question.component.get("multiple") else 1
    most = _whole(bounds.get("maxFiles"), usual)
    least = _whole(bounds.get("minFiles"), 0)
    return _list(question, {"minItems": least, "maxItems": most}, _FILE)


def _list(_question: Question, bounds: Bounds, each: dict[str, Any]) -> dict[str, Any]:
    shape = {"type": "array", "items": each, "uniqueItems": True}
    for name in ("minItems", "maxItems"):
        if bound := _whole(bounds.get(name), 0):
            shape[name] = bound
    return shape


def _validation(question: Question) -> Mapping[str, Any]:
    found = question.component.get("validate")
    return found if isinstance(found, Mapping) else {}


def _decimal(written: Any) -> Any:
    """Return a bound exactly, None when there is none or its expression gave none."""
    if written is None or isinstance(written, bool) or written == "":
        return None
    try:
        return kinds.read_number(written)
    except kinds.Unread:
        return None


def _whole(written: Any, usual: int) -> int:
    number = _decimal(written)
    return usual if number is None else max(int(number), 0)


def _no_reading(raw: Any, _options: Options) -> Any:
    """Return what the server itself supplies."""
    return raw


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("textfield", kinds.read_line, _text, words.MISSING),
        Kind("textarea", kinds.read_lines, _text, words.MISSING),
        Kind("number", kinds.read_number, _number, words.MISSING),
        Kind("checkbox", kinds.read_yes_no, _yes_no, words.TICK, empty=bool),
        Kind("date", kinds.read_date, _as_text, words.MISSING),
        Kind("time", kinds.read_time, _as_text, words.MISSING),
        Kind("datetime", kinds.read_datetime, _as_text, words.MISSING),
        Kind("select", kinds.read_choice, _choice, words.CHOOSE, chooses=True),
        Kind("radio", kinds.read_choice, _choice, words.CHOOSE, chooses=True),
        Kind("tree", kinds.read_choice, _choice, words.CHOOSE, chooses=True),
        Kind(
            "checklist", kinds.read_choices, _choices, words.CHOOSE, list, chooses=True, many=True
        ),
        Kind("taglist", kinds.read_choices, _choices, words.CHOOSE, list, chooses=True, many=True),
        Kind("filepicker", _no_reading, _files, words.ATTACH, list, source="files", many=True),
        Kind("expression", _no_reading, _as_text, words.MISSING, source="computed"),
        Kind("geo", kinds.read_place, _place, words.MISSING),
        Kind("person", kinds.read_person, _person, words.MISSING),
        Kind("persons", kinds.read_persons, _persons, words.MISSING, list, many=True),
    )
}
"""Kinds by name: form-js types, but datetime goes by its subtype and many persons are `persons`."""


def as_json(value: Any) -> Any:
    """Return a typed value as JSON Schema looks at it."""
    return value.isoformat() if hasattr(value, "isoformat") else value
