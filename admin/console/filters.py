"""By what a list can be narrowed: one plain control a column, whatever kind it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from flask_admin.contrib.peewee.filters import BasePeeweeFilter, FilterConverter
from flask_babel import lazy_gettext as _
from peewee import (
    BooleanField,
    DateField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    UUIDField,
)

from engine import LOCAL

Options = Callable[[], Iterable[tuple[Any, Any]]]
BIGGEST = 2**63 - 1  # what both databases keep as a whole number


class Narrowing(BasePeeweeFilter):
    """A filter with one control in the list's form; `input_type` is the browser's name of it."""

    input_type = "text"
    says: Any = _("is")

    def __init__(self, column: Any, name: Any, choices: Options | None = None) -> None:
        super().__init__(column, name)
        self.choices = choices

    def operation(self) -> Any:
        return self.says

    def clean(self, value: str) -> Any:
        return value

    def apply(self, query: Any, value: Any) -> Any:
        return query.where(self.column == value)


class Is(Narrowing):
    """Exactly this text."""


class Contains(Narrowing):
    says = _("contains")

    def apply(self, query: Any, value: Any) -> Any:
        return query.where(self.column.contains(value))


class IsNumber(Narrowing):
    input_type = "number"

    def clean(self, value: str) -> int:
        number = int(value)
        if abs(number) > BIGGEST:
            raise ValueError(value)
        return number


class IsUuid(Narrowing):
    def clean(self, value: str) -> UUID:
        return UUID(value)


class IsTrue(Narrowing):
    def __init__(self, column: Any, name: Any, choices: Options | None = None) -> None:
        both = (("1", _("Yes")), ("0", _("No")))
        super().__init__(column, name, choices or (lambda: both))

    def clean(self, value: str) -> bool:
        return {"1": True, "0": False}[value] if value in "01" else self.refuse(value)

    def refuse(self, value: str) -> bool:
        raise ValueError(value)


class OnDay(Narrowing):
    input_type = "date"

    def clean(self, value: str) -> Any:
        return date.fromisoformat(value)


class From(OnDay):
    """On this day or later."""

    says = _("from")

    def apply(self, query: Any, value: Any) -> Any:
        return query.where(self.column >= value)


class Until(OnDay):
    """On this day or earlier."""

    says = _("until")

    def apply(self, query: Any, value: Any) -> Any:
        return query.where(self.column <= value)


class FromInstant(From):
    def clean(self, value: str) -> Any:
        return _midnight(date.fromisoformat(value))


class UntilInstant(OnDay):
    says = Until.says

    def clean(self, value: str) -> Any:
        try:
            return _midnight(date.fromisoformat(value) + timedelta(days=1))
        except OverflowError as error:
            raise ValueError(value) from error

    def apply(self, query: Any, value: Any) -> Any:
        return query.where(self.column < value)


def _midnight(day: date) -> datetime:
    try:
        return datetime.combine(day, time(), LOCAL).astimezone(UTC)
    except OverflowError as error:
        raise ValueError(day) from error


# by kind of column, the first that fits: a subclass stands before what it derives from
KINDS: tuple[tuple[type, tuple[type[Narrowing], ...]], ...] = (
    (ForeignKeyField, (IsNumber,)),
    (DateTimeField, (FromInstant, UntilInstant)),
    (DateField, (From, Until)),
    (BooleanField, (IsTrue,)),
    (UUIDField, (IsUuid,)),
    (IntegerField, (IsNumber,)),  # automatic, small and big numbers derive from it
)


class Filters(FilterConverter):
    """Chooses by what a column is, not by the exact name of its class; other columns: contains."""

    def convert(self, type_name: str, column: Any, name: Any) -> list[Narrowing]:
        if column.choices:
            return [Is(column, name, lambda: column.choices)]
        kinds = next((kinds for base, kinds in KINDS if isinstance(column, base)), (Contains,))
        return [kind(column, name) for kind in kinds]
