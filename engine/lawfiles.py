"""How the register of legal limits follows limits.csv of the plugins."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from engine.clock import today
from engine.database import to_json, transaction
from engine.law import forget_law
from engine.legal import LegalLimit, read_legal_limits, show_amount
from engine.limits import Limit
from engine.models import LimitRow
from engine.registry import installed_plugins, plugin_folder

_DAY = timedelta(days=1)


def store_limits() -> list[str]:
    """Bring the register up to what the plugins' files say; return the codes that changed.

    A row is known by its code and the day it holds from. With the same day its words and amount
    are corrected in place; with another day the old row ends the day before and stays for the cases
    that started under it. A code that no file holds any more ends yesterday.
    """
    changed: list[str] = []
    with transaction():
        for plugin in sorted(installed_plugins()):
            changed += _follow(plugin, limits_of(plugin))
    if changed:
        forget_law()
    return changed


def limits_of(plugin: str) -> list[LegalLimit]:
    """Return what a plugin's own file says, whatever the register holds."""
    path = plugin_folder(plugin) / "limits.csv"
    return read_legal_limits(path.read_text("utf-8")) if path.exists() else []


def limit_codes() -> frozenset[str]:
    """Return the codes of the files by which something can be due: those that hold a time."""
    rows = (row for plugin in installed_plugins() for row in limits_of(plugin))
    return frozenset(row.code for row in rows if isinstance(row.amount, Limit))


def _follow(plugin: str, rows: list[LegalLimit]) -> list[str]:
    stored = {(row.code, row.valid_from): row for row in _stored(plugin)}
    ends = _ends(rows, stored)
    changed = []
    for limit in rows:
        row = stored.pop((limit.code, limit.valid_from), None)
        if row is None or row.sha256 != sha_of(limit) or row.valid_to != limit.valid_to:
            _store(row or LimitRow(), limit, plugin)
            changed.append(limit.code)
    for key, row in stored.items():
        if row.valid_to is None or row.valid_to > ends[key]:
            row.valid_to = ends[key]
            row.save()
            changed.append(str(row.code))
    return changed


def _stored(plugin: str) -> list[Any]:
    return list(LimitRow.select().where(LimitRow.plugin == plugin))


def _ends(
    rows: Iterable[LegalLimit], stored: Iterable[tuple[str, date]]
) -> dict[tuple[str, date], date]:
    """Return when each stored row ends that the file does not hold: before the next of its code."""
    starts: dict[str, list[date]] = {}
    for row in rows:
        starts.setdefault(row.code, []).append(row.valid_from)
    ends = {}
    for code, since in stored:
        later = [start for start in starts.get(code, ()) if start > since]
        ends[code, since] = min(later, default=today()) - _DAY
    return ends


def sha_of(limit: LegalLimit) -> str:
    """Return what a row of a file is known to be unchanged by."""
    return hashlib.sha256(to_json([*_columns(limit).items()]).encode()).hexdigest()


def _columns(limit: LegalLimit) -> dict[str, Any]:
    value, unit = show_amount(limit.amount)
    return {
        "code": limit.code,
        "value": value,
        "unit": unit,
        "bound": limit.bound,
        "matter": limit.matter.zh,
        "matter_en": limit.matter.en,
        "start": limit.start.zh,
        "start_en": limit.start.en,
        "basis": limit.basis.zh,
        "basis_en": limit.basis.en,
        "valid_from": limit.valid_from,
        "valid_to": limit.valid_to,
        "roll": limit.roll,
        "source": limit.source,
    }


def _store(row: LimitRow, limit: LegalLimit, plugin: str) -> None:
    for name, value in _columns(limit).items():
        setattr(row, name, value)
    row.plugin, row.sha256 = plugin, sha_of(limit)
    row.save()
