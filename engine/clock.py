"""What time it is: the one place that asks the machine, so that a scenario can move the hands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")

_set: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return _set.get() or datetime.now(UTC)


def today() -> date:
    """Return the present day in the subdistrict's time zone."""
    return now().astimezone(LOCAL).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Hold the clock at an aware instant for what runs inside, in this thread only."""
    token = _set.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _set.reset(token)
