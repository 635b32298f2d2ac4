"""Which names exist that a diagram may use."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from engine.bpmn.lint.vocabulary import Vocabulary


@dataclass(frozen=True)
class Names:
    """Known names of each kind; None where a kind is not to be checked."""

    forms: Collection[str] | None = None
    decisions: Collection[str] | None = None
    actions: Collection[str] | None = None
    roles: Collection[str] | None = None
    messages: Collection[str] | None = None
    settings: Collection[str] | None = None
    limits: Collection[str] | None = None
    vocabulary: Vocabulary | None = None
