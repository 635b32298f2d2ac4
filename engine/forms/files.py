"""Which files an answer holds, and whether the question accepts them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from engine.forms import words
from engine.forms.settling import Place
from engine.forms.shapes import MOST_BYTES
from engine.text import Text

_SIZE = re.compile(r"(\d{1,9})\s*(KB|MB|B)?", re.ASCII | re.IGNORECASE)
_BYTES = {"": 1, "B": 1, "KB": 1024, "MB": 1024 * 1024}


def files_at(place: Place, added: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    """Return the files of a place: those the caller vouches for, after those that stay.

    A file of an earlier step stays unless the answers list which ones do and leave it out.
    """
    known = place.known if isinstance(place.known, list) else []
    if isinstance(place.sent, list):
        sent = (one.get("id") for one in place.sent if isinstance(one, Mapping))
        kept = {token for token in sent if isinstance(token, str)}
        known = [one for one in known if one.get("id") in kept]
    held = {one.get("id") for one in known}
    return known + [dict(one) for one in added or [] if one.get("id") not in held]


def file_problem(place: Place, bounds: Mapping[str, Any]) -> Text | None:
    """Return why the question does not accept one of the files of a place."""
    most = size_in_bytes(bounds.get("maxSize"))
    accept = [one for one in str(place.question.component.get("accept") or "").split(",") if one]
    for file in place.value:
        if file["size"] > most:
            return words.too_large(file["name"], _said(most))
        if accept and not any(_accepts(one.strip().lower(), file) for one in accept):
            return words.wrong_type(file["name"])
    return None


def size_in_bytes(written: Any) -> int:
    """Read `10MB`, `500KB` or a number of bytes; without one the usual 10 MB holds."""
    found = _SIZE.fullmatch(str(written).strip()) if written is not None else None
    return int(found[1]) * _BYTES[(found[2] or "").upper()] if found else MOST_BYTES


def _accepts(accepted: str, file: Mapping[str, Any]) -> bool:
    """Match `.pdf` by the name's ending, `image/*` and `image/png` by the type."""
    if accepted.startswith("."):
        return PurePosixPath(str(file["name"]).lower()).suffix == accepted
    kind = str(file["type"]).lower()
    return kind == accepted or (accepted.endswith("/*") and kind.startswith(accepted[:-1]))


def _said(size: int) -> str:
    if size % _BYTES["MB"] == 0:
        return f"{size // _BYTES['MB']} MB"
    return f"{size // _BYTES['KB']} KB" if size % _BYTES["KB"] == 0 else f"{size} B"
