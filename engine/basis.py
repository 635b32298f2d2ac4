"""What a due instant was counted from: enough to count it again and to say why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from engine import clock


@dataclass(frozen=True)
class Pause:
    """A time in which a clock stood still, for a reason by code; `end` is None while it does."""

    start: datetime
    end: datetime | None
    reason: str

    def as_json(self) -> dict[str, Any]:
        return {"from": _said(self.start), "to": _said(self.end), "reason": self.reason}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Pause:
        start, end = _read(row["from"]), _read(row.get("to"))
        assert start is not None
        return cls(start, end, row["reason"])


@dataclass(frozen=True)
class Extension:
    """A lengthening: how much, by which limit of the register, who approved it, why, who knows."""

    amount: str
    limit: str | None
    approver: str
    reason: str
    told: str = ""

    def as_json(self) -> dict[str, Any]:
        return {key: value for key, value in vars(self).items() if value}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Extension:
        return cls(
            row["amount"], row.get("limit"), row["approver"], row["reason"], row.get("told", "")
        )


@dataclass(frozen=True)
class Basis:
    """What a due instant is counted from.

    Either `limit` (a code of the register) or `within` (`3WD`) or both, the stricter winning; or
    `seconds`, or a fixed instant `at`. `whole_day` and `at_day` say that only the day is known,
    `own` that the clock began with the step itself. `extension` names by what it may be lengthened
    (a code or an amount), `extensions` how often. `of_case` marks a step that is due with its case.
    """

    start: datetime
    whole_day: bool = False
    own: bool = False
    limit: str | None = None
    within: str | None = None
    seconds: float | None = None
    at: datetime | None = None
    at_day: bool = False
    roll: bool | None = None
    calendar: str | None = None
    extension: str | None = None
    extensions: int = 1
    of_case: bool = False
    taken: bool = False  # over from a case that was merged into this one
    pauses: tuple[Pause, ...] = ()
    extended: tuple[Extension, ...] = ()

    @property
    def paused(self) -> Pause | None:
        """Return the pause that has not ended yet."""
        return next((pause for pause in self.pauses if pause.end is None), None)

    @property
    def by_law(self) -> bool:
        """Tell whether law counts this clock: its own limit stands in the register."""
        return self.limit is not None

    def pausing(self, moment: datetime, reason: str) -> Basis:
        """Return the same clock, standing still from a moment on."""
        return replace(self, pauses=(*self.pauses, Pause(moment, None, reason)))

    def resuming(self, moment: datetime) -> Basis:
        """Return the same clock, running again from a moment on."""
        pauses = (replace(one, end=moment) if one.end is None else one for one in self.pauses)
        return replace(self, pauses=tuple(pauses))

    def extending(self, extension: Extension) -> Basis:
        """Return the same clock, lengthened."""
        return replace(self, extended=(*self.extended, extension))

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values; what is not said is left out."""
        row = {key: value for key, value in vars(self).items() if value != getattr(Basis, key, ())}
        for key in ("start", "at"):
            if key in row:
                row[key] = _said(row[key])
        for key in ("pauses", "extended"):
            if key in row:
                row[key] = [part.as_json() for part in row[key]]
        return row

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Basis:
        """Return what `as_json` gave."""
        known = dict(row)
        known["start"], known["at"] = _read(row["start"]), _read(row.get("at"))
        known["pauses"] = tuple(Pause.from_json(one) for one in row.get("pauses", ()))
        known["extended"] = tuple(Extension.from_json(one) for one in row.get("extended", ()))
        return cls(**known)


def _said(moment: datetime | None) -> str | None:
    return moment.astimezone(clock.LOCAL).isoformat() if moment else None


def _read(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(clock.LOCAL) if text else None
