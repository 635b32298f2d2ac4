"""One process that does waiting work until its input ends, or until it is killed.

python -m tests.bench.worker URL; says when it begins.
"""

from __future__ import annotations

import sys
import threading

from engine import add_plugins, connect, db
from engine.jobs import handles
from engine.models import Job
from engine.procedures import definition_of
from engine.statements import ask
from engine.workers import Worker
from tests.bench.world import PLUGINS

LEASE = 5.0  # seconds until the work of a killed process is taken over


@handles("bench")
def nothing(job: Job) -> None:
    """Do nothing: what remains is the queue alone."""


def main(url: str) -> None:
    add_plugins(PLUGINS)
    connect(url)
    with db.connection_context():  # what a worker that has run for a while has in memory
        for (version,) in ask("SELECT DISTINCT version_id FROM cases"):
            definition_of(version)
    stop = threading.Event()
    worker = threading.Thread(target=Worker(lease=LEASE, idle=0.1).run, args=(stop,))
    print("ready", flush=True)
    sys.stdin.readline()
    worker.start()
    sys.stdin.readline()
    stop.set()
    worker.join()


if __name__ == "__main__":
    main(sys.argv[1])
