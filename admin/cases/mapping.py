"""What a page says each element of a version becomes in another."""

from __future__ import annotations

from flask import request

MAP = "map:"  # before an element's id


def sent_mapping() -> dict[str, str]:
    """Return what the page says each element becomes."""
    return {
        key.removeprefix(MAP): value
        for key, value in request.form.items()
        if key.startswith(MAP) and value
    }
