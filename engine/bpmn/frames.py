"""Where the data of a case lies, and what a step sees of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MISSING: Any = object()


class Frame:
    """A flat set of named values; what it has not, the outer frame may have.

    A case has one. An instance of a multi-instance activity has its own on top of it, so that
    instances that run side by side do not write over each other; a called procedure's frame has
    no outer one. Values are never changed in place, only replaced.
    """

    __slots__ = ("outer", "values")

    def __init__(self, values: dict[str, Any], outer: Frame | None = None) -> None:
        self.values, self.outer = values, outer

    def get(self, name: str, default: Any = None) -> Any:
        """Return the value that is seen under a name."""
        frame: Frame | None = self
        while frame is not None:
            if name in frame.values:
                return frame.values[name]
            frame = frame.outer
        return default

    def view(self) -> dict[str, Any]:
        """Return all that is seen from here, as a dictionary of the caller's own."""
        if self.outer is None:
            return dict(self.values)
        return {**self.outer.view(), **self.values}

    def write(self, changes: Mapping[str, Any]) -> None:
        """Replace values."""
        self.values.update(changes)
