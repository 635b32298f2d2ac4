"""How long an expression takes once it has been compiled.

    python -m tests.feel.speed

Each expression of the tables is evaluated many times with data of a case; the median is over the
expressions, of the fastest of five rounds each.
"""

from __future__ import annotations

import statistics
import sys
import time

from engine.feel import FeelSyntaxError, compile_expression
from tests.feel.expressions import EXPRESSIONS

ROUNDS, TIMES = 5, 200
CASE = {
    "amount": 120,
    "level": "II",
    "urgent": True,
    "title": "楼道灯不亮",
    "case": {"number": "core-202603-CM-07-00001", "community": "CM-07"},
    "rows": [{"age": n, "name": str(n)} for n in range(10)],
}
CONDITIONS = [
    'level = "I" or amount > 100',
    'case.community = "CM-07" and urgent',
    "string length(title) > 3 and not(urgent)",
    "if urgent then amount * 2 else amount",
    "count(rows[age > 3])",
    'level in ["I", "II"] and amount between 1 and 500',
]


def microseconds(text: str) -> float:
    """Return the time of one evaluation, compiled before."""
    expression = compile_expression(text, CASE)
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.perf_counter()
        for _ in range(TIMES):
            expression.evaluate(CASE)
        best = min(best, time.perf_counter() - started)
    return best / TIMES * 1e6


def main() -> int:
    """Print the medians; returns 1 when the one over all is above 20 µs."""
    found = []
    for text in [*EXPRESSIONS, *CONDITIONS]:
        try:
            found.append(microseconds(text))
        except FeelSyntaxError:
            continue
    conditions = [microseconds(text) for text in CONDITIONS]
    middle, most = statistics.median(found), sorted(found)[-len(found) // 10]
    print(f"{len(found)} expressions, median {middle:.1f} µs, 90 %: {most:.1f} µs")
    print(f"conditions as in diagrams, median {statistics.median(conditions):.1f} µs")
    return int(middle > 20)


if __name__ == "__main__":
    sys.exit(main())
