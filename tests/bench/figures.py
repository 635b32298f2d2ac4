"""What is measured, against which target, and how it is told."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """A bound that a figure must not pass: at the most, or at the least."""

    bound: float
    least: bool = False

    def met(self, value: float) -> bool:
        return value >= self.bound if self.least else value <= self.bound

    def __str__(self) -> str:
        return f"{'≥' if self.least else '≤'} {self.bound:g}"


TARGETS = {
    "task_pg_cpu_ms": Target(1.8),
    "task_sqlite_cpu_ms": Target(1.0),
    "task_http_page_cpu_ms": Target(12),
    "task_http_api_cpu_ms": Target(4),
    "case_pg_cpu_ms": Target(2.5),
    "start_pg_cpu_ms": Target(2.5),
    "sql_per_task": Target(10),
    "commits_per_task": Target(1),
    "growth_300": Target(1.1),
    "bytes_user20": Target(8192),
    "inbox_400_cpu_ms": Target(3),
    "inbox_1m_cpu_ms": Target(5),
    "clients_8_ratio": Target(1.7, least=True),
    "clients_8_errors": Target(0),
    "timers_lost": Target(0),
    "timers_doubled": Target(0),
    "timer_queue_cpu_ms": Target(0.7),
    "timer_cpu_ms": Target(2.5),
    "feel_us": Target(20),
    "start_s": Target(2),
    "verify_1m_sqlite_s": Target(60),
    "verify_1m_pg_s": Target(60),
}
BAR = 24  # characters for a figure that just meets its target


class Figures:
    """The figures measured in this run, each printed as soon as it is known."""

    def __init__(self, quiet: bool) -> None:
        self.quiet = quiet
        self.found: dict[str, float] = {}

    def add(self, key: str, value: float, note: str = "") -> None:
        self.found[key] = round(value, 3)
        if not self.quiet:
            target = TARGETS.get(key)
            mark, beside = " ", ""
            if target is not None:
                mark, beside = ("✓" if target.met(value) else "✗"), str(target)
            print(f"{mark} {key:28}{value:12.3f}  {beside:8} {_bar(value, target):25} {note}")

    def line(self, text: str) -> None:
        """Tell what explains the figure before it."""
        if not self.quiet:
            print(f"    {text}")

    def as_json(self) -> str:
        return json.dumps(self.found)


def _bar(value: float, target: Target | None) -> str:
    """Return how near a figure is to its target: the bar's end is the target."""
    if target is None or target.bound == 0:
        return ""
    length = min(BAR, round(BAR * value / target.bound))
    over = value > target.bound
    return "█" * length + ("▶" if over else "")


def median_of(rounds: int, once: Callable[[], Sequence[float]]) -> list[float]:
    """Repeat a measurement and return the median of each of its figures."""
    return [
        statistics.median(column) for column in zip(*(once() for _ in range(rounds)), strict=True)
    ]
