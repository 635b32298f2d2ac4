"""Do eight clients at once get more done than one, with no error and nothing lost?"""

from __future__ import annotations

import subprocess
import sys

from engine import broken_chains
from engine.statements import ask
from tests.bench.figures import Figures
from tests.bench.place import Place

SECONDS = 8
PROCESSES = 2  # as `gucheng serve` would be run on two cores


def clients(figures: Figures, place: Place, cases: int) -> None:
    """Measure tasks a second of one client and of eight in two processes, on PostgreSQL."""
    if "pg" not in place.kinds():
        return
    with place.bench("pg") as bench:
        one, errors = _at_work(bench.url, [1])
        eight, more = _at_work(bench.url, [8 // PROCESSES] * PROCESSES)
        figures.add("clients_8_ratio", eight / one, f"{one:.0f} → {eight:.0f} tasks/s")
        figures.add("clients_8_errors", errors + more)
        figures.add("clients_8_lost", _lost(), "completed tasks and broken histories that differ")


def _at_work(url: str, threads: list[int]) -> tuple[float, int]:
    """Let processes of so many threads work; return tasks a second and errors of all."""
    command = [sys.executable, "-m", "tests.bench.client", url]
    processes = [
        subprocess.Popen(
            [*command, str(each), str(SECONDS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for each in threads
    ]
    for process in processes:
        assert process.stdout
        process.stdout.readline()
    answers = [process.communicate("go\n")[0].split() for process in processes]
    return sum(int(done) for done, _ in answers) / SECONDS, sum(int(bad) for _, bad in answers)


def _lost() -> int:
    """Return what does not add up: tasks done and lines that say so, steps done twice, chains."""
    (done,), (told,) = (
        ask(sql)[0]
        for sql in (
            "SELECT count(*) FROM tasks WHERE status='done'",
            "SELECT count(*) FROM events WHERE deed='completed'",
        )
    )
    twice = ask(
        "SELECT count(*) FROM (SELECT 1 FROM tasks GROUP BY case_id, step HAVING count(*)>1) t"
    )
    return abs(done - told) + int(twice[0][0]) + len(list(broken_chains()))
