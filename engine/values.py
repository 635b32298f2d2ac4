"""How the values of case data become bytes and come back with their types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from engine import clock
from engine.feel import DaysTimeDuration, YearsMonthsDuration, compile_expression

# The numbers of MessagePack extensions; stored states hold them: add, never change.
_DECIMAL, _DATE, _DATETIME, _TIME, _DURATION, _SPAN, _INTEGER, _TEXT, _BOOL = range(1, 10)
_REFERENCE = 10


@dataclass(frozen=True)
class Reference:
    """Stands in a state for a value that is kept elsewhere, encrypted."""

    number: int


def pack(value: Any) -> bytes:
    """Return a value as MessagePack; raise TypeError for what a case cannot keep."""
    return _ENCODER.encode(_plain(value))


def unpack(data: bytes | memoryview) -> Any:
    """Return what `pack` was given, mappings and sequences as dict and list."""
    return _DECODER.decode(data)


_AS_IT_IS = frozenset({str, bool, float, type(None)})


def _plain(value: Any) -> Any:
    """Return a value as MessagePack knows it: what it does not know becomes an extension."""
    kind = type(value)
    # the leaves are told apart here: a call for each would be most of the time a case is stored in
    if kind is dict:
        return {key: one if type(one) in _AS_IT_IS else _plain(one) for key, one in value.items()}
    if kind is list or kind is tuple:
        return [one if type(one) in _AS_IT_IS else _plain(one) for one in value]
    if kind in _AS_IT_IS or (kind is int and -(2**63) <= value < 2**64):
        return value
    return _extension(value)


def _extension(value: Any) -> Any:
    for kind, number, text in _KINDS:
        if isinstance(value, kind):
            return msgspec.msgpack.Ext(number, text(value).encode())
    if isinstance(value, Mapping):
        return {key: _plain(entry) for key, entry in value.items()}
    raise TypeError(f"a case cannot keep a {type(value).__name__}")


def _datetime_text(value: datetime) -> str:
    zone = value.tzinfo
    return f"{value.isoformat()}@{zone.key}" if isinstance(zone, ZoneInfo) else value.isoformat()


def _read_datetime(text: str) -> datetime:
    moment, _, zone = text.partition("@")
    read = datetime.fromisoformat(moment)
    return read.astimezone(_zone(zone)) if zone else read


def _zone(name: str) -> ZoneInfo:
    return clock.LOCAL if name == clock.LOCAL.key else ZoneInfo(name)


def _read_span(text: str) -> timedelta:
    return timedelta(microseconds=int(text))


def _span_text(value: timedelta) -> str:
    return str(value // timedelta(microseconds=1))


def _read_duration(text: str) -> Any:
    return _DURATION_OF.evaluate({"text": text})


_DURATION_OF = compile_expression("duration(text)")
_KINDS: tuple[tuple[Any, int, Callable[[Any], str]], ...] = (
    (str, _TEXT, str),
    (bool, _BOOL, str),
    (int, _INTEGER, str),
    (Decimal, _DECIMAL, str),
    (datetime, _DATETIME, _datetime_text),
    (date, _DATE, date.isoformat),
    (time, _TIME, time.isoformat),
    (timedelta, _SPAN, _span_text),
    ((DaysTimeDuration, YearsMonthsDuration), _DURATION, str),
    (Reference, _REFERENCE, lambda reference: str(reference.number)),
)
_READ: dict[int, Callable[[str], Any]] = {
    _TEXT: str,
    _BOOL: lambda text: text == "True",
    _INTEGER: int,
    _DECIMAL: Decimal,
    _DATETIME: _read_datetime,
    _DATE: date.fromisoformat,
    _TIME: time.fromisoformat,
    _SPAN: _read_span,
    _DURATION: _read_duration,
    _REFERENCE: lambda text: Reference(int(text)),
}


def _read_extension(number: int, data: memoryview) -> Any:
    return _READ[number](bytes(data).decode())


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(ext_hook=_read_extension)
