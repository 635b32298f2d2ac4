"""Sensitive (C4) columns of records: the column says that there is a value, and no more."""

from __future__ import annotations

from typing import Any

from peewee import FieldAccessor, SmallIntegerField

from engine.sensitive import forget, keep, kept
from engine.values import pack, unpack


class _Present:
    """Stands in a record for a value that is kept apart."""


PRESENT = _Present()


class Withheld:
    """A sensitive value of a record, not yet read: as a text it is stars, so that no list shows it.

    `read()` decrypts it, for actions and for who may have it shown.
    """

    def __init__(self, record: Any, field: SensitiveField) -> None:
        self.record, self.field = record, field

    def read(self) -> Any:
        """Return the value; None when it was erased or its key is not at hand."""
        packed = kept(self.field.place, self.record.id).get(0)
        return None if packed is None else unpack(packed)

    def __str__(self) -> str:
        return "***"

    __repr__ = __str__


class _Accessor(FieldAccessor):
    def __get__(self, instance: Any, owner: Any = None) -> Any:
        value: Any = super().__get__(instance, owner)  # type: ignore[no-untyped-call]
        return Withheld(instance, self.field) if value is PRESENT else value


class SensitiveField(SmallIntegerField):
    """A value of class C4: a text, number, date, list or mapping, kept encrypted in a table apart.

    It is written by `save()` and `create()` only, and read as `Withheld`; queries can ask no more
    than whether there is one.
    """

    accessor_class = _Accessor

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"null": True, **options})

    @property
    def place(self) -> str:
        return f"{self.model._meta.table_name}.{self.column_name}"

    def db_value(self, value: Any) -> Any:
        if value is None or value is PRESENT:
            return None if value is None else 1
        raise ValueError(f"{self.name} is sensitive: it is written by save() and create() only")

    def python_value(self, value: Any) -> Any:
        return PRESENT if value else None


def has_sensitive(model: type[Any]) -> bool:
    """Has a table any sensitive column?"""
    return any(isinstance(one, SensitiveField) for one in model._meta.sorted_fields)


def apart(record: Any) -> dict[SensitiveField, Any]:
    """Take the sensitive values that were set on a record out of it, before it is saved."""
    fields = [one for one in record._meta.sorted_fields if isinstance(one, SensitiveField)]
    found: dict[SensitiveField, Any] = {}
    for field in fields:
        value = record.__data__.get(field.name)
        if isinstance(value, Withheld):
            record.__data__[field.name] = PRESENT
        elif value is not PRESENT and (value not in (None, "") or record.id is not None):
            found[field] = value
            record.__data__[field.name] = None if value in (None, "") else PRESENT
    return found


def keep_apart(record: Any, values: dict[SensitiveField, Any]) -> None:
    """Encrypt what `apart` took out, now that the record has its number."""
    for field, value in values.items():
        if value in (None, ""):
            forget(field.place, record.id)
        else:
            keep(field.place, record.id, {0: pack(value)}, record.case_id)


def forget_apart(record: Any) -> None:
    """Erase the sensitive values of a record."""
    for field in record._meta.sorted_fields:
        if isinstance(field, SensitiveField):
            forget(field.place, record.id)
