"""A small line over months, drawn by the server: points of a picture 600 wide and 140 high."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from engine import Figure

WIDTH, HEIGHT, LEFT, TOP = 600, 140, 48, 12


@dataclass(frozen=True)
class Point:
    """A month's place in the picture, and what it shows."""

    x: float
    y: float
    month: date
    value: float


@dataclass(frozen=True)
class Plot:
    """A drawn line: its points in stretches without a gap, and the numbers at its axis."""

    stretches: tuple[tuple[Point, ...], ...]
    low: float
    high: float
    months: tuple[tuple[float, date], ...]

    @property
    def lines(self) -> list[str]:
        """Return each stretch as an SVG polyline's points."""
        return [" ".join(f"{one.x:.1f},{one.y:.1f}" for one in some) for some in self.stretches]

    @property
    def points(self) -> list[Point]:
        return [point for some in self.stretches for point in some]


def plot_of(months: Sequence[tuple[date, Figure]]) -> Plot | None:
    """Return the line of these months; None when fewer than two of them have a number."""
    known = [float(figure.value) for _, figure in months if figure.value is not None]
    if len(known) < 2:
        return None
    low, high = min(0.0, *known), max(known)
    step = (WIDTH - LEFT - 12) / max(1, len(months) - 1)
    stretches: list[list[Point]] = [[]]
    for number, (month, figure) in enumerate(months):
        if figure.value is None:
            stretches.append([])
            continue
        part = (float(figure.value) - low) / ((high - low) or 1)
        y = TOP + (HEIGHT - 2 * TOP - 16) * (1 - part)
        stretches[-1].append(Point(LEFT + number * step, y, month, float(figure.value)))
    ticks = tuple((LEFT + n * step, month) for n, (month, _) in enumerate(months) if n % 3 == 0)
    return Plot(tuple(tuple(some) for some in stretches if some), low, high, ticks)
