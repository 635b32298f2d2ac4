"""By which rules the time of cases is kept: why a clock may stand still, who may lengthen it, what
happens at which share of it. A plugin answers; without an answer nothing of all that happens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.bring import Role
from engine.models import Case
from engine.registry import brought_by, hooks_for
from engine.text import Text


@dataclass(frozen=True)
class PauseReason:
    """Why a clock may stand still, and the rule that allows it."""

    code: str
    title: Text
    basis: Text


@dataclass(frozen=True)
class Effect:
    """What happens at a mark.

    `remind` and `sms` are for `to`: `assignee`, `lead` (the role above the step's) or a role;
    `lamp` turns to the colour `to`; `supervise` tells the supervising procedure `to`.
    """

    kind: str
    to: str


@dataclass(frozen=True)
class Rung:
    """A mark on the way of a limit: at this percent of its time, these effects."""

    percent: int
    effects: tuple[Effect, ...]


@dataclass(frozen=True)
class Supervision:
    """Which message a late case sends to which procedure, and which when it has moved on."""

    due: str
    moved: str
    procedure: str


@dataclass(frozen=True)
class ClockRules:
    """The rules for one case: reasons, who approves a lengthening, the ladder of marks in order."""

    reasons: tuple[PauseReason, ...] = ()
    approvers: frozenset[str] = frozenset()
    ladder: tuple[Rung, ...] = ()
    supervision: Supervision | None = None

    def reason(self, code: str) -> PauseReason | None:
        """Return the reason with this code."""
        return next((one for one in self.reasons if one.code == code), None)


def rules_of(case: Case, data: Mapping[str, Any] | None = None) -> ClockRules:
    """Return the rules that the plugins of a case give; its data may say its grade (`level`)."""
    level = str((data or {}).get("level") or "")
    found: ClockRules | None = hooks_for(case.plugins).clock_rules(
        settings=case.settings, level=level
    )
    return found or _NONE


_NONE = ClockRules()


def leads_of(roles: Iterable[str], plugins: Iterable[str]) -> list[Role]:
    """Return the roles that lead the given ones, each once."""
    known = brought_by(frozenset(plugins)).roles
    leads = dict.fromkeys(known[role].lead for role in roles if role in known and known[role].lead)
    return [known[lead] for lead in leads if lead in known]
