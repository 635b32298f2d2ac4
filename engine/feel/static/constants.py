"""Which value a part of an expression has that reads nothing from outside."""

from __future__ import annotations

from typing import Any, Final

from ..compiler import Compiler
from ..errors import FeelLimit
from ..run import Run
from ..scope import root
from ..tree import (
    Arithmetic,
    Call,
    ListLiteral,
    Literal,
    Name,
    Negation,
    Node,
    OpenRange,
    RangeLiteral,
    walk,
)
from .names import Names

STEPS = 2_000
MOST_NODES = 500
_SAFE = frozenset(
    ("date", "time", "date and time", "duration", "years and months duration", "number")
)
_PLAIN = (Arithmetic, Call, ListLiteral, Literal, Negation, OpenRange, RangeLiteral)


class _Unknown:
    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = _Unknown()


def constant(node: Node, names: Names) -> Any:
    """Return the FEEL value of a part that always has the same; UNKNOWN otherwise."""
    if isinstance(node, Literal):
        return node.value
    if not _is_constant(node, names):
        return UNKNOWN
    try:
        with Run({}, steps=STEPS) as run:
            return Compiler().compile(node)(root(run))
    except FeelLimit:
        return UNKNOWN


def _is_constant(node: Node, names: Names) -> bool:
    called: set[int] = set()
    for number, part in enumerate(walk(node)):
        if number > MOST_NODES:
            return False
        if isinstance(part, Call) and isinstance(part.function, Name):
            called.add(id(part.function))
        if isinstance(part, Name):
            if id(part) not in called or part.name not in _SAFE or not names.is_builtin(part.name):
                return False
        elif not isinstance(part, _PLAIN):
            return False
    return True
