"""Of which type a value is, and how it is made to fit one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .functions import Function
from .run import spend
from .temporal import Date, DateTime, Time
from .values import kind

BASIC = (
    "years and months duration",
    "days and time duration",
    "date and time",
    "number",
    "string",
    "boolean",
    "date",
    "time",
    "Any",
    "Null",
)


@dataclass(frozen=True)
class Type:
    """A type by its FEEL name; `of` is the element type of a list or range."""

    name: str
    of: Type | None = None
    fields: dict[str, Type] = field(default_factory=dict)
    parameters: tuple[Type, ...] | None = None


ANY = Type("Any")


def is_type(value: Any, type_: Type) -> bool:
    """Tell whether a value is an instance of a type; null is one of `Null` only."""
    name = type_.name
    if name == "Any":
        return value is not None
    if value is None:
        return name == "Null"
    if kind(value) != name:
        return False
    if name == "list":
        return _is_list_of(value, type_.of or ANY)
    if name == "context":
        return all(key in value and _fits(value[key], of) for key, of in type_.fields.items())
    if name == "range":
        ends = (value.low, value.high)
        return ends != (None, None) and all(_fits(end, type_.of or ANY) for end in ends)
    if name == "function" and type_.parameters is not None and isinstance(value, Function):
        return len(value.parameters) == len(type_.parameters)
    return True


def _is_list_of(items: list[Any], of: Type) -> bool:
    if of.name == "Any":
        return True
    spend(6 + 4 * len(items))
    return all(_fits(item, of) for item in items)


def _fits(value: Any, type_: Type) -> bool:
    return value is None or type_.name == "Any" or is_type(value, type_)


def coerce(value: Any, type_: Type) -> Any:
    """Return the value as the type wants it (DMN 1.5, 10.3.2.9.4); null when it cannot be."""
    if value is None or type_.name == "Any" or is_type(value, type_):
        return value
    if isinstance(value, list) and len(value) == 1 and type_.name != "list":
        return value[0] if is_type(value[0], type_) else None
    if type_.name == "list" and not isinstance(value, list) and is_type(value, type_.of or ANY):
        return [value]
    if type_.name == "date and time" and isinstance(value, Date):
        return DateTime(value, Time(0, 0))
    return None
