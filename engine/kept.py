"""What was read of the database and stays in memory until it is stale or somebody changed it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from engine.database import db

STALE_SECONDS = 10.0  # how long another process may go on with what was before

_T = TypeVar("_T")


class Kept(Generic[_T]):
    """Something read at once and asked often; `renew(before)` may give back what it got."""

    def __init__(self, renew: Callable[[_T | None], _T]) -> None:
        self._renew = renew
        self._held: tuple[Any, float, _T] | None = None

    def get(self) -> _T:
        """Return it, read again when it is old or the database is another."""
        held = self._held
        if held is None or held[0] is not db.obj:
            held = (db.obj, time.monotonic(), self._renew(None))
        elif time.monotonic() - held[1] > STALE_SECONDS:
            held = (db.obj, time.monotonic(), self._renew(held[2]))
        self._held = held
        return held[2]

    def forget(self) -> None:
        """Read it again at the next question: it has changed."""
        self._held = None
