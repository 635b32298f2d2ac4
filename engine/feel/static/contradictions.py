"""Which conditions on one name exclude each other, or hold whatever it is.

The value is tried where the conditions change their answer: at each value that they name, just
beside it and between two of them. That is exact for all that has an order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from ..compare import compare, passes
from ..errors import NoValue
from ..run import Run
from ..temporal import Date, DateTime, DaysTimeDuration, Time, YearsMonthsDuration
from ..tree import Between, Call, Comparison, In, Junction, Name, Node, Path
from ..values import CTX, Range, kind
from .constants import UNKNOWN, constant
from .inference import Inference
from .known import Known
from .names import Names

_FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}
MOST_TERMS = 50
MOST_NAMED = 100


@dataclass(frozen=True)
class Term:
    """A condition on one name: what it answers for a value, and the values it names."""

    answer: Callable[[Any], bool | None]
    named: tuple[Any, ...]


def contradictions(look: Inference, node: Junction, names: Names) -> None:
    """Note an `and` whose conditions never meet, and an `or` of which one always holds."""
    groups: dict[tuple[str, ...], tuple[Known, list[Term]]] = {}
    for item in node.items:
        found = _term(item, names)
        if found is not None:
            subject, term = found
            groups.setdefault(_key(subject), (look.seen(subject), []))[1].append(term)
    for key, (known, terms) in groups.items():
        if 1 < len(terms) <= MOST_TERMS and sum(len(t.named) for t in terms) <= MOST_NAMED:
            _judge(look, node, ".".join(key), known, terms)


def _judge(look: Inference, node: Junction, name: str, known: Known, terms: list[Term]) -> None:
    with Run({}):
        tried = list(_probes(known, terms))
        answers = [[term.answer(value) for term in terms] for value in tried]
    if node.word == "and" and not any(all(a is True for a in row) for row in answers):
        zh = "“{part}”永远不成立：对“{name}”的条件互相矛盾"
        en = "'{part}' is never true: the conditions on '{name}' exclude each other"
        look.findings.add("never", node, zh, en, name=name)
    if node.word == "or" and known.is_known and all(True in row for row in answers):
        zh = "“{part}”永远成立：对“{name}”的条件总有一个为真"
        en = "'{part}' is always true: one of the conditions on '{name}' always holds"
        look.findings.add("always", node, zh, en, name=name)


# -- conditions


def _term(node: Node, names: Names) -> tuple[Node, Term] | None:
    if isinstance(node, Comparison):
        return _compared(node, names)
    if isinstance(node, In):
        return _tested(node, names)
    if isinstance(node, Between):
        return _between(node, names)
    return _plain(node, names)


def _compared(node: Comparison, names: Names) -> tuple[Node, Term] | None:
    for subject, other, operator in (
        (node.left, node.right, node.operator),
        (node.right, node.left, _FLIPPED[node.operator]),
    ):
        value = constant(other, names) if _is_subject(subject, names) else UNKNOWN
        if value is not UNKNOWN:
            return subject, Term(lambda it: compare(operator, it, value), (value,))  # noqa: B023
    return None


def _tested(node: In, names: Names) -> tuple[Node, Term] | None:
    tests = [constant(test, names) for test in node.tests]
    if not _is_subject(node.value, names) or UNKNOWN in tests:
        return None
    named = tuple(value for test in tests for value in _named(test))
    return node.value, Term(lambda it: any(passes(it, test) is True for test in tests), named)


def _named(test: Any) -> Iterator[Any]:
    if isinstance(test, list):
        yield test
        for item in test:
            yield from _named(item)
    elif isinstance(test, Range):
        yield from (end for end in (test.low, test.high) if end is not None)
    else:
        yield test


def _between(node: Between, names: Names) -> tuple[Node, Term] | None:
    low, high = constant(node.low, names), constant(node.high, names)
    if not _is_subject(node.value, names) or low is UNKNOWN or high is UNKNOWN:
        return None

    def answer(it: Any) -> bool:
        return compare(">=", it, low) is True and compare("<=", it, high) is True

    return node.value, Term(answer, (low, high))


def _plain(node: Node, names: Names) -> tuple[Node, Term] | None:
    wanted = True
    while isinstance(node, Call) and isinstance(node.function, Name) and len(node.arguments) == 1:
        if node.function.name != "not" or not names.is_builtin("not"):
            return None
        node, wanted = node.arguments[0], not wanted
    if not _is_subject(node, names):
        return None
    return node, Term(lambda it: it is wanted, (wanted,))


def _is_subject(node: Node, names: Names) -> bool:
    while isinstance(node, Path):
        node = node.of
    return isinstance(node, Name) and not names.is_builtin(node.name)


def _key(node: Node) -> tuple[str, ...]:
    path: list[str] = []
    while isinstance(node, Path):
        path.insert(0, node.name)
        node = node.of
    assert isinstance(node, Name)
    return (node.name, *path)


# -- values to try


def _probes(known: Known, terms: list[Term]) -> Iterator[Any]:
    """Give values of every sort that the terms may answer differently, of the known kind."""
    domain = known.domain
    if domain is not None:
        yield from domain
        return
    named = [value for term in terms for value in term.named]
    for value in (True, False, *named, *_between_all(named), *_beside_all(named)):
        if not known.is_known or kind(value) == known.kind:
            yield value
    if not known.sure:
        yield None


def _between_all(named: list[Any]) -> Iterator[Any]:
    numbers = sorted({value for value in named if isinstance(value, Decimal)})
    for low, high in pairwise(numbers):
        yield CTX.divide(CTX.add(low, high), Decimal(2))


def _beside_all(named: list[Any]) -> Iterator[Any]:
    for value in named:
        for sign in (-1, 1):
            try:
                yield from _next(value, sign)
            except (NoValue, ArithmeticError):
                continue


def _next(value: Any, sign: int) -> Iterator[Any]:
    if isinstance(value, Decimal):
        yield CTX.add(value, Decimal(sign))
        yield CTX.next_plus(value) if sign > 0 else CTX.next_minus(value)
    elif isinstance(value, str):
        yield value + "\0" if sign > 0 else ""
    elif isinstance(value, Date):
        yield value.plus_days(sign)
    elif isinstance(value, (DateTime, Time)):
        yield value.plus(sign)
        yield value.plus(sign * 1_000_000)
    elif isinstance(value, YearsMonthsDuration):
        yield YearsMonthsDuration(value.months + sign)
    elif isinstance(value, DaysTimeDuration):
        yield DaysTimeDuration(value.ns + sign)
