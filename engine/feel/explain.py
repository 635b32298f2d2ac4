"""Why a value came out null: the sub-expressions that were the first to have none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.text import Text

from .compiler import Compiler, Value
from .expression import deep_enough, odd_names, parse
from .natives import from_feel
from .reasons import reason
from .run import Run
from .scope import Scope, root
from .spans import span
from .static.names import suggestion
from .tree import Literal, Name, Node
from .values import kind

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
    names = [*data, *(functions or {})]
    tree = parse(text, odd_names(names))
    trace = _Trace(text, names)
    with Run(data, now, functions) as run, deep_enough():
        run.notes = []
        value = Compiler(trace.around).compile(tree)(root(run))
        given = from_feel(value)
        if given is None and value is not None:
            trace.note_kept(tree, value)
        return Explanation(given, trace.nulls)


class _Trace:
    """Listens to each node; a null that no part of the node explains is noted."""

    def __init__(self, text: str, names: list[str]) -> None:
        self.text, self.names = text, names
        self.nulls: list[NullNote] = []
        self._met = 0
        self._places: set[tuple[int, int]] = set()

    def around(self, node: Node, value: Value) -> Value:
        """Return the node's function with an ear to it."""

        def traced(scope: Scope) -> Any:
            reasons: list[Text] = [] if scope.run.notes is None else scope.run.notes
            met, said = self._met, len(reasons)
            it = value(scope)
            if it is None:
                if self._met == met:
                    self._note(node, reasons[-1] if len(reasons) > said else None)
                self._met += 1
            return it

        return traced

    def note_kept(self, tree: Node, value: Any) -> None:
        """Note a value that only FEEL can hold: a function, a year beyond 9999."""
        self._note(
            tree, reason("{kind} cannot be handed over to what is not FEEL", kind=kind(value))
        )

    def _note(self, node: Node, why: Text | None) -> None:
        place = span(self.text, node)
        if place in self._places or len(self._places) >= MOST_NOTES:
            return
        self._places.add(place)
        part = self.text[place[0] : place[1]]
        self.nulls.append(NullNote(*place, part, self._told(node, part, why)))

    def _told(self, node: Node, part: str, why: Text | None) -> Text:
        if isinstance(node, Literal) and node.value is None:
            return Text(*_BAD_DATE if part.startswith("@") else _WRITTEN, part=part)
        if why is None:
            return Text(*_PLAIN, part=part)
        hint = Text("")
        if isinstance(node, Name) and node.name not in self.names:
            hint = suggestion(node.name, self.names)
        return Text(*_BECAUSE, part=part, reason=why, hint=hint)


_PLAIN = ("“{part}”没有值", "'{part}' has no value")
_BECAUSE = ("“{part}”没有值：{reason}{hint}", "'{part}' has no value: {reason}{hint}")
_WRITTEN = ("此处写的就是 null", "null is written here")
_BAD_DATE = (
    "“{part}”不是有效的日期、时间或时长",
    "'{part}' is no date, time or duration",
)
