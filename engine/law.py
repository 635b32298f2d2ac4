"""Which legal limits and which calendar hold: read from the files that plugins carry."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache

from engine.calendar import WorkCalendar
from engine.china import china
from engine.clock import today
from engine.legal import LegalLimit, legal_on, read_legal_limits
from engine.registry import installed_plugins, plugin_folder

_calendar: ContextVar[WorkCalendar | None] = ContextVar("calendar", default=None)


def legal_limits(day: date | None = None) -> dict[str, LegalLimit]:
    """Return the legal limits in force on a day, by code; a case takes the day it started on."""
    return _in_force(frozenset(installed_plugins()), day or today())


@cache
def _in_force(plugins: frozenset[str], day: date) -> dict[str, LegalLimit]:
    return legal_on(_register(plugins), day)


@cache
def _register(plugins: frozenset[str]) -> list[LegalLimit]:
    """Read limits.csv of every plugin that has one."""
    paths = [plugin_folder(name) / "limits.csv" for name in sorted(plugins)]
    return [
        row for path in paths if path.exists() for row in read_legal_limits(path.read_text("utf-8"))
    ]


def standard_calendar() -> WorkCalendar:
    """Return the working calendar: China's, with the make-up days (调休) that were announced."""
    return _calendar.get() or _china()


@cache
def _china() -> WorkCalendar:
    return china()


@contextmanager
def using_calendar(calendar: WorkCalendar) -> Iterator[None]:
    """Count by another calendar in what runs inside: a scenario's own."""
    token = _calendar.set(calendar)
    try:
        yield
    finally:
        _calendar.reset(token)
