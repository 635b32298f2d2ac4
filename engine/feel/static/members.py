"""What stands behind the dot: of contexts, dates, ranges, and of lists of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from .known import ANY, BOOLEAN, DAYS, NUMBER, STRING, Known, list_of

_DATE = dict.fromkeys(("year", "month", "day", "weekday"), NUMBER)
_CLOCK = dict.fromkeys(("hour", "minute", "second"), NUMBER) | {"time offset": DAYS}
_ZONE = {"timezone": STRING}
_PARTS: dict[str, dict[str, Known]] = {
    "date": _DATE | _CLOCK,
    "time": _CLOCK | _ZONE,
    "date and time": _DATE | _CLOCK | _ZONE,
    "years and months duration": dict.fromkeys(("years", "months"), NUMBER),
    "days and time duration": dict.fromkeys(("days", "hours", "minutes", "seconds"), NUMBER),
}


def nullable(found: Known) -> Known:
    """Return the same, but perhaps null."""
    return replace(found, sure=False) if found.sure else found


def holder(found: Known) -> Known:
    """Return what a member is looked up in: a list stands for its elements."""
    while found.kind == "list":
        found = found.element
    return found


def member(of: Known, name: str) -> Known | None:
    """Return what is known of a member; None when there can be none of that name."""
    if of.kind == "list":
        found = member(of.element, name)
        return None if found is None else list_of(found)
    if not of.is_known:
        return ANY
    if of.kind == "context":
        return _of_context(of, name)
    if of.kind == "range":
        return _of_range(of, name)
    return _PARTS.get(of.kind, {}).get(name)


def _of_context(of: Known, name: str) -> Known | None:
    if of.members is None:
        return ANY
    if name in of.members:
        found = of.members[name]
        return found if of.sure else nullable(found)
    return ANY if of.open else None


def _of_range(of: Known, name: str) -> Known | None:
    if name in ("start", "end"):
        return nullable(of.element)
    return BOOLEAN if name in ("start included", "end included") else None


def names(of: Known) -> Iterable[str]:
    """Return the names that can stand behind the dot."""
    of = holder(of)
    if of.kind == "range":
        return ("start", "end", "start included", "end included")
    return _PARTS.get(of.kind, ()) if of.members is None else of.members
