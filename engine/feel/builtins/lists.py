"""Functions on lists."""

from __future__ import annotations

from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from ..compare import compare, equal, member, ordered
from ..errors import NoValue
from ..functions import Callee
from ..run import Run, current, spend, spend_list
from ..temporal import DaysTimeDuration, YearsMonthsDuration
from ..values import CTX, integer, truncated
from .registry import a, builtin, items, number, spread

_ZERO = Decimal(0)
_INSTANT = 5
"""Steps that it takes to compare two instants."""


def _run() -> Run:
    return current() or Run({})


# -- looking


@builtin("list contains", "list,element")
def list_contains(values: Any, element: Any) -> bool:
    """Return whether a list holds an element."""
    return member(element, items(values))


@builtin("count", "list")
def count(values: Any) -> Decimal:
    """Return the number of elements."""
    return Decimal(len(items(values)))


@builtin("index of", "list,match")
def index_of(values: Any, match: Any) -> list[Decimal]:
    """Return the positions of an element."""
    found = items(values)
    spend(len(found))
    return [Decimal(i) for i, value in enumerate(found, 1) if equal(value, match) is True]


def _extreme(values: tuple[Any, ...], operator: str) -> Any:
    found = spread(values)
    if not found or ordered(found[0], found[0]) is None:
        raise NoValue("nothing that can be ordered")
    best = found[0]
    if not isinstance(best, (Decimal, str)):
        spend(_INSTANT * len(found))
    for value in found[1:]:
        better = compare(operator, value, best)
        if better is None:
            raise NoValue("the elements do not compare")
        best = value if better else best
    return best


@builtin("min", "list")
def least(*values: Any) -> Any:
    """Return the smallest element."""
    return _extreme(values, "<")


@builtin("max", "list")
def most(*values: Any) -> Any:
    """Return the greatest element."""
    return _extreme(values, ">")


# -- counting up


def total(values: list[Any]) -> Any:
    """Return the sum of numbers or of durations of one kind."""
    if not values:
        raise NoValue("nothing to add up")
    if type(values[0]) is YearsMonthsDuration:
        return YearsMonthsDuration(sum(a(YearsMonthsDuration, v).months for v in values))
    if type(values[0]) is DaysTimeDuration:
        return DaysTimeDuration(sum(a(DaysTimeDuration, v).ns for v in values))
    result = _ZERO
    for value in values:
        result = CTX.add(result, number(value))
    return result


@builtin("sum", "list")
def sum_(*values: Any) -> Any:
    """Return the sum."""
    return total(spread(values))


@builtin("mean", "list")
def mean(*values: Any) -> Any:
    """Return the average."""
    found = spread(values)
    whole = total(found)
    if isinstance(whole, YearsMonthsDuration):
        return YearsMonthsDuration(int(CTX.divide(Decimal(whole.months), Decimal(len(found)))))
    if isinstance(whole, DaysTimeDuration):
        return DaysTimeDuration(int(CTX.divide(Decimal(whole.ns), Decimal(len(found)))))
    return CTX.divide(whole, Decimal(len(found)))


def _numbers(values: tuple[Any, ...], at_least: int = 1) -> list[Decimal]:
    found = [number(value) for value in spread(values)]
    if len(found) < at_least:
        raise NoValue("too few numbers")
    return found


@builtin("product", "list")
def product(*values: Any) -> Decimal:
    """Return the product."""
    result = Decimal(1)
    for value in _numbers(values):
        result = CTX.multiply(result, value)
    return result


@builtin("median", "list")
def median(*values: Any) -> Decimal:
    """Return the middle one, or the mean of the middle two."""
    found = sorted(_numbers(values))
    middle = len(found) // 2
    if len(found) % 2:
        return found[middle]
    return CTX.divide(CTX.add(found[middle - 1], found[middle]), Decimal(2))


@builtin("stddev", "list")
def stddev(*values: Any) -> Decimal:
    """Return the standard deviation of a sample."""
    found = _numbers(values, at_least=2)
    middle = CTX.divide(total(found), Decimal(len(found)))
    gaps = [CTX.subtract(value, middle) for value in found]
    squares = total([CTX.multiply(gap, gap) for gap in gaps])
    return CTX.sqrt(CTX.divide(squares, Decimal(len(found) - 1)))


