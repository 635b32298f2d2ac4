"""Where in the text a node stands, without the blanks and brackets around it."""

from __future__ import annotations

from .tree import Node


def span(source: str, node: Node) -> tuple[int, int]:
    """Return where a node's own text begins and ends.

    The parser widens a bracketed node to its closing bracket, but not to the opening one.
    """
    start, end = node.start, max(node.start, node.end)
    while source[end - 1 : end] == ")" and _closes_more(source[start:end]):
        end -= 1
    written = source[start:end]
    return start + len(written) - len(written.lstrip()), start + len(written.rstrip())


def _closes_more(text: str) -> bool:
    return text.count(")") > text.count("(")


def position(source: str, at: int) -> tuple[int, int]:
    """Return line and column, from 1, of a place in the text."""
    before = source[:at]
    return before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1
