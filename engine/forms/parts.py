"""What a form asks: its questions, groups, lists and notes as read from a form-js schema."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from engine.feel import Expression
from engine.forms.kinds import Options
from engine.forms.patterns import Pattern
from engine.text import Text

Bound = int | float | str | Expression
"""A limit as written, or FEEL that gives it."""


@dataclass(frozen=True, eq=False)
class Part:
    """A component; `steps` lead from the data around it to its own."""

    component: Mapping[str, Any]
    steps: tuple[str, ...]
    label: Text
    hide: Expression | None

    @property
    def id(self) -> str:
        return str(self.component.get("id") or ".".join(self.steps))


@dataclass(frozen=True, eq=False)
class Note(Part):
    """Something to read, or nothing at all: it holds no answer."""

    text: Text = field(default_factory=lambda: Text(""))
    rows_from: Expression | None = None
    """What a table shows."""


@dataclass(frozen=True, eq=False)
class Group(Part):
    """Questions under one title; with a path their answers lie in an object of their own."""

    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, eq=False)
class Rows(Group):
    """The same questions asked any number of times between `least` and `most`."""

    least: int = 0
    most: int = 0
    shown: int = 1
    fixed: bool = False
    """People may neither add nor remove rows."""


@dataclass(frozen=True, eq=False)
class Kind:
    """What all questions of one component type have in common."""

    name: str
    read: Callable[[Any, Options], Any]
    """Returns what was sent as a typed value; raises Unread."""
    shape: Callable[[Question, Mapping[str, Any], Options], dict[str, Any]]
    """Returns the JSON Schema of one answer, for its bounds and options."""
    missing: Text
    empty: Callable[[], Any] = lambda: None
    """Returns what an answer left open means."""
    source: Literal["sent", "files", "computed"] = "sent"
    chooses: bool = False
    many: bool = False


@dataclass(frozen=True, eq=False)
class Question(Part):
    """A field: one answer in the data under its key."""

    kind: Kind = field(kw_only=True)
    help: Text = field(kw_only=True)
    required: bool = False
    required_if: Expression | None = None
    readonly: bool | Expression = False
    compute: Expression | None = None
    check: Expression | None = None
    check_message: Text | None = None
    bounds: Mapping[str, Bound] = field(default_factory=dict)
    pattern: Pattern | None = None
    pattern_message: Text | None = None
    not_passed: bool = False
    """A date may not lie before today."""
    options: Options = ()
    options_from: Expression | tuple[str, ...] | None = None
    """FEEL, or the path in the data, that gives the options."""
    data_class: str = "C2"
    clearance: str = ""
    """The kind of sensitive records that a role must clear for its holder to read a C4 answer."""
    public: bool = False
    indexed: bool = False
    sealed: bool = False
    """Its answer goes to the plugin alone: never into data, history or a draft."""
    purpose: str = ""
    retention: str = ""
    source: str = ""
    condition: Text | None = None

    @property
    def settling(self) -> Iterator[Expression]:
        """Yield the expressions that decide what its answer means at all."""
        for one in (self.readonly, self.compute, self.options_from):
            if isinstance(one, Expression):
                yield one

    @property
    def moves(self) -> bool:
        """Tell whether what it means hangs on other answers."""
        return any(True for _ in self.settling)

    @property
    def expressions(self) -> Iterator[Expression]:
        """Yield every expression of the question but the one that hides it."""
        found = (
            self.required_if,
            self.readonly,
            self.compute,
            self.check,
            self.options_from,
            *self.bounds.values(),
        )
        yield from (one for one in found if isinstance(one, Expression))


def questions(
    parts: tuple[Part, ...], path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Question]]:
    """Yield every question with its path; rows count once and leave no number in it."""
    for part in parts:
        if isinstance(part, Question):
            yield (*path, *part.steps), part
        elif isinstance(part, Group):
            yield from questions(part.parts, (*path, *part.steps))
