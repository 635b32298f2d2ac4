"""CPU time of this process and of the database's, from the kernel's own accounts."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def _tree(root: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(words[1]), []).append(int(path.parent.name))
    found, open_ = [], [root]
    while open_:
        pid = open_.pop()
        found.append(pid)
        open_ += children.get(pid, [])
    return found


def cpu_of(root: int) -> float:
    """Return the CPU seconds of a process, its descendants and its dead children."""
    ticks = 0
    for pid in _tree(root):
        try:
            words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += int(words[11]) + int(words[12])
        if pid == root:
            ticks += int(words[13]) + int(words[14])
    return ticks / TICKS


@dataclass
class Meter:
    """`with Meter(database_pid) as meter:` then `ours`, `database` and `wall` in seconds."""

    database_pid: int | None = None
    ours: float = 0.0
    database: float = 0.0
    wall: float = 0.0
    _begun: tuple[float, float, float] = field(default=(0.0, 0.0, 0.0))

    def __enter__(self) -> Meter:
        self._begun = (time.process_time(), self._database(), time.perf_counter())
        return self

    def __exit__(self, *failure: object) -> None:
        ours, database, wall = self._begun
        self.ours = time.process_time() - ours
        self.database = self._database() - database
        self.wall = time.perf_counter() - wall

    @property
    def cpu(self) -> float:
        return self.ours + self.database

    def _database(self) -> float:
        return cpu_of(self.database_pid) if self.database_pid else 0.0
