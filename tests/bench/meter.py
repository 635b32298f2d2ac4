"""CPU time of this process, of others and of the database's, from the kernel's own accounts."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def _stat(process: Path) -> list[str]:
    return (process / "stat").read_text().rpartition(")")[2].split()


def _tree(root: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            children.setdefault(int(_stat(path)[1]), []).append(int(path.name))
        except OSError:
            continue
    found, open_ = [], [root]
    while open_:
        pid = open_.pop()
        found.append(pid)
        open_ += children.get(pid, [])
    return found


def _nanoseconds(pid: int) -> int:
    """Return what the living threads of a process have used, to the nanosecond."""
    used = 0
    for path in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        try:
            used += int(path.read_text().split()[0])
        except OSError:
            continue
    return used


def cpu_of(root: int) -> float:
    """Return the CPU seconds of a process, its descendants and its dead children."""
    seconds = sum(_nanoseconds(pid) for pid in _tree(root)) / 1e9
    dead = _stat(Path(f"/proc/{root}"))[13:15]
    return seconds + sum(map(int, dead)) / TICKS


def postmaster(backend: int) -> int | None:
    """Return the server above one of its processes, if it runs on this machine."""
    try:
        name = Path(f"/proc/{backend}/comm").read_text()
        return int(_stat(Path(f"/proc/{backend}"))[1]) if "postgres" in name else None
    except OSError:
        return None


@dataclass
class Meter:
    """`with Meter(database) as meter:` then `ours`, `database`, `others` and `wall`, in seconds."""

    database_pid: int | None = None
    other_pids: tuple[int, ...] = ()
    ours: float = 0.0
    database: float = 0.0
    others: float = 0.0
    wall: float = 0.0
    _begun: tuple[float, ...] = field(default=())

    def __enter__(self) -> Meter:
        self._begun = self._now()
        return self

    def __exit__(self, *failure: object) -> None:
        spent = [after - before for after, before in zip(self._now(), self._begun, strict=True)]
        self.ours, self.database, self.others, self.wall = spent

    @property
    def cpu(self) -> float:
        """Return what this process and the database used."""
        return self.ours + self.database

    def _now(self) -> tuple[float, ...]:
        database = cpu_of(self.database_pid) if self.database_pid else 0.0
        others = sum(cpu_of(pid) for pid in self.other_pids)
        return time.process_time(), database, others, time.perf_counter()
