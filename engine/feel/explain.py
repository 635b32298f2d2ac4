"""Why a value came out null: the sub-expressions that were the first to have none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.text import Text

from .compiler import Compiler, Value
from .expression import deep_enough, odd_names, parse
from .natives import from_feel
from .run import Run
from .scope import Scope, root
from .tree import Call, Comparison, Filter, Literal, Name, NamedCall, Node, Path

MOST_NOTES = 100


@dataclass(frozen=True)
class NullNote:
    """A part of the text that was null by itself, not because a part of it was."""

    start: int
    end: int
    part: str
    text: Text


@dataclass(frozen=True)
class Explanation:
    """A value and the notes on what was null on the way, in the order of evaluation."""

    value: Any
    nulls: list[NullNote]


def explain(
    text: str,
    data: Mapping[str, Any],
    *,
    now: datetime | None = None,
    functions: Mapping[str, Callable[..., Any]] | None = None,
) -> Explanation:
    """Evaluate a text and tell why parts of it were null; raises as `evaluate` does."""
    names: Iterable[str] = [*data, *(functions or {})]
    tree = parse(text, odd_names(names))
    trace = _Trace(text)
    with Run(data, now, functions) as run, deep_enough():
        run.notes = []
        value = Compiler(trace.around).compile(tree)(root(run))
        return Explanation(from_feel(value), trace.nulls)


class _Trace:
    """Listens to each node; a null that no part of the node explains is noted."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.nulls: list[NullNote] = []
        self._places: set[tuple[int, int]] = set()

    def around(self, node: Node, value: Value) -> Value:
        """Return the node's function with an ear to it."""

        def traced(scope: Scope) -> Any:
            reasons = scope.run.notes
            noted, said = len(self._places), len(reasons or ())
            it = value(scope)
            if it is None and len(self._places) == noted:
                self._note(node, reasons[-1] if reasons and len(reasons) > said else "")
            return it

        return traced

    def _note(self, node: Node, reason: str) -> None:
        place = (node.start, node.end)
        if place in self._places or len(self._places) >= MOST_NOTES:
            return
        self._places.add(place)
        part = self.text[node.start : node.end].strip()
        self.nulls.append(NullNote(*place, part, _told(node, part, reason)))


def _told(node: Node, part: str, reason: str) -> Text:
    detail = f": {reason}" if reason else ""
    zh, en = _WORDS.get(type(node), ("“{part}”没有值", "'{part}' has no value"))
    return Text(zh + "{detail}", en + "{detail}", part=part, detail=detail)


_WORDS: dict[type, tuple[str, str]] = {
    Literal: ("此处写的就是 null", "null is written here"),
    Name: ("“{part}”没有值", "'{part}' has no value"),
    Path: ("“{part}”没有这一项", "'{part}' is not there"),
    Filter: ("“{part}”没有选中任何元素", "'{part}' picks no element"),
    Call: ("函数“{part}”没有结果", "the function '{part}' has no result"),
    NamedCall: ("函数“{part}”没有结果", "the function '{part}' has no result"),
    Comparison: ("“{part}”无法比较", "'{part}' cannot be compared"),
}
