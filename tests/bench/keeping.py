"""What is left of a case: does its cost grow with its length, and how many bytes does it leave?"""

from __future__ import annotations

import statistics
import time

from engine import Case, db
from engine.statements import ask
from tests.bench.figures import Figures
from tests.bench.place import Place
from tests.bench.world import Bench

SIZES = """
SELECT relname, sum(pg_relation_size(oid)) FROM (
  SELECT c.oid, coalesce(t.relname, c.relname) AS relname FROM pg_class c
  LEFT JOIN pg_class t ON t.reltoastrelid = c.oid
  WHERE c.relkind IN ('r', 'i', 't') AND c.relnamespace IN
    ('public'::regnamespace, 'pg_toast'::regnamespace)) AS parts GROUP BY relname
"""


def growth(figures: Figures, place: Place, cases: int) -> None:
    """Measure step 300 of a looping case against step 10 of others, in turns under one noise."""
    with place.bench(place.kinds()[0]) as bench:
        old = bench.start("bench_loop")
        _steps(bench, old, 300)
        early: list[float] = []
        late: list[float] = []
        for _ in range(10):
            young = bench.start("bench_loop")
            _steps(bench, young, 8)
            for _ in range(4):
                early += _steps(bench, young, 1)
                late += _steps(bench, old, 1)
        sizes = [len(Case.get_by_id(case.id).state) for case in (young, old)]
        ratio = statistics.median(late) / statistics.median(early)
        figures.add("growth_300", ratio, "state {} → {} bytes".format(*sizes))


def _steps(bench: Bench, case: Case, count: int) -> list[float]:
    """Go on with a case; return the CPU seconds of each step."""
    spent = []
    for _ in range(count):
        task = bench.open_task(case)
        begun = time.process_time()
        bench.complete(task, again=True)
        spent.append(time.process_time() - begun)
    return spent


def size(figures: Figures, place: Place, cases: int) -> None:
    """Measure what a finished USER20 leaves, indexes and history included."""
    for kind in place.kinds():
        with place.bench(kind) as bench:
            if kind == "pg":
                _postgresql(figures, bench, max(40, 2 * cases))
            else:
                _sqlite(figures, bench, max(40, 2 * cases))


def _postgresql(figures: Figures, bench: Bench, cases: int) -> None:
    """Once without any vacuum, then with one after each hundred tasks as autovacuum would."""
    _finish(bench, 5)
    _vacuum()
    before = _sizes()
    _finish(bench, cases)
    raw = sum(_sizes().values()) - sum(before.values())
    _vacuum()
    before = _sizes()
    for _ in range(cases // 5):
        _finish(bench, 5)
        _vacuum()
    left = {name: (size - before.get(name, 0)) / cases for name, size in _sizes().items()}
    figures.add("bytes_user20", sum(left.values()), "with vacuum along the way")
    figures.add("bytes_user20_unvacuumed", raw / cases, "with every dead row")
    for name, bytes_ in sorted(left.items(), key=lambda item: -item[1]):
        if bytes_ >= 50:
            figures.line(f"{name:32}{bytes_:7.0f}")


def _sqlite(figures: Figures, bench: Bench, cases: int) -> None:
    _finish(bench, 5)
    before = _pages()
    _finish(bench, cases)
    figures.add("bytes_user20_sqlite", (_pages() - before) / cases)


def _finish(bench: Bench, cases: int) -> None:
    for _ in range(cases):
        bench.finish(bench.start("bench_user20"))


def _vacuum() -> None:
    db.connection().execute("VACUUM")


def _sizes() -> dict[str, int]:
    return {str(name): int(size) for name, size in db.execute_sql(SIZES).fetchall()}


def _pages() -> int:
    (used,), (free,), (page,) = (
        ask(f"PRAGMA {what}")[0] for what in ("page_count", "freelist_count", "page_size")
    )
    return int(page) * (int(used) - int(free))
