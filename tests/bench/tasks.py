"""What it costs to start a case and to complete a task, in memory of nothing but the database."""

from __future__ import annotations

from engine import db
from tests.bench.figures import Figures, median_of
from tests.bench.meter import Meter
from tests.bench.place import Place
from tests.bench.plain import plain
from tests.bench.world import Bench, counted

ROUNDS = 5


def tasks(figures: Figures, place: Place, cases: int) -> None:
    """Measure USER20 and CASE on each database: starts, tasks, statements, commits."""
    for kind in place.kinds():
        with place.bench(kind) as bench:
            bench.finish(bench.start("bench_user20"))  # warm: plans, compiled diagrams, caches
            _starts(figures, bench, kind, cases)
            _user20(figures, bench, kind, cases)
            _case(figures, bench, kind, cases)
            _statements(figures, bench, kind)


def _starts(figures: Figures, bench: Bench, kind: str, cases: int) -> None:
    def once() -> tuple[float, float]:
        with Meter(bench.server) as meter:
            for _ in range(2 * cases):
                bench.start("bench_user20")
        return 500 * meter.ours / cases, 500 * meter.database / cases

    _tell(figures, f"start_{kind}", *median_of(ROUNDS, once), plain("bench_user20").start)


def _user20(figures: Figures, bench: Bench, kind: str, cases: int) -> None:
    def once() -> tuple[float, float]:
        begun = [bench.start("bench_user20") for _ in range(cases)]
        with Meter(bench.server) as meter:
            done = sum(bench.finish(case) for case in begun)
        return 1000 * meter.ours / done, 1000 * meter.database / done

    _tell(figures, f"task_{kind}", *median_of(ROUNDS, once), plain("bench_user20").task)


def _case(figures: Figures, bench: Bench, kind: str, cases: int) -> None:
    def once() -> tuple[float, float]:
        with Meter(bench.server) as meter:
            done = sum(bench.finish_looping(bench.start("bench_case")) for _ in range(cases))
        return 1000 * meter.ours / done, 1000 * meter.database / done

    _tell(figures, f"case_{kind}", *median_of(ROUNDS, once), plain("bench_case").task)


def _tell(figures: Figures, name: str, ours: float, database: float, least: float) -> None:
    note = f"ours {ours:.2f} + database {database:.2f}"
    figures.add(f"{name}_cpu_ms", ours + database, note)
    figures.add(f"{name}_spiff_ratio", (ours + database) / least, f"plain {least:.3f} ms")


def _statements(figures: Figures, bench: Bench, kind: str) -> None:
    case = bench.start("bench_user20")
    bench.complete(bench.open_task(case))
    task = bench.open_task(case)
    with counted(db.obj) as count:
        bench.complete(task)
    end = "" if kind == "pg" else f"_{kind}"
    figures.add(f"sql_per_task{end}", count["statements"], f"in {count['journeys']} journeys")
    figures.add(f"commits_per_task{end}", count["commits"])
