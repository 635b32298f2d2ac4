"""How a tree becomes a function that computes its value: one closure a node."""

from __future__ import annotations

from collections.abc import Callable

from .closures import CLOSURES, Value
from .errors import FeelLimit
from .run import MAX_TREE
from .tree import Node

__all__ = ["Compiler", "Value", "Wrap"]

Wrap = Callable[[Node, Value], Value]


class Compiler:
    """Turns trees into closures; `wrap` may put something around each (a trace does)."""

    def __init__(self, wrap: Wrap | None = None) -> None:
        self._wrap = wrap
        self._depth = 0
        self._nodes = 0

    @property
    def traces(self) -> bool:
        """Whether each node is listened to: then none may be read together with others."""
        return self._wrap is not None

    def compile(self, node: Node) -> Value:
        """Return the function that computes the node's value in a scope."""
        self._depth += 1
        if self._depth > MAX_TREE:
            raise FeelLimit("表达式嵌套过深", "the expression is nested too deeply")
        value: Value = CLOSURES[type(node)](self, node)
        self._depth -= 1
        self._nodes += 1
        return self._wrap(node, value) if self._wrap else value

    def priced(self, node: Node) -> tuple[Value, int]:
        """Return the function and the steps that one round of it costs, two a node."""
        before = self._nodes
        value = self.compile(node)
        return value, 2 * (self._nodes - before)

    def all(self, nodes: list[Node]) -> list[Value]:
        """Return the functions of several nodes."""
        return [self.compile(node) for node in nodes]
