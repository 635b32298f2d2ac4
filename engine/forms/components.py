"""What is written in a component, read without trusting its kind."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any


def own_of(component: Mapping[str, Any]) -> Mapping[str, Any]:
    found = component.get("properties")
    return found if isinstance(found, Mapping) else {}


def is_fixed(component: Mapping[str, Any]) -> bool:
    return not component.get("allowAddRemove")


def is_true(value: Any) -> bool:
    return value is True or value == "true"


def is_ours(source: Any) -> bool:
    return isinstance(source, str) and re.fullmatch(r"/(?!/)[\w./-]*", source) is not None


def whole_of(value: Any, usual: int) -> int:
    return int(value) if str(value).isascii() and str(value).isdigit() else usual
