"""What an expression costs once it is compiled."""

from __future__ import annotations

import statistics
import time

from engine.feel import compile_expression
from tests.bench.data import case_data
from tests.bench.figures import Figures
from tests.bench.place import Place

# Four that look into 5 KB of case data, and such as most rows of the public suite are.
IN_CASES = (
    'category = "B04" and count(items) > 3',
    "if count(items) > 10 then 15 else 7",
    "some item in items satisfies item.ok = false",
    'starts with(address, "古城") and contains(body, "反映")',
)
ALONE = (
    "1 + 2 * 3",
    'date("2026-03-04") + duration("P10D")',
    "for x in [1, 2, 3] return x * x",
    'substring("foobar", 3, 2)',
    "5 in [1..10]",
    "{a: 1, b: a + 1}.b",
    "every x in [1, 2] satisfies x > 0",
    'number("1 000.5", " ", ".")',
    "sort([3, 1, 2], function(x, y) x < y)",
)


def feel(figures: Figures, place: Place, cases: int) -> None:
    """Measure expressions, compiled and cached."""
    figures.add("feel_us", _median(ALONE), "of the kinds in the TCK")
    figures.add("feel_case_us", _median(IN_CASES), "conditions on 5 KB of case data")


def _median(texts: tuple[str, ...]) -> float:
    data, times = case_data(), []
    expressions = [compile_expression(text) for text in texts]
    for _ in range(500):
        for expression in expressions:
            begun = time.perf_counter()
            expression.evaluate(data)
            times.append(time.perf_counter() - begun)
    return 1e6 * statistics.median(times)
