"""Going through lists and ranges: loops and filters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from .civil import from_days
from .errors import NoValue
from .run import why_null
from .scope import Scope
from .temporal import Date
from .values import Range, integer

Value = Callable[[Scope], Any]
Source = tuple[str, Value, Value | None]


_FARTHEST = 10**18
_ROUND = 6
"""Steps that a round costs besides its body: making an element and a scope for it."""


def over(sources: Sequence[Source], scope: Scope, price: int, depth: int = 0) -> Iterator[Scope]:
    """Give a scope for each round of nested loops; each round costs the price of its body.

    A round of the innermost loop passes through all those around it.
    """
    (name, source, to), *rest = sources
    for item in _items(source, to, scope):
        scope.run.spend(_ROUND + depth if rest else _ROUND + depth + price)
        inner = scope.inner({name: item})
        if rest:
            yield from over(rest, inner, price, depth + 1)
        else:
            yield inner


def _items(source: Value, to: Value | None, scope: Scope) -> Iterator[Any]:
    first = source(scope)
    if to is not None:
        return _steps(first, to(scope), True, True)
    if isinstance(first, Range):
        return _steps(first.low, first.high, first.low_included, first.high_included)
    if first is None:
        raise NoValue("there is nothing to go through")
    return iter(first if isinstance(first, list) else [first])


def _steps(low: Any, high: Any, low_included: bool, high_included: bool) -> Iterator[Any]:
    if isinstance(low, Decimal) and isinstance(high, Decimal):
        if max(abs(low), abs(high)) > _FARTHEST:
            raise NoValue("the numbers are too large to count through")
        numbers = _numbers(integer(low), integer(high), low_included, high_included)
        return (Decimal(number) for number in numbers)
    if isinstance(low, Date) and isinstance(high, Date):
        days = _numbers(low.days, high.days, low_included, high_included)
        return (Date(*from_days(day)) for day in days)
    raise NoValue("only whole numbers and dates can be counted through")


def _numbers(low: int, high: int, low_included: bool, high_included: bool) -> range:
    step = 1 if low <= high else -1
    return range(low if low_included else low + step, high + step if high_included else high, step)


def filtered(value: Any, by: Value, scope: Scope, price: int) -> Any:
    """Return `value[by]`: an element when `by` is a number, else the elements that pass."""
    if value is None:
        return None
    items = value if isinstance(value, list) else [value]
    scope.run.spend(2)
    # The first element tells whether this is an index: only then is a number meant as a position.
    answer = by(_item_scope(items[0] if items else None, scope))
    if isinstance(answer, Decimal):
        return _element(items, answer)
    if answer is not None and not isinstance(answer, bool):
        why_null("a filter must be a condition or a position")
        return None
    passed = [items[0]] if items and answer is True else []
    for item in items[1:]:
        scope.run.spend(_ROUND + price + (len(item) // 8 if type(item) is dict else 0))
        if by(_item_scope(item, scope)) is True:
            passed.append(item)
    return passed


def _element(items: list[Any], position: Decimal) -> Any:
    try:
        index = integer(position)
    except NoValue:
        why_null("the position must be a whole number")
        return None
    if 1 <= index <= len(items):
        return items[index - 1]
    if -len(items) <= index < 0:
        return items[index]
    why_null("there are {count} elements, none at this position", count=len(items))
    return None


def _item_scope(item: Any, scope: Scope) -> Scope:
    if isinstance(item, dict):
        return scope.inner({"item": item, **item})
    return scope.inner({"item": item})
