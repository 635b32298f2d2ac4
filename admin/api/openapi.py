"""The interface described by OpenAPI 3.1, made from the types that hold it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import msgspec

from admin.api.operation import OPERATIONS, Operation
from admin.api.problems import PROBLEM, Trouble

PLACE = re.compile(r"<(?:(int):)?(\w+)>")
LARGEST = 2**63 - 1
# by what an answer holds the next operations find their way
CASE = "$response.body#/id"
TASK = "$response.body#/items/0/task/id"
INCIDENT = "$response.body#/0/id"
LINKS = {
    "open_case": ("case_id", CASE),
    "list_cases": ("case_id", "$response.body#/items/0/id"),
    "list_tasks": ("task_id", TASK),
    "list_incidents": ("incident_id", INCIDENT),
}
REFUSED = {
    400: "Not understood",
    401: "No key, or none that is good",
    403: "Beyond the key's scopes",
    404: "Nothing there that the person may see",
    409: "Refused; the detail says why",
    413: "Too large",
    415: "Not JSON",
    422: "Invalid; every problem is named",
}


@cache
def document() -> dict[str, Any]:
    """Return the whole document."""
    shapes = [Trouble]
    for one in OPERATIONS:
        shapes += [shape for shape in (one.takes, one.gives) if shape is not None]
    schemas, components = msgspec.json.schema_components(
        shapes, ref_template="#/components/schemas/{name}"
    )
    by_shape = dict(zip(map(_key, shapes), schemas, strict=True))
    paths: dict[str, Any] = {}
    for one in OPERATIONS:
        path = PLACE.sub(r"{\2}", one.path)
        paths.setdefault(path, {})[one.method.lower()] = _operation(one, by_shape)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Gucheng", "version": "1"},
        "servers": [{"url": "/api/v1"}],
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _key(shape: Any) -> str:
    return repr(shape)


def _operation(one: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    refusals = {str(code): _problem(said, schemas) for code, said in REFUSED.items()}
    made: dict[str, Any] = {
        "operationId": one.name,
        "summary": one.summary,
        "description": f"Scope: {one.scope}",
        "tags": [one.path.split("/")[1]],
        "parameters": [*_places(one), *_asked(one), *_word(one)],
        "responses": {str(one.status): _given(one, schemas), **refusals},
    }
    if one.takes is not None:
        body = {"application/json": {"schema": schemas[_key(one.takes)]}}
        made["requestBody"] = {"required": True, "content": body}
    return made


def _given(one: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    if one.gives is None:
        return {"description": "Done"}
    content = {"application/json": {"schema": schemas[_key(one.gives)]}}
    return {"description": "Done", "content": content, "links": _links(one)}


def _links(one: Operation) -> dict[str, Any]:
    """Return to which operations an answer leads, and where it holds their number."""
    if one.name not in LINKS:
        return {}
    place, found = LINKS[one.name]
    reached = [other for other in OPERATIONS if f"<int:{place}>" in other.path]
    return {
        other.name: {"operationId": other.name, "parameters": {place: found}} for other in reached
    }


def _problem(said: str, schemas: dict[str, Any]) -> dict[str, Any]:
    return {"description": said, "content": {PROBLEM: {"schema": schemas[_key(Trouble)]}}}


def _places(one: Operation) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "integer", "minimum": 0, "maximum": LARGEST}
            if kind
            else {"type": "string", "minLength": 1, "pattern": "^[^/]+$"},
        }
        for kind, name in PLACE.findall(one.path)
    ]


def _asked(one: Operation) -> list[dict[str, Any]]:
    if one.query is None:
        return []
    (_,), found = msgspec.json.schema_components([one.query])
    shape = found[one.query.__name__]
    return [
        {"name": name, "in": "query", "required": name in shape.get("required", ()), "schema": kind}
        for name, kind in shape["properties"].items()
    ]


def _word(one: Operation) -> list[dict[str, Any]]:
    kind = {"type": "string", "maxLength": 80}
    return [{"name": "Idempotency-Key", "in": "header", "schema": kind}] if one.once else []
