"""What is known of a value before it is computed: its kind, its parts, the values it may have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..kinds import name_of
from ..natives import to_feel
from ..scanner import Scanner
from ..type_reader import read_type
from ..types import Type
from ..values import Range, kind

__all__ = ["name_of"]

MOST_PARTS = 2_000
MOST_VALUES = 200
"""So many values of one name are compared one by one; of longer lists only the kind is known."""


@dataclass(frozen=True)
class Known:
    """What is known of a value; `ANY` knows nothing, and of that the checks stay silent.

    `kind` is FEEL's name of the kind. `of` is what is known of a list's elements, a range's ends or
    a function's result; `members` what stands behind the dot of a context, `open` if there may be
    more; `parameters` how many arguments a function takes, at least and at most. `values` are the
    only ones the value may have, null aside; `sure` says that it is never null.
    """

    kind: str = "any"
    of: Known | None = None
    members: Mapping[str, Known] | None = None
    open: bool = False
    values: tuple[Any, ...] | None = None
    sure: bool = False
    parameters: tuple[int, int | None] | None = None

    @property
    def element(self) -> Known:
        """What is known of an element, an end or a result."""
        return self.of or ANY

    @property
    def domain(self) -> tuple[Any, ...] | None:
        """All values it can have, null among them unless it is sure; None when they are many."""
        if self.kind == "null":
            return (None,)
        values = (True, False) if self.kind == "boolean" and self.values is None else self.values
        if values is None or len(values) > MOST_VALUES:
            return None
        return values if self.sure else (*values, None)

    @property
    def is_known(self) -> bool:
        """Whether its kind is known, and it is more than null."""
        return self.kind not in ("any", "null")


ANY = Known()
NULL = Known("null", values=())
NUMBER, STRING, BOOLEAN = Known("number"), Known("string"), Known("boolean")
DATE, TIME, DATE_TIME = Known("date"), Known("time"), Known("date and time")
DAYS, MONTHS = Known("days and time duration"), Known("years and months duration")
FUNCTION = Known("function")


def list_of(element: Known) -> Known:
    """Return a list of such elements."""
    return Known("list", element)


def range_of(end: Known) -> Known:
    """Return a range between such ends."""
    return Known("range", end)


def context(members: Mapping[str, Known], *, more: bool = False) -> Known:
    """Return a context with these members, and perhaps more."""
    return Known("context", members=members, open=more)


def function(least: int = 0, most: int | None = None, result: Known = ANY) -> Known:
    """Return a function that takes so many arguments."""
    return Known("function", result, parameters=(least, most))


def one_of(values: Iterable[Any]) -> Known:
    """Return what has one of these values (Python's or FEEL's), or null."""
    found = tuple(to_feel(value) for value in values)
    kinds = {kind(value) for value in found if value is not None}
    if len(kinds) != 1:
        return ANY
    return Known(kinds.pop(), values=tuple(value for value in found if value is not None))


def known(written: str) -> Known:
    """Return what a type in FEEL's own writing says: `list<string>`, `context<a: number>`."""
    return of_type(read_type(Scanner(written), {}))


def of_type(type_: Type) -> Known:
    """Return what a declared type says of a value; a context may hold more than is declared."""
    if type_.name in ("Any", "Null"):
        return ANY
    if type_.name == "context":
        members = {name: of_type(part) for name, part in type_.fields.items()}
        return context(members, more=True)
    if type_.name == "function":
        count = None if type_.parameters is None else len(type_.parameters)
        parameters = None if count is None else (count, count)
        return Known("function", of_type(type_.of) if type_.of else ANY, parameters=parameters)
    return Known(type_.name, of_type(type_.of) if type_.of else None)


def of_value(value: Any) -> Known:
    """Return what is known of a FEEL value that is at hand."""
    if value is None:
        return NULL
    if isinstance(value, list):
        return replace(list_of(join(of_value(item) for item in value)), sure=True)
    if isinstance(value, Range):
        ends = (of_value(end) for end in (value.low, value.high) if end is not None)
        return replace(range_of(join(ends)), sure=True)
    if isinstance(value, dict):
        return replace(context({key: of_value(item) for key, item in value.items()}), sure=True)
    plain = Known(kind(value), sure=True)
    return plain if plain.kind == "function" else replace(plain, values=(value,))


def join(found: Iterable[Known]) -> Known:
    """Return what is known of a value that is any of several; nothing of none."""
    result: Known | None = None
    for one in found:
        result = one if result is None else either(result, one)
    return result or ANY


def either(a: Known, b: Known) -> Known:
    """Return what is known of a value that is one or the other."""
    return _Union().of(a, b)


class _Union:
    """Joins two descriptions; parts that both use many times are joined once."""

    def __init__(self) -> None:
        self._made: dict[tuple[int, int], Known] = {}

    def of(self, a: Known, b: Known) -> Known:
        if a is b:
            return a
        if a.kind == "null" or b.kind == "null":
            return replace(b if a.kind == "null" else a, sure=False)
        if a.kind != b.kind or len(self._made) > MOST_PARTS:
            return ANY
        key = (id(a), id(b))
        if key not in self._made:
            self._made[key] = ANY
            self._made[key] = self._joined(a, b)
        return self._made[key]

    def _joined(self, a: Known, b: Known) -> Known:
        members, more = self._members(a, b)
        return Known(
            a.kind,
            self.of(a.element, b.element) if a.of or b.of else None,
            members,
            more,
            _united(a.values, b.values),
            a.sure and b.sure,
            a.parameters if a.parameters == b.parameters else None,
        )

    def _members(self, a: Known, b: Known) -> tuple[Mapping[str, Known] | None, bool]:
        if a.members is None or b.members is None:
            return None, False
        shared = [key for key in a.members if key in b.members]
        both = {key: self.of(a.members[key], b.members[key]) for key in shared}
        return both, a.open or b.open or a.members.keys() != b.members.keys()


def _united(a: tuple[Any, ...] | None, b: tuple[Any, ...] | None) -> tuple[Any, ...] | None:
    if a is None or b is None or len(a) + len(b) > MOST_VALUES:
        return None
    return (*a, *(value for value in b if value not in a))
