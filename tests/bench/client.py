"""One process of clients at work: threads that start cases and complete their tasks.

python -m tests.bench.client URL THREADS SECONDS; prints tasks done and errors once told to begin.
"""

from __future__ import annotations

import sys
import threading
import time

from peewee import DatabaseError

from engine import Refused, add_plugins, connect, db
from tests.bench.world import PLUGINS, Bench


def main(url: str, threads: int, seconds: float) -> None:
    add_plugins(PLUGINS)
    connect(url)
    done, errors = [0] * threads, [0] * threads
    ready, gate = threading.Barrier(threads + 1), threading.Event()

    def work(number: int) -> None:
        with db.connection_context():
            bench = Bench.joined(url)
            bench.finish(bench.start("bench_user20"))
            ready.wait()
            gate.wait()
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                try:
                    done[number] += bench.finish(bench.start("bench_user20"), until=end)
                except (DatabaseError, Refused) as error:
                    print(error, file=sys.stderr)
                    errors[number] += 1

    workers = [threading.Thread(target=work, args=(number,)) for number in range(threads)]
    for worker in workers:
        worker.start()
    ready.wait()
    print("ready", flush=True)
    sys.stdin.readline()
    gate.set()
    for worker in workers:
        worker.join()
    print(sum(done), sum(errors), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
