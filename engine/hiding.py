"""Which values of a case are sensitive, and how they stay out of its state and history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from engine.models import Case
from engine.registry import brought_by
from engine.sensitive import forget, keep, kept
from engine.values import Reference, pack, unpack

BLOTTED = "***"
DATA = "data"
LARGE = 1000  # a number from which it can hardly stand anywhere by chance


class Locked(str):
    """Stands for a value whose key is not at hand; it stays what it is when it is stored."""

    number: int

    def __new__(cls, number: int) -> Locked:
        made = super().__new__(cls, BLOTTED)
        made.number = number
        return made


@lru_cache(2000)
def sensitive_names(forms: tuple[str, ...], plugins: tuple[str, ...]) -> frozenset[str]:
    """Return the last step of the path of every C4 field of these forms."""
    known = brought_by(frozenset(plugins)).forms
    return frozenset(
        field.key.rpartition(".")[2]
        for name in forms
        if name in known
        for field in known[name].fields
        if field.data_class == "C4"
    )


class CaseSecrets:
    """The sensitive values of one case, by the numbers that its state knows them by.

    A value is sensitive under the name of a C4 field, and wherever a text, a date or a larger
    number that once stood there is found again.
    """

    def __init__(self, case: Case, names: frozenset[str] = frozenset()) -> None:
        self.case, self.names = case, names
        self.values: dict[int, Any] = {}  # as they are stored
        self._loaded = False
        self._numbers: dict[bytes, int] = {}
        self._used: set[int] = set()
        self._new: dict[int, bytes] = {}
        self.telling: set[Any] = set()  # what gives a value away wherever it stands

    def __bool__(self) -> bool:
        """Is there anything to hide?"""
        return bool(self.names or self.values or self.telling)

    @property
    def holds(self) -> bool:
        """Does the case hold a sensitive value now?"""
        return bool(self.values or self.telling)

    def value(self, number: int) -> Any:
        """Return what the state names by a number."""
        if not self._loaded:
            self._load()
        return self.values.get(number)

    def _load(self) -> None:
        self._loaded = True
        for number, packed in kept(DATA, self.case.id).items():
            self.values[number] = Locked(number) if packed is None else unpack(packed)
            if packed is not None:
                self._numbers[packed] = number
                self.taint(self.values[number])

    def taint(self, value: Any) -> None:
        """Let a value count as sensitive wherever it stands in this case."""
        self.telling.update(_telling(value))

    # -- out of the state ---------------------------------------------------------------------

    def hide(self, row: Any) -> Any:
        """Return a state's row with numbers for its sensitive values, which `store` writes."""
        self._used = set()
        for value in _under(row, self.names):
            self.taint(value)
        return self._hidden(row)

    def _hidden(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {
                key: self._reference(each)
                if key in self.names and _says_something(each)
                else self._hidden(each)
                for key, each in value.items()
            }
        if isinstance(value, list | tuple):
            return [self._hidden(each) for each in value]
        if isinstance(value, Locked) or self.gives_away(value):
            return self._reference(value)
        return value

    def _reference(self, value: Any) -> Reference:
        number = value.number if isinstance(value, Locked) else self._number(pack(value))
        self._used.add(number)
        return Reference(number)

    def _number(self, packed: bytes) -> int:
        if packed not in self._numbers:
            number = 1 + max([0, *self.values, *self._numbers.values()])
            self._numbers[packed] = number
            self._new[number] = packed
        return self._numbers[packed]

    def store(self) -> None:
        """Write what `hide` has found, and erase what the state names no more."""
        keep(DATA, self.case.id, self._new, self.case.id)
        for number in self.values.keys() - self._used:
            forget(DATA, self.case.id, number)
        fresh = {number: unpack(packed) for number, packed in self._new.items()}
        self.values = {
            number: value
            for number, value in {**self.values, **fresh}.items()
            if number in self._used
        }
        self._new = {}

    # -- elsewhere ----------------------------------------------------------------------------

    def gives_away(self, value: Any) -> bool:
        """Is this text, date or number one of the sensitive values?"""
        return bool(self.telling) and not self.telling.isdisjoint(_telling_leaf(value))

    def touches(self, values: Any) -> bool:
        """Is anything sensitive among values that are written elsewhere?"""
        if not self:
            return False
        if any(True for _ in _under(values, self.names)):
            return True
        return bool(self.telling) and not self.telling.isdisjoint(_telling(values))

    def found_in(self, values: Any) -> list[Any]:
        """Return the texts, dates and numbers among values that are sensitive."""
        told = {leaf for value in _under(values, self.names) for leaf in _telling(value)}
        return sorted(told | (set(_telling(values)) & self.telling), key=str)

    def files_in(self, values: Any) -> frozenset[str]:
        """Return the tokens of the files that answer sensitive questions."""
        if not self.names:
            return frozenset()
        return frozenset(
            one["id"]
            for value in _under(values, self.names)
            for one in (value if isinstance(value, list | tuple) else [value])
            if isinstance(one, Mapping) and "sha256" in one
        )

    def blotted(self, value: Any) -> Any:
        """Return a value with stars for what is sensitive in it, for lists and titles."""
        if not self:
            return value
        if isinstance(value, Mapping):
            return {
                key: BLOTTED if key in self.names and _says_something(each) else self.blotted(each)
                for key, each in value.items()
            }
        if isinstance(value, list | tuple):
            return [self.blotted(each) for each in value]
        if isinstance(value, str):
            for each in sorted(filter(_is_text, self.telling), key=len, reverse=True):
                value = value.replace(each, BLOTTED)
            return value
        return BLOTTED if self.gives_away(value) else value


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _under(value: Any, names: frozenset[str]) -> Iterator[Any]:
    """Yield what stands under one of these names, however deep."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            if key in names and _says_something(each):
                yield each
            else:
                yield from _under(each, names)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _under(each, names)


def _says_something(value: Any) -> bool:
    """Is this an answer? A box that is not ticked is none."""
    return value is not None and value is not False and value not in ("", [], {})


def _telling(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping):
        for each in value.values():
            yield from _telling(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _telling(each)
    else:
        yield from _telling_leaf(value)


def _telling_leaf(value: Any) -> Iterator[Any]:
    """Yield a leaf that can hardly stand anywhere by chance."""
    if isinstance(value, Locked | bool):
        return
    is_long = isinstance(value, str) and len(value) > 1
    is_large = isinstance(value, int | Decimal) and abs(Decimal(value)) >= LARGE
    if is_long or is_large or isinstance(value, date):
        yield value
