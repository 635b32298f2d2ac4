"""What a client was told: each deed before it is tried and after it was answered, on the disk."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple


class Ledger:
    """Lines that survive a kill of the client: each is on the disk before the next deed."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        path = folder / f"{name}.ledger"
        self._next = sum(1 for _ in path.open()) if path.exists() else 0
        self._file = path.open("a")

    def try_(self, deed: str, **facts: Any) -> str:
        """Note that a deed is tried; return its mark, unlike any other."""
        self._next += 1
        mark = f"{self.name}-{self._next}"
        self._write({"try": mark, "deed": deed, **facts})
        return mark

    def told(self, mark: str, outcome: str, **facts: Any) -> None:
        """Note how a deed was answered: `done`, `refused`, or `unknown`."""
        self._write({"told": mark, "outcome": outcome, **facts})

    def _write(self, line: dict[str, Any]) -> None:
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._file.flush()
        os.fdatasync(self._file.fileno())


class Deed(NamedTuple):
    """A deed as the client knows it; `outcome` is `unknown` when no answer ever came."""

    mark: str
    deed: str
    outcome: str
    facts: dict[str, Any]


def deeds(folder: Path) -> list[Deed]:
    """Return all deeds of all clients."""
    tried: dict[str, dict[str, Any]] = {}
    told: dict[str, dict[str, Any]] = {}
    for line in _lines(folder):
        if "try" in line:
            tried[line.pop("try")] = line
        else:
            told[line.pop("told")] = line
    return [
        Deed(
            mark,
            facts["deed"],
            told.get(mark, {}).get("outcome", "unknown"),
            facts | told.get(mark, {}),
        )
        for mark, facts in tried.items()
    ]


def _lines(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("*.ledger")):
        for text in path.read_text().splitlines():
            try:
                yield json.loads(text)
            except ValueError:
                continue  # the client was killed in the middle of the line
