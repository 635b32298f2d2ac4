"""What an expression consists of, as the parser hands it to the compiler and to checks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from .types import Type


@dataclass(slots=True)
class Node:
    """A part of the text from `start` to `end` (characters from 0)."""

    start: int
    end: int

    def parts(self) -> Iterator[Node]:
        """Give the nodes directly inside this one, in the order of the text."""
        for field in fields(self):
            yield from _nodes(getattr(self, field.name))


def _nodes(value: Any) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _nodes(item)


def walk(node: Node) -> Iterator[Node]:
    """Give a node and all below it, without recursion."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(node.parts())


@dataclass(slots=True)
class Literal(Node):
    """A value written out."""

    value: Any


@dataclass(slots=True)
class Name(Node):
    """A name to look up."""

    name: str


@dataclass(slots=True)
class Arithmetic(Node):
    """`first` and then operators of one rank with their right sides, from left to right."""

    first: Node
    rest: list[tuple[str, Node]]


@dataclass(slots=True)
class Negation(Node):
    """A minus sign."""

    of: Node


@dataclass(slots=True)
class Junction(Node):
    """`and` or `or` of several."""

    word: str
    items: list[Node]


@dataclass(slots=True)
class Comparison(Node):
    """Two sides of = != < <= > >=."""

    operator: str
    left: Node
    right: Node


@dataclass(slots=True)
class Between(Node):
    """`value between low and high`."""

    value: Node
    low: Node
    high: Node


@dataclass(slots=True)
class In(Node):
    """`value in test` or `value in (test, test)`."""

    value: Node
    tests: list[Node]


@dataclass(slots=True)
class InstanceOf(Node):
    """`value instance of type`."""

    value: Node
    type: Type


@dataclass(slots=True)
class If(Node):
    """`if condition then yes else no`."""

    condition: Node
    yes: Node
    no: Node


@dataclass(slots=True)
class Round(Node):
    """`name in source` or `name in source..to`, a loop over the rest."""

    name: str
    source: Node
    to: Node | None


@dataclass(slots=True)
class For(Node):
    """`for iterators return body`."""

    iterators: list[Round]
    body: Node


@dataclass(slots=True)
class Quantified(Node):
    """`some` or `every` iterators `satisfies body`."""

    every: bool
    iterators: list[Round]
    body: Node


@dataclass(slots=True)
class FunctionLiteral(Node):
    """`function(parameters) body`; an external function has no body."""

    parameters: list[str]
    types: list[Type | None]
    body: Node | None


@dataclass(slots=True)
class Path(Node):
    """`of.name`."""

    of: Node
    name: str


@dataclass(slots=True)
class Filter(Node):
    """`of[by]`."""

    of: Node
    by: Node


@dataclass(slots=True)
class Call(Node):
    """`function(arguments)`, by position."""

    function: Node
    arguments: list[Node]


@dataclass(slots=True)
class NamedCall(Node):
    """`function(name: argument)`."""

    function: Node
    arguments: list[tuple[str, Node]]


@dataclass(slots=True)
class RangeLiteral(Node):
    """`[low..high]` with either bracket open or closed."""

    low: Node
    high: Node
    low_included: bool
    high_included: bool


@dataclass(slots=True)
class OpenRange(Node):
    """`(< end)` and a bare `< end` in tests."""

    operator: str
    limit: Node


@dataclass(slots=True)
class ListLiteral(Node):
    """`[a, b]`."""

    items: list[Node]


@dataclass(slots=True)
class ContextLiteral(Node):
    """`{key: value}`."""

    entries: list[tuple[str, Node]]


@dataclass(slots=True)
class Tests(Node):
    """A table's cell: true when one of the tests passes for `?`, or when none does if negated."""

    items: list[Node]
    negated: bool


@dataclass(slots=True)
class Anything(Node):
    """The cell `-`."""