@builtin("mode", "list")
def mode(*values: Any) -> list[Decimal]:
    """Return the most frequent numbers."""
    counts: dict[Decimal, int] = {}
    for value in _numbers(values, at_least=0):
        plain = value.normalize(CTX)
        counts[plain] = counts.get(plain, 0) + 1
    top = max(counts.values(), default=0)
    return sorted(value for value, times in counts.items() if times == top)


# -- making lists from lists


@builtin("sublist", "list,start position,length?")
def sublist(values: Any, start: Any, length: Any = None) -> list[Any]:
    """Return a part of a list."""
    found = items(values)
    first = _position(found, start)
    if length is None:
        return found[first:]
    size = integer(length)
    if size < 1 or first + size > len(found):
        raise NoValue("the length is out of bounds")
    return found[first : first + size]


def _position(values: list[Any], position: Any) -> int:
    index = integer(position)
    if index == 0 or abs(index) > len(values):
        raise NoValue("the position is outside the list")
    return index - 1 if index > 0 else len(values) + index


@builtin("append", "list,item")
def append(values: Any, item: Any, *more: Any) -> list[Any]:
    """Return a list with elements at its end."""
    found = [] if values is None else items(values)
    spend_list(len(found) + len(more) + 1)
    return [*found, item, *more]


@builtin("concatenate", "list")
def concatenate(*lists: Any) -> list[Any]:
    """Return several lists in one."""
    found = [items(values) for values in lists]
    spend_list(sum(map(len, found)))
    return [value for values in found for value in values]


@builtin("insert before", "list,position,newItem")
def insert_before(values: Any, position: Any, new: Any) -> list[Any]:
    """Return a list with a new element before a position."""
    found = items(values)
    at = _position(found, position)
    spend_list(len(found) + 1)
    return [*found[:at], new, *found[at:]]


@builtin("remove", "list,position")
def remove(values: Any, position: Any) -> list[Any]:
    """Return a list without the element at a position."""
    found = items(values)
    at = _position(found, position)
    return found[:at] + found[at + 1 :]


@builtin("list replace", "list,position,newItem", "list,match,newItem")
def list_replace(values: Any, which: Any, new: Any) -> list[Any]:
    """Return a list with a new element at a position, or wherever a function says so."""
    found = items(values)
    if isinstance(which, Callee):
        return [new if _agrees(which, value, new) else value for value in found]
    at = _position(found, Decimal(truncated(number(which))))
    return [*found[:at], new, *found[at + 1 :]]


def _agrees(function: Callee, value: Any, new: Any) -> bool:
    return a(bool, function.call([value, new], _run()))


@builtin("reverse", "list")
def reverse(values: Any) -> list[Any]:
    """Return a list from its end to its beginning."""
    return items(values)[::-1]


def distinct(values: list[Any]) -> list[Any]:
    """Return each element once."""
    result: list[Any] = []
    for value in values:
        if not member(value, result):
            result.append(value)
    return result


@builtin("union", "list")
def union(*lists: Any) -> list[Any]:
    """Return several lists in one, each element once."""
    return distinct(concatenate(*lists))


@builtin("distinct values", "list")
def distinct_values(values: Any) -> list[Any]:
    """Return each element of a list once."""
    return distinct(items(values))


@builtin("flatten", "list")
def flatten(values: Any) -> list[Any]:
    """Return the elements of all lists within a list."""
    result: list[Any] = []
    _flatten(items(values), result)
    return result


def _flatten(values: list[Any], result: list[Any]) -> None:
    spend_list(len(result))
    spend(len(values))
    for value in values:
        if type(value) is list:
            _flatten(value, result)
        else:
            result.append(value)


@builtin("sort", "list,precedes")
def sort(values: Any, precedes: Any) -> list[Any]:
    """Return a list in the order that a function of two elements tells."""
    if not isinstance(precedes, Callee):
        raise NoValue("a function is needed")
    run = _run()

    def order(x: Any, y: Any) -> int:
        if precedes.call([x, y], run) is True:
            return -1
        return 1 if precedes.call([y, x], run) is True else 0

    return sorted(items(values), key=cmp_to_key(order))
