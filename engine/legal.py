"""What the law limits: a code, its amount, article and start event, and since when it holds."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Context, Decimal
from fractions import Fraction
from typing import Any, Literal

from engine.calendar import local_day
from engine.errors import Refused
from engine.limits import Limit, parse_limit
from engine.text import Text

Bound = Literal["most", "least", "over"]
BOUNDS: tuple[Bound, ...] = ("most", "least", "over")
_DIGITS = Context(prec=34)
MEASURES: Mapping[str, tuple[str, str]] = {
    "persons": ("{n}人", "{n} people"),
    "CNY": ("{n}元", "{n} yuan"),
    "share": ("{n}", "{n}"),
}
"""Units of amounts that are no time, and how they are said."""


@dataclass(frozen=True)
class Measure:
    """An amount that is no time: people, money, a share of something (`2/3`)."""

    amount: Fraction
    unit: str

    @property
    def text(self) -> Text:
        """Say the amount: 5人, 5 people."""
        zh, en = MEASURES[self.unit]
        return Text(zh, en, n=str(self.amount))

    @property
    def value(self) -> int | Decimal:
        """Return the amount as a number, a share to as many digits as FEEL has."""
        if self.amount.denominator == 1:
            return int(self.amount)
        numerator, denominator = map(Decimal, self.amount.as_integer_ratio())
        return _DIGITS.divide(numerator, denominator)


@dataclass(frozen=True)
class LegalLimit:
    """One row of the register of legal limits, valid for cases that start between two days.

    `bound` is `most` (a deed must be done within; an own value may only shorten it), `least`
    (a publication must stand for; an own value may only lengthen it) or `over` (more than).
    `amount` is None where the law commands without a number. `roll` says that a last day which is
    no working day moves to the next one. `source` is the evidence tag: L, P or ?. `law` is the
    law's own amount where the subdistrict has set itself a stricter one.
    """

    code: str
    amount: Limit | Measure | None
    bound: Bound
    matter: Text
    start: Text
    basis: Text
    valid_from: date
    valid_to: date | None
    roll: bool
    source: str
    law: Limit | Measure | None = None

    @property
    def limit(self) -> Limit:
        """Return the amount of time; Refused when the row holds none."""
        if isinstance(self.amount, Limit):
            return self.amount
        raise Refused(
            "“{code}”（{matter}）不是时限，不能用来计算期限。",
            "“{code}” ({matter}) is no amount of time; nothing can be due by it.",
            code=self.code,
            matter=self.matter,
        )

    @property
    def value(self) -> int | Decimal | None:
        """Return the amount without its unit."""
        return self.amount.amount if isinstance(self.amount, Limit) else _value_of(self.amount)

    @property
    def unit(self) -> str:
        """Return the unit of the amount: WD, D, H … persons, CNY, share; empty without amount."""
        return self.amount.unit if self.amount else ""

    def holds_on(self, day: date) -> bool:
        """Tell whether a case that starts on this day is under this row."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def stricter(self, own: Limit | Measure) -> LegalLimit:
        """Return this row with an own amount, or itself when that is not stricter than the law."""
        if self.amount is None or not self.is_stricter(own):
            return self
        basis = Text(
            "{basis}（法定{law}，本街道从严）",
            "{basis} ({law} by law, stricter here)",
            basis=self.basis,
            law=self.amount.text,
        )
        return replace(self, amount=own, law=self.amount, basis=basis)

    def is_stricter(self, own: Limit | Measure) -> bool:
        """Tell whether an own amount of the same unit lies within the bound and differs."""
        here = self.law or self.amount
        if here is None or type(own) is not type(here) or own.unit != here.unit:
            return False
        return own.amount < here.amount if self.bound == "most" else own.amount > here.amount


def _value_of(measure: Measure | None) -> int | Decimal | None:
    return measure.value if measure else None


def parse_amount(value: str, unit: str) -> Limit | Measure | None:
    """Read an amount and its unit; both empty is None. Raises BadLimit or ValueError."""
    if not value and not unit:
        return None
    if unit in MEASURES:
        return Measure(Fraction(value), unit)
    return parse_limit(value + unit)


def show_amount(amount: Limit | Measure | None) -> tuple[str, str]:
    """Return an amount as `parse_amount` reads it."""
    return (str(amount.amount), amount.unit) if amount else ("", "")


def read_legal_limits(text: str) -> list[LegalLimit]:
    """Read the register from CSV (`plugins/core/limits.csv` shows the columns).

    Raises ValueError naming the line, also when two rows of one code hold on the same day.
    """
    rows = []
    for number, row in enumerate(csv.DictReader(io.StringIO(text)), start=2):
        try:
            rows.append(_legal_limit(row))
        except (KeyError, ValueError) as wrong:
            raise ValueError(f"line {number}: {wrong}") from wrong
    _refuse_overlaps(rows)
    return rows


def _legal_limit(row: Mapping[str, str]) -> LegalLimit:
    return LegalLimit(
        code=row["code"],
        amount=parse_amount(row["value"], row["unit"]),
        bound=bound_named(row["bound"]),
        matter=Text(row["matter_zh"], row["matter_en"]),
        start=Text(row["start_zh"], row["start_en"]),
        basis=Text(row["basis_zh"], row["basis_en"]),
        valid_from=date.fromisoformat(row["from"]),
        valid_to=date.fromisoformat(row["to"]) if row["to"] else None,
        roll={"yes": True, "no": False}[row["roll"]],
        source=row["source"],
    )


def bound_named(word: str) -> Bound:
    for known in BOUNDS:
        if word == known:
            return known
    raise ValueError(f"bound is most, least or over, not {word!r}")


def _refuse_overlaps(rows: list[LegalLimit]) -> None:
    for index, row in enumerate(rows):
        for other in rows[:index]:
            if other.code == row.code and (
                other.holds_on(row.valid_from) or row.holds_on(other.valid_from)
            ):
                raise ValueError(f"{row.code}: two rows hold on the same day")


def legal_on(rows: Iterable[LegalLimit], day: date) -> dict[str, LegalLimit]:
    """Return the rows in force on a day by code; a case takes the day on which it started."""
    return {row.code: row for row in rows if row.holds_on(local_day(day))}


def legal_names(legal: Mapping[str, LegalLimit]) -> dict[str, dict[str, Any]]:
    """Return what FEEL sees as `legal`: `legal.XF_DONE.value` (hyphens become underscores)."""
    return {
        code.replace("-", "_"): {
            "value": row.value,
            "unit": row.unit,
            "limit": str(row.amount) if isinstance(row.amount, Limit) else None,
            "basis": row.basis.say("zh"),
        }
        for code, row in legal.items()
    }
