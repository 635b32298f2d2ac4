"""What ten thousand timers that are due at once cost, and what a killed worker loses of them."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta

from engine import Case, now
from engine.database import stored_instant
from engine.models import Job, Task, Wait
from engine.statements import ask, do
from tests.bench.copies import copy_row
from tests.bench.figures import Figures
from tests.bench.meter import Meter
from tests.bench.place import Place
from tests.bench.world import Bench

TIMERS = 10_000
LONGEST = 300  # seconds for all of them


def timers(figures: Figures, place: Place, cases: int) -> None:
    """Measure the queue alone, then timers with their cases' steps and one worker killed."""
    for kind in place.kinds():
        end = "" if kind == "pg" else f"_{kind}"
        with place.bench(kind) as bench:
            case = bench.start("bench_timer")
            job = Job.get(Job.case == case)
            far = stored_instant(now() + timedelta(days=1))  # the original is to wait
            do("UPDATE jobs SET run_at=? WHERE id=?", far, job.id)
            _due(job, "bench", "NULL")
            queue = _spent(bench, _remaining, kill=False) / TIMERS
            figures.add(f"timer_queue{end}_cpu_ms", 1000 * queue, "the queue alone")
            _due_cases(case, job)
            each = _spent(bench, _remaining, kill=True) / TIMERS
            figures.add(f"timer{end}_cpu_ms", 1000 * each, "with the case's step")
            figures.add(f"timers{end}_lost", TIMERS - _expired(), "one of two workers killed -9")
            figures.add(f"timers{end}_doubled", _doubled())


def _due(job: Job, kind: str, case: str) -> None:
    past = stored_instant(now() - timedelta(seconds=5))
    changed = {
        "id": f"{job.id}+n",
        "kind": f"'{kind}'",
        "key": "'copy:'||n",
        "case_id": case,
        "run_at": f"'{past}'",
    }
    copy_row("jobs", changed, job.id, TIMERS)


def _due_cases(case: Case, job: Job) -> None:
    """Add ten thousand cases that wait like one that was started, their timers due."""
    task, wait = (model.get(model.case == case).id for model in (Task, Wait))
    own = f"{case.id}+n"
    copy_row("cases", {"id": own, "number": "'x'||n"}, case.id, TIMERS)
    copy_row("tasks", {"id": f"{task}+n", "case_id": own}, task, TIMERS)
    copy_row("waits", {"id": f"{wait}+n", "case_id": own}, wait, TIMERS)
    _due(job, "timer", own)
    do("DELETE FROM jobs WHERE id=?", job.id)
    do("ANALYZE")


def _spent(bench: Bench, remaining: Callable[[], int], *, kill: bool) -> float:
    """Let two workers do all that is due; return the CPU seconds of both and of the database."""
    command = [sys.executable, "-m", "tests.bench.worker", bench.url]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    workers = [subprocess.Popen(command, **pipes) for _ in range(2)]
    for worker in workers:
        assert worker.stdout
        worker.stdout.readline()
    lost = 0.0
    with Meter(bench.server, (workers[0].pid,)) as meter:
        with Meter(None, (workers[1].pid,)) as second:
            _go(workers)
            _wait(remaining, until=TIMERS // 2 if kill else 0)
        lost = second.others
        if kill:
            workers[1].kill()
            _wait(remaining, until=0)
    for worker in workers:
        worker.communicate(b"\n")
    return lost + meter.others + meter.database


def _go(workers: list[subprocess.Popen[bytes]]) -> None:
    for worker in workers:
        assert worker.stdin
        worker.stdin.write(b"go\n")
        worker.stdin.flush()


def _wait(remaining: Callable[[], int], until: int) -> None:
    end = time.monotonic() + LONGEST
    while remaining() > until and time.monotonic() < end:
        time.sleep(0.1)


def _remaining() -> int:
    past = stored_instant(now())
    return int(ask("SELECT count(*) FROM jobs WHERE run_at<? AND status<>'dead'", past)[0][0])


def _expired() -> int:
    found = ask("SELECT count(*) FROM cases WHERE status='ended' AND outcome='expired'")
    return int(found[0][0])


def _doubled() -> int:
    return len(
        ask("SELECT case_id FROM events WHERE deed='timer' GROUP BY case_id HAVING count(*)>1")
    )
