"""What the plugins and the engine bring that a diagram's expressions may read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from engine.feel.static import ANY, Known, context
from engine.text import Text


@dataclass(frozen=True)
class Answering:
    """What a decision or an action takes by name, which of it it must have, what it answers."""

    takes: Mapping[str, Known]
    needs: frozenset[str] = frozenset()
    result: Known = ANY


Misread = Callable[[Mapping[str, Known], Mapping[str, Known]], Iterable[Text]]
"""Given the names that are no data and the data of the case."""


@dataclass(frozen=True)
class Vocabulary:
    """The answers of each form, each decision and action, and the names that are no data.

    `misread` tells what a form's own expressions get wrong. `settings` are by plugin; `case` and
    `legal` as every expression sees them.
    """

    forms: Mapping[str, Mapping[str, Known]] = field(default_factory=dict)
    misread: Mapping[str, Misread] = field(default_factory=dict)
    decisions: Mapping[str, Answering] = field(default_factory=dict)
    actions: Mapping[str, Answering] = field(default_factory=dict)
    settings: Mapping[str, Known] = field(default_factory=dict)
    functions: Mapping[str, Known] = field(default_factory=dict)
    case: Known = ANY
    legal: Known = ANY

    def setting(self, plugin: str | None) -> Known:
        """Return `setting`: the own plugin's by their bare name, each plugin's below its name."""
        own = self.settings.get(plugin or "")
        bare = own.members or {} if own else {}
        return context({**self.settings, **bare})
