"""What an inbox page costs: twenty rows and the counts, among a few and among a million tasks."""

from __future__ import annotations

from engine import counts, db, inbox
from engine.clock import now
from engine.database import on_postgresql, stored_instant
from engine.statements import ask, do
from tests.bench.copies import copy_row
from tests.bench.figures import Figures, median_of
from tests.bench.meter import Meter
from tests.bench.place import Place
from tests.bench.world import Bench

MILLION = 1_000_000
EACH = 100  # open tasks a case
PLACES = 50
OFFER = "INSERT INTO offers (task_id, role, community_id, due_at)"


def few(figures: Figures, place: Place, cases: int) -> None:
    """Measure a page of 20 of one person's 400 tasks."""
    for kind in place.kinds():
        with place.bench(kind) as bench:
            _offer_own(bench)
            _page(figures, bench, f"inbox_400{_end(kind)}")


def million(figures: Figures, place: Place, cases: int) -> None:
    """Measure the same page where a million tasks are open in all."""
    for kind in place.kinds():
        with place.bench(kind) as bench:
            _offer_own(bench)
            _fill(bench)
            _page(figures, bench, f"inbox_1m{_end(kind)}")


def _end(kind: str) -> str:
    return "_cpu_ms" if kind == "pg" else f"_{kind}_cpu_ms"


def _offer_own(bench: Bench) -> None:
    """Open 400 cases and offer their tasks, half of them with a due instant."""
    for _ in range(400):
        bench.start("bench_user1")
    do("UPDATE tasks SET claimed_by_id=NULL")
    do("UPDATE tasks SET due_at=? WHERE id % 2 = 0", stored_instant(now()))
    do(f"{OFFER} SELECT id, 'grp_bench', {bench.place.id}, due_at FROM tasks")


def _fill(bench: Bench) -> None:
    """Add a million open tasks of others, in many places, by the hundred to a case."""
    cases = MILLION // EACH
    case, task = (ask(f"SELECT max(id) FROM {table}")[0][0] for table in ("cases", "tasks"))
    place = bench.place.id
    copy_row("communities", {"id": f"{place}+n", "code": "'X-'||n"}, place, PLACES)
    copy_row("cases", {"id": f"{case}+n", "number": "'x'||n"}, case, cases)
    copy_row("tasks", {"id": f"{task}+n", "case_id": f"{case}+1+n%{cases}"}, task, MILLION)
    do(
        f"{OFFER} SELECT id, 'grp_'||id%20, {place}+1+id%{PLACES}, due_at FROM tasks WHERE id>?",
        task,
    )
    do("ANALYZE")
    if on_postgresql():
        db.connection().execute("VACUUM")


def _page(figures: Figures, bench: Bench, key: str) -> None:
    def once() -> tuple[float, float]:
        with Meter(bench.server) as meter:
            for _ in range(40):
                assert len(inbox(bench.who).rows) == 20
                assert counts(bench.who)["todo"] == 400
        return 25 * meter.ours, 25 * meter.database

    once()
    ours, database = median_of(5, once)
    figures.add(key, ours + database, f"ours {ours:.2f} + database {database:.2f}; 20 rows, counts")
