"""Prints one row for each figure of the targets that can be measured here.

python -m tests.bench [--db URL] [--http] [--only FAMILY …] [--cases N] [--json]
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import datetime

from tests.bench.clients import clients
from tests.bench.feel import feel
from tests.bench.figures import Figures
from tests.bench.histories import verify
from tests.bench.keeping import growth, size
from tests.bench.lists import few, million
from tests.bench.pages import pages
from tests.bench.place import Place
from tests.bench.tasks import tasks
from tests.bench.timers import timers

Family = Callable[[Figures, Place, int], None]
FAMILIES: dict[str, Family] = {
    "tasks": tasks,
    "growth": growth,
    "bytes": size,
    "inbox": few,
    "million": million,
    "clients": clients,
    "timers": timers,
    "feel": feel,
    "verify": verify,
}
OVER_HTTP: dict[str, Family] = {"pages": pages}


def main() -> None:
    chosen = _chosen()
    families = FAMILIES | (OVER_HTTP if chosen.http else {})
    if chosen.only:
        families = {name: (FAMILIES | OVER_HTTP)[name] for name in chosen.only}
    figures = Figures(quiet=chosen.json)
    figures.line(f"{datetime.now():%Y-%m-%d %H:%M}, CPU ms are ours plus the database's")
    place = Place(chosen.db)
    for measure in families.values():
        measure(figures, place, chosen.cases)
    if chosen.json:
        print(figures.as_json())


def _chosen() -> argparse.Namespace:
    reader = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    reader.add_argument("--db", help="an empty database; else throw-away ones of both kinds")
    reader.add_argument("--http", action="store_true", help="the pages and the start, too")
    known = [*FAMILIES, *OVER_HTTP]
    reader.add_argument("--only", nargs="+", choices=known, help="families of figures")
    reader.add_argument("--cases", type=int, default=10, help="cases a round")
    reader.add_argument("--json", action="store_true", help="print one JSON object")
    return reader.parse_args()


if __name__ == "__main__":
    main()
