"""Which kinds of arguments each built-in takes, and what it gives.

One text a function: its signatures in the order of the registry, between `;`. `|` stands between
kinds, `?` after what may be left out, `*` after what may be repeated. `same` is the first
argument's list, `element` its element, `any` says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ..builtins import BUILTINS
from .known import ANY, Known, known, one_of

_RELATION = "any, any -> boolean"
_DAY = "date|date and time"
_DURATION = "days and time duration|years and months duration"
_WRITTEN = {
    "not": "boolean -> boolean",
    "all": "boolean* -> boolean",
    "any": "boolean* -> boolean",
    "is": "any?, any? -> boolean",
    "date": f"string|{_DAY} -> date; number, number, number -> date",
    "time": f"string|time|{_DAY} -> time; number, number, number, days and time duration? -> time",
    "date and time": f"string|{_DAY} -> date and time; {_DAY}, time -> date and time;"
    " number, number, number, number, number, number, string|days and time duration?"
    f" -> date and time; {_DAY}, string -> date and time",
    "duration": f"string|{_DURATION} -> any",
    "years and months duration": f"{_DAY}, {_DAY} -> years and months duration",
    "number": "string|number -> number; string, string, string -> number",
    "string": "any -> string",
    "now": "-> date and time",
    "today": "-> date",
    "day of year": f"{_DAY} -> number",
    "day of week": f"{_DAY} -> string",
    "month of year": f"{_DAY} -> string",
    "week of year": f"{_DAY} -> number",
    "list contains": "list, any -> boolean",
    "count": "list -> number",
    "index of": "list, any -> list<number>",
    "min": "any* -> element",
    "max": "any* -> element",
    "sum": f"number|{_DURATION}* -> element",
    "mean": f"number|{_DURATION}* -> element",
    "product": "number* -> number",
    "median": "number* -> number",
    "stddev": "number* -> number",
    "mode": "number* -> list<number>",
    "sublist": "list, number, number? -> same",
    "append": "list, any* -> list",
    "concatenate": "list* -> list",
    "insert before": "list, number, any -> list",
    "remove": "list, number -> same",
    "list replace": "list, number, any -> list; list, function, any -> list",
    "reverse": "list -> same",
    "union": "list* -> list",
    "distinct values": "list -> same",
    "flatten": "list -> list",
    "sort": "list, function -> same",
    "substring": "string, number, number? -> string",
    "string length": "string -> number",
    "upper case": "string -> string",
    "lower case": "string -> string",
    "substring before": "string, string -> string",
    "substring after": "string, string -> string",
    "contains": "string, string -> boolean",
    "starts with": "string, string -> boolean",
    "ends with": "string, string -> boolean",
    "string join": "list, string? -> string",
    "matches": "string, string, string? -> boolean",
    "replace": "string, string, string, string? -> string",
    "split": "string, string -> list<string>",
    "abs": f"number|{_DURATION} -> element",
    "modulo": "number, number -> number",
    "sqrt": "number -> number",
    "log": "number -> number",
    "exp": "number -> number",
    "odd": "number -> boolean",
    "even": "number -> boolean",
    "floor": "number, number? -> number",
    "ceiling": "number, number? -> number",
    **dict.fromkeys(
        ("decimal", "round up", "round down", "round half up", "round half down"),
        "number, number -> number",
    ),
    "get value": "context, string|list -> any; context, string|list -> any",
    "get entries": "context -> list<context<key: string, value: Any>>;"
    " context -> list<context<key: string, value: Any>>",
    "context": "list -> context",
    "context put": "context, string|list, any -> context; context, list, any -> context",
    "context merge": "list -> context",
    "meets": "range, range -> boolean",
    "met by": "range, range -> boolean",
    "overlaps": "range, range -> boolean",
    "overlaps before": "range, range -> boolean",
    "overlaps after": "range, range -> boolean",
    "finishes": "any, range -> boolean; range, range -> boolean",
    "finished by": "range, any -> boolean; range, range -> boolean",
    "includes": "range, any -> boolean; range, range -> boolean",
    "during": "any, range -> boolean; range, range -> boolean",
    "starts": "any, range -> boolean; range, range -> boolean",
    "started by": "range, any -> boolean; range, range -> boolean",
    "before": f"{_RELATION}; {_RELATION}; {_RELATION}; {_RELATION}",
    "after": f"{_RELATION}; {_RELATION}; {_RELATION}; {_RELATION}",
    "coincides": f"{_RELATION}; {_RELATION}",
    "range": "string -> range",
}
_WEEK = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
_YEAR = "January February March April May June July August September October November December"
_VALUES = {"day of week": one_of(_WEEK.split()), "month of year": one_of(_YEAR.split())}


@dataclass(frozen=True)
class Parameter:
    """Which kinds an argument may have; none named means any."""

    kinds: frozenset[str]
    optional: bool
    repeated: bool


@dataclass(frozen=True)
class Signature:
    """One way to call a built-in; `names` are those by which arguments can be given."""

    parameters: tuple[Parameter, ...]
    names: tuple[str, ...]
    result: str
    gives: Known

    def takes(self, count: int) -> bool:
        """Tell whether it can be called with so many arguments."""
        least = sum(not one.optional for one in self.parameters)
        repeats = any(one.repeated for one in self.parameters)
        return least <= count and (repeats or count <= len(self.parameters))

    def parameter(self, place: int) -> Parameter:
        """Return the parameter of an argument by its place, counted from 0."""
        return self.parameters[min(place, len(self.parameters) - 1)]


@lru_cache(maxsize=256)
def signatures_of(name: str) -> tuple[Signature, ...]:
    """Return the ways in which a built-in can be called."""
    registered = BUILTINS[name].signatures
    written = _WRITTEN[name].split(";")
    return tuple(_signature(one, names) for one, names in zip(written, registered, strict=True))


def known_result(name: str) -> Known | None:
    """Return what a built-in gives when it can be but a few values."""
    return _VALUES.get(name)


def _signature(written: str, names: tuple[str, ...]) -> Signature:
    parameters, _, result = written.partition("->")
    kinds = [one.strip() for one in parameters.split(",") if one.strip()]
    plain = tuple(name.rstrip("?").partition("=")[0] for name in names)
    return Signature(tuple(map(_parameter, kinds)), plain, result.strip(), _given(result.strip()))


def _given(result: str) -> Known:
    if result in ("same", "element", "any"):
        return ANY
    return Known(result) if result in ("list", "context", "range") else known(result)


def _parameter(written: str) -> Parameter:
    kinds = frozenset(kind for kind in written.rstrip("?*").split("|") if kind != "any")
    return Parameter(kinds, written.endswith("?"), written.endswith("*"))
