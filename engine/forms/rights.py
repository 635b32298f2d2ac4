"""Whether a person may write, read or not even see a field at this step."""

from __future__ import annotations

from collections.abc import Mapping

_ORDER = ("write", "read", "hidden")


def right_to(path: tuple[str | int, ...], access: Mapping[str, str], around: str = "write") -> str:
    """Return write, read or hidden: the field's own right or its container's, the stricter one.

    Rows count by their list (`members.age`). A word that is no right hides.
    """
    own = access.get(".".join(step for step in path if isinstance(step, str)), "write")
    return max(own if own in _ORDER else "hidden", around, key=_ORDER.index)
