"""On what terms a case runs: the plugins and settings as they held when it started."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from engine.database import to_json
from engine.statements import do


def share_terms(plugins: Iterable[str], settings: Mapping[str, Any]) -> int:
    """Keep plugins and settings for a case that starts; return the number for `Case.terms`."""
    said = to_json(list(plugins)), to_json(dict(settings))
    number = number_of(*said)
    do(
        "INSERT INTO terms (id, plugins, settings) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        number,
        *said,
    )
    return number


def number_of(plugins: str, settings: str) -> int:
    """Return the number of terms, given as JSON: the first 63 bits of their hash."""
    digest = hashlib.sha256(f"{plugins}\n{settings}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1
