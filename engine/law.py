"""Which legal limits hold on a day: the register, and what the subdistrict made stricter."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from engine.clock import today
from engine.database import after_commit
from engine.kept import Kept
from engine.legal import LegalLimit, bound_named, legal_on, parse_amount
from engine.models import LimitRow, OwnLimit
from engine.registry import installed_plugins
from engine.text import Text

MOST_DAYS = 2_000  # of which the rows in force are remembered


def legal_limits(day: date | None = None) -> dict[str, LegalLimit]:
    """Return the legal limits in force on a day, by code; a case takes the day it started on."""
    return register().on(day or today())


@dataclass(frozen=True)
class Own:
    """A stricter amount of the subdistrict's own, and for which days."""

    code: str
    value: str
    unit: str
    valid_from: date
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass
class Register:
    """The whole register in memory."""

    rows: list[LegalLimit]
    own: list[Own]
    _on: dict[date, dict[str, LegalLimit]] = field(default_factory=dict)

    def on(self, day: date) -> dict[str, LegalLimit]:
        """Return the rows in force on a day by code, an own amount where it is stricter."""
        if day not in self._on:
            if len(self._on) >= MOST_DAYS:
                self._on.clear()
            self._on[day] = self._in_force(day)
        return self._on[day]

    def _in_force(self, day: date) -> dict[str, LegalLimit]:
        found = legal_on(self.rows, day)
        for own in self.own:
            amount = parse_amount(own.value, own.unit)
            if own.code in found and amount is not None and own.holds_on(day):
                found[own.code] = found[own.code].stricter(amount)
        return found


def register() -> Register:
    """Return the register as it stands."""
    return _kept.get()


def forget_law() -> None:
    """Read the register again: now, and when the transaction that changed it is stored."""
    _kept.forget()
    after_commit(_kept.forget)


def _read(before: Register | None) -> Register:
    found = Register(_rows(), _own())
    if before is not None and (before.rows, before.own) == (found.rows, found.own):
        return before
    return found


_kept = Kept(_read)


def _rows() -> list[LegalLimit]:
    plugins = list(installed_plugins())
    rows = LimitRow.select().where(LimitRow.plugin.in_(plugins)).order_by(LimitRow.id)
    return [limit_of(row) for row in rows]


def limit_of(row: LimitRow) -> LegalLimit:
    """Return a stored row as limits are counted by."""
    return LegalLimit(
        code=str(row.code),
        amount=parse_amount(str(row.value), str(row.unit)),
        bound=bound_named(str(row.bound)),
        matter=Text(str(row.matter), str(row.matter_en)),
        start=Text(str(row.start), str(row.start_en)),
        basis=Text(str(row.basis), str(row.basis_en)),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        roll=bool(row.roll),
        source=str(row.source),
    )


def _own() -> list[Own]:
    columns = (
        OwnLimit.code,
        OwnLimit.value,
        OwnLimit.unit,
        OwnLimit.valid_from,
        OwnLimit.valid_to,
    )
    rows: Any = OwnLimit.select(*columns).order_by(OwnLimit.valid_from, OwnLimit.id).tuples()
    return [Own(*row) for row in rows]
