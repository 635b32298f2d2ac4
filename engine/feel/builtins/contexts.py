"""Functions on contexts."""

from __future__ import annotations

from typing import Any

from ..errors import NoValue
from ..run import spend_list
from .registry import a, builtin, items, text


@builtin("get value", "m,key", "context,key")
def get_value(context: Any, key: Any) -> Any:
    """Return the value of a key, or at the end of a list of keys."""
    value: Any = a(dict, context)
    for step in key if isinstance(key, list) else [key]:
        value = a(dict, value).get(text(step))
    return value


@builtin("get entries", "m", "context")
def get_entries(context: Any) -> list[dict[str, Any]]:
    """Return keys and values as a list of contexts."""
    entries = a(dict, context)
    spend_list(4 * len(entries))
    return [{"key": key, "value": value} for key, value in entries.items()]


@builtin("context", "entries")
def context(entries: Any) -> dict[str, Any]:
    """Return the context that a list of keys and values makes."""
    result: dict[str, Any] = {}
    for entry in items(entries):
        parts = a(dict, entry)
        if not {"key", "value"} <= parts.keys():
            raise NoValue("an entry needs a key and a value")
        key = text(parts["key"])
        if key in result:
            raise NoValue("a key is given twice")
        result[key] = parts["value"]
    return result


@builtin("context put", "context,key=string,value", "context,keys=list,value")
def context_put(context: Any, key: Any, value: Any) -> dict[str, Any]:
    """Return a context with one value set, if need be deep inside."""
    keys = key if isinstance(key, list) else [key]
    if not keys:
        raise NoValue("no key")
    return _put(context, [text(step) for step in keys], value)


def _put(context: Any, keys: list[str], value: Any) -> dict[str, Any]:
    entries = a(dict, context)
    spend_list(len(entries) + 1)
    first, *rest = keys
    return {**entries, first: _put(entries.get(first, {}), rest, value) if rest else value}


@builtin("context merge", "contexts")
def context_merge(contexts: Any) -> dict[str, Any]:
    """Return several contexts in one; the later value wins."""
    found = [a(dict, context) for context in items(contexts)]
    spend_list(sum(map(len, found)))
    result: dict[str, Any] = {}
    for entries in found:
        result.update(entries)
    return result
