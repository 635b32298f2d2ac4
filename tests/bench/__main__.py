"""Prints one row for each figure of the targets that can be measured so far.

python -m tests.bench [--only WORDS] [--json] [--cases N]
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from engine import LOCAL, counts, db, inbox, now
from engine.feel import compile_expression
from engine.models import Case, Offer, Task
from tests import postgres
from tests.bench.data import case_data
from tests.bench.meter import Meter
from tests.bench.plain import plain_ms
from tests.bench.world import Bench, counted

TARGETS = {
    "task_pg_cpu_ms": 1.8,
    "task_sqlite_cpu_ms": 1.0,
    "case_pg_cpu_ms": 2.5,
    "start_pg_cpu_ms": 2.5,
    "sql_per_task": 10,
    "commits_per_task": 1,
    "growth_300": 1.1,
    "bytes_user20": 8192,
    "inbox_400_cpu_ms": 3,
    "feel_us": 20,
}


class Figures:
    """The figures measured in this run, each printed as soon as it is known."""

    def __init__(self, quiet: bool) -> None:
        self.quiet, self.found = quiet, {}

    def add(self, key: str, value: float, note: str = "") -> None:
        self.found[key] = round(value, 3)
        if not self.quiet:
            target = TARGETS.get(key)
            beside = f"target {target}" if target is not None else ""
            print(f"{key:24} {value:10.3f}   {beside:14} {note}", flush=True)


def tasks_on(figures: Figures, bench: Bench, name: str, pid: int | None, cases: int) -> None:
    """Completing tasks of USER20 and CASE, starting USER20, statements and commits."""
    bench.finish(bench.start("bench_user20"))  # warm
    with Meter(pid) as meter:
        begun = [bench.start("bench_user20") for _ in range(cases)]
    figures.add(f"start_{name}_cpu_ms", 1000 * meter.cpu / cases)
    with Meter(pid) as meter:
        done = sum(bench.finish(case) for case in begun)
    ms = 1000 * meter.cpu / done
    figures.add(
        f"task_{name}_cpu_ms",
        ms,
        f"ours {1000 * meter.ours / done:.2f} + database {1000 * meter.database / done:.2f};"
        f" {done / meter.wall:.0f} tasks/s; one SELECT a task is the bench's own",
    )
    figures.add(f"task_{name}_spiff_ratio", ms / plain_ms("bench_user20"))
    with Meter(pid) as meter:
        done = sum(bench.finish_looping(bench.start("bench_case")) for _ in range(cases))
    figures.add(f"case_{name}_cpu_ms", 1000 * meter.cpu / done, f"{done // cases} tasks a case")


def statements(figures: Figures, bench: Bench) -> None:
    case = bench.start("bench_user20")
    task = bench.open_task(case)
    with counted() as count:
        bench.complete(task)
    figures.add("sql_per_task", count["statements"])
    figures.add("commits_per_task", count["commits"])


def growth(figures: Figures, bench: Bench) -> None:
    """Step 300 of a looping case against step 10: time of the deed and bytes of the state."""
    case, times, sizes = bench.start("bench_loop"), [], []
    for _ in range(310):
        task = bench.open_task(case)
        begun = time.process_time()
        bench.complete(task, again=True)
        times.append(time.process_time() - begun)
        sizes.append(len(Case.get_by_id(case.id).state))
    early, late = statistics.median(times[5:25]), statistics.median(times[290:310])
    figures.add("growth_300", late / early, f"state {sizes[9]} → {sizes[299]} bytes")


def size(figures: Figures, bench: Bench, cases: int) -> None:
    """Bytes that a finished USER20 leaves in PostgreSQL, indexes and history included."""
    query = "SELECT sum(pg_total_relation_size(relid)) FROM pg_stat_user_tables"
    for _ in range(3):
        bench.finish(bench.start("bench_user20"))
    db.execute_sql("CHECKPOINT")
    before = int(db.execute_sql(query).fetchone()[0])
    for _ in range(cases):
        bench.finish(bench.start("bench_user20"))
    after = int(db.execute_sql(query).fetchone()[0])
    figures.add("bytes_user20", (after - before) / cases, "with dead rows, before vacuum")


def inbox_of_400(figures: Figures, bench: Bench, pid: int | None) -> None:
    for _ in range(400):
        bench.start("bench_user1")
    Task.update(claimed_by=None).where(Task.status == "open").execute()
    rows = [
        {"task": task.id, "role": "grp_bench", "community": bench.place.id, "due_at": None}
        for task in Task.select(Task.id).where(Task.status == "open")
    ]
    Offer.insert_many(rows).on_conflict_ignore().execute()
    with Meter(pid) as meter:
        for _ in range(50):
            page = inbox(bench.who)
            counts(bench.who)
    figures.add("inbox_400_cpu_ms", 1000 * meter.cpu / 50, f"{len(page.rows)} rows and the counts")


def feel(figures: Figures) -> None:
    texts = (
        'category = "B04" and count(items) > 3',
        "if count(items) > 10 then 15 else 7",
        "some item in items satisfies item.ok = false",
        'starts with(address, "古城") and contains(body, "反映")',
    )
    data = case_data()
    expressions = [compile_expression(text) for text in texts]
    times = []
    for _ in range(500):
        for expression in expressions:
            begun = time.perf_counter()
            expression.evaluate(data)
            times.append(time.perf_counter() - begun)
    figures.add("feel_us", 1e6 * statistics.median(times), "conditions on 5 KB of case data")


def measure(figures: Figures, only: str, cases: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(f"sqlite:///{Path(folder) / 'bench.sqlite'}")
        parts: list[tuple[str, Callable[[], None]]] = [
            ("sqlite task", lambda: tasks_on(figures, bench, "sqlite", None, cases)),
            ("sql", lambda: statements(figures, bench)),
            ("growth", lambda: growth(figures, bench)),
            ("feel", lambda: feel(figures)),
        ]
        for words, part in parts:
            if only in words:
                part()
        db.close()
    if only in "pg task inbox bytes":
        on_postgresql(figures, only, cases)


def on_postgresql(figures: Figures, only: str, cases: int) -> None:
    server = postgres.server()
    pid = int((server.home / "data" / "postmaster.pid").read_text().split()[0])
    bench = Bench(postgres.database("bench"))
    if only in "pg task":
        tasks_on(figures, bench, "pg", pid, cases)
    if only in "bytes":
        size(figures, bench, cases)
    if only in "inbox":
        inbox_of_400(figures, bench, pid)
    db.close()


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--only", default="", help="sqlite task, sql, growth, feel, pg, inbox …")
    reader.add_argument("--json", action="store_true")
    reader.add_argument("--cases", type=int, default=30)
    chosen = reader.parse_args()
    figures = Figures(quiet=chosen.json)
    if not chosen.json:
        print(f"{now().astimezone(LOCAL):%Y-%m-%d %H:%M}, CPU ms are ours plus the database's")
    measure(figures, chosen.only, chosen.cases)
    if chosen.json:
        print(json.dumps(figures.found))


if __name__ == "__main__":
    main()
