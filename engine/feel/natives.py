"""How Python's values enter FEEL and come back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

from engine.clock import LOCAL

from .temporal import DT, YM, Date, DateTime, Time, zone


def to_feel(v: Any) -> Any:
    if v is None or isinstance(v, (bool, Decimal, Date, DateTime, Time, DT, YM)):
        return v
    if isinstance(v, str):
        return str(v)
    if isinstance(v, int):
        return Decimal(v)
    if isinstance(v, float):
        return Decimal(repr(v))
    if isinstance(v, datetime):
        if v.tzinfo:
            v = v.astimezone(LOCAL)
        return DateTime(Date(v.year, v.month, v.day), _time(v.timetz()))
    if isinstance(v, date):
        return Date(v.year, v.month, v.day)
    if isinstance(v, time):
        return _time(v)
    if isinstance(v, timedelta):
        return DT((v.days * 86400 + v.seconds) * 10**9 + v.microseconds * 1000)
    if isinstance(v, Mapping):
        return {str(k): to_feel(x) for k, x in v.items()}
    if isinstance(v, (list, tuple, set, frozenset)):
        return [to_feel(x) for x in v]
    return v if type(v).__module__.startswith("engine.feel") else None


def _time(v: time) -> Time:
    ns = ((v.hour * 60 + v.minute) * 60 + v.second) * 10**9 + v.microsecond * 1000
    if v.tzinfo is LOCAL:
        return Time(ns, 8 * 3600, "Asia/Shanghai")
    off = v.utcoffset()
    return Time(ns, None if off is None else int(off.total_seconds()))


def from_feel(v: Any) -> Any:
    if isinstance(v, Decimal):
        return int(v) if v == v.to_integral_value() and v.adjusted() < 34 else v
    if isinstance(v, Date):
        return date(v.y, v.m, v.d) if 0 < v.y < 10000 else None
    if isinstance(v, DateTime):
        if not 0 < v.date.y < 10000:
            return None
        return datetime.combine(from_feel(v.date), from_feel(Time(v.time.ns)), _zone(v.time) or LOCAL)
    if isinstance(v, Time):
        s, ns = divmod(v.ns, 10**9)
        return time(s // 3600, s // 60 % 60, s % 60, ns // 1000, _zone(v))
    if isinstance(v, list):
        return [from_feel(x) for x in v]
    if isinstance(v, dict):
        return {k: from_feel(x) for k, x in v.items()}
    return v


def _zone(t: Time) -> Any:
    if t.zone:
        return zone(t.zone)
    if t.off is None:
        return None
    return UTC if t.off == 0 else timezone(timedelta(seconds=t.off))
