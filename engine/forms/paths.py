"""How nested data are read and written along a path."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Path = tuple[str | int, ...]


def dotted(path: Path) -> str:
    """Return a path as people and pages write it: members.0.name."""
    return ".".join(map(str, path))


def dig(data: Any, path: Path) -> Any:
    """Return what lies at a path, None when nothing does."""
    for step in path:
        if isinstance(step, int):
            data = data[step] if isinstance(data, list) and step < len(data) else None
        else:
            data = data.get(step) if isinstance(data, Mapping) else None
    return data


def put(data: dict[str, Any], path: Path, value: Any) -> None:
    """Lay a value down at a path, making the objects on the way; a missing row stays missing."""
    here: Any = data
    for step in path[:-1]:
        if isinstance(step, int):
            if step >= len(here):
                return
            here = here[step]
            continue
        if not isinstance(here.get(step), dict | list):
            here[step] = {}
        here = here[step]
    if isinstance(here, dict):
        here[path[-1]] = value


def copied(data: Any) -> Any:
    """Return objects and lists anew, with the same values in them."""
    if isinstance(data, Mapping):
        return {name: copied(value) for name, value in data.items()}
    if isinstance(data, list):
        return [copied(value) for value in data]
    return data


def fields_of(path: Path) -> tuple[str, ...]:
    """Return a path without the numbers of rows."""
    return tuple(step for step in path if isinstance(step, str))


def outside(around: Path) -> Path:
    """Return the path of what a row or group stands in."""
    steps = list(around)
    while steps and isinstance(steps[-1], int):
        steps.pop()
    return tuple(steps[:-1])
