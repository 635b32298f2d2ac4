"""Which shapes a form-js schema may have at all: checked before anything in it is understood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs

from engine.text import Text

DEEPEST = 6
_TEXT = {"type": "string", "maxLength": 20_000}
_FLAG = {"type": "boolean"}
_BOUND = {"type": ["number", "string"]}
_TEXTS = (
    "type id key path label description dateLabel timeLabel text subtype alt source accept "
    "expression valuesKey valuesExpression dataSource title"
)

_GRAMMAR = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["components", "schemaVersion"],
    "properties": {
        "id": _TEXT,
        "schemaVersion": {"const": 19},
        "components": {"$ref": "#/$defs/components"},
        "properties": {"$ref": "#/$defs/own"},
    },
    "$defs": {
        "components": {"type": "array", "maxItems": 500, "items": {"$ref": "#/$defs/component"}},
        "component": {
            "type": "object",
            "required": ["type"],
            "properties": {
                **dict.fromkeys(_TEXTS.split(), _TEXT),
                "conditional": {"type": "object", "properties": {"hide": _TEXT}},
                "validate": {
                    "type": "object",
                    "properties": {
                        "required": _FLAG,
                        "pattern": _TEXT,
                        "patternErrorMessage": _TEXT,
                        "validationType": _TEXT,
                        **dict.fromkeys(("min", "max", "minLength", "maxLength"), _BOUND),
                    },
                },
                "values": {"type": "array", "items": {"$ref": "#/$defs/option"}},
                "columns": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["key"],
                        "properties": {"key": _TEXT, "label": _TEXT},
                    },
                },
                "components": {"$ref": "#/$defs/components"},
                "properties": {"$ref": "#/$defs/own"},
                "appearance": {"type": "object"},
                "readonly": {"type": ["boolean", "string"]},
                "disabled": _FLAG,
                "multiple": _FLAG,
                "allowAddRemove": _FLAG,
                "disallowPassedDates": _FLAG,
                "defaultRepetitions": {"type": "integer", "minimum": 0, "maximum": 200},
                "decimalDigits": {"type": "integer", "minimum": 0, "maximum": 12},
                "increment": {
                    "anyOf": [
                        {"type": "number", "exclusiveMinimum": 0},
                        {"type": "string", "pattern": "^(?=.*[1-9])[0-9]{1,9}([.][0-9]{1,9})?$"},
                    ]
                },
            },
        },
        "option": {
            "anyOf": [
                {"type": ["string", "number", "boolean"]},
                {
                    "type": "object",
                    "required": ["value"],
                    "properties": {
                        "value": {"type": ["string", "number", "boolean"]},
                        "label": _TEXT,
                        "children": {"type": "array", "items": {"$ref": "#/$defs/option"}},
                    },
                },
            ]
        },
        "own": {
            "type": "object",
            "additionalProperties": {"type": ["string", "number", "boolean"]},
        },
    },
}
_VALIDATOR = jsonschema_rs.Draft202012Validator(_GRAMMAR)


def misshapen(form: str, schema: Any) -> Iterator[Text]:
    """Yield every place of a schema that is not as form-js writes it."""
    if not isinstance(schema, Mapping) or _depth(schema) > DEEPEST:
        yield Text(
            "{form}：不是表单，或层次太深", "{form}: is no form, or nested too deeply", form=form
        )
        return
    for error in _VALIDATOR.iter_errors(schema):
        yield Text(
            "{form}/{place}：写法不对（{why}）",
            "{form}/{place}: is not as it should be ({why})",
            form=form,
            place="/".join(map(str, error.instance_path)) or "-",
            why=error.message[:200],
        )


def _depth(schema: Mapping[str, Any], so_far: int = 0) -> int:
    """Return how deep components are nested, or a little more than is allowed."""
    inner = schema.get("components")
    if so_far > DEEPEST or not isinstance(inner, list):
        return so_far
    depths = (_depth(one, so_far + 1) for one in inner if isinstance(one, Mapping))
    return max(depths, default=so_far)
