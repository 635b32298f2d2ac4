"""Which names an expression reads from outside."""

from __future__ import annotations

from dataclasses import dataclass, field

from .builtins import BUILTINS
from .tree import (
    Call,
    ContextLiteral,
    Filter,
    For,
    FunctionLiteral,
    Name,
    NamedCall,
    Node,
    Quantified,
)

Bound = frozenset[str]


@dataclass
class Reading:
    """`sure` are read from the data; `perhaps` stand in a filter and may be keys of an element."""

    sure: set[str] = field(default_factory=set)
    perhaps: set[str] = field(default_factory=set)


def names_read(node: Node) -> Reading:
    """Return the free names of a tree."""
    found = Reading()
    _read(node, frozenset({"?"}), found, False)
    return found


def _read(node: Node, bound: Bound, found: Reading, in_filter: bool) -> None:
    if isinstance(node, Name):
        if node.name not in bound:
            (found.perhaps if in_filter else found.sure).add(node.name)
    elif isinstance(node, (For, Quantified)):
        for iterator in node.iterators:
            for part in iterator.parts():
                _read(part, bound, found, in_filter)
            bound |= {iterator.name}
        _read(node.body, bound | {"partial"}, found, in_filter)
    elif isinstance(node, ContextLiteral):
        for key, value in node.entries:
            _read(value, bound, found, in_filter)
            bound |= {key}
    elif isinstance(node, FunctionLiteral):
        if node.body:
            _read(node.body, bound.union(node.parameters), found, in_filter)
    elif isinstance(node, Filter):
        _read(node.of, bound, found, in_filter)
        _read(node.by, bound | {"item"}, found, True)
    else:
        _read_parts(node, bound, found, in_filter)


def _read_parts(node: Node, bound: Bound, found: Reading, in_filter: bool) -> None:
    called = node.function if isinstance(node, (Call, NamedCall)) else None
    for part in node.parts():
        built_in = part is called and isinstance(part, Name) and part.name in BUILTINS
        if not built_in:
            _read(part, bound, found, in_filter)
