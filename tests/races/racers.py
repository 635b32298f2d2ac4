"""Racers: threads or processes that do deeds of the engine at the same moment.

As a process, `python -m tests.races.racers` reads a deed a line from its input and answers each.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any

from engine import (
    Person,
    Refused,
    add_plugins,
    cancel_case,
    claim_task,
    clock,
    complete_task,
    connect,
    db,
    forget_tree,
    viewer_of,
)
from engine.database import disconnect
from engine.workers import Worker

ROOT = Path(__file__).parents[2]
PLUGINS = (ROOT / "tests/sample", ROOT / "tests/faults/plugins")
AHEAD = 0.02  # seconds until a race begins: each has read its deed by then

Deed = Mapping[str, Any]


def complete(who: str, task: int, answers: Mapping[str, Any]) -> str:
    complete_task(task, viewer_of(Person.get(Person.name == who)), answers)
    return "done"


def claim(who: str, task: int) -> str:
    claim_task(task, viewer_of(Person.get(Person.name == who)))
    return "done"


def cancel(who: str, case: int) -> str:
    cancel_case(case, viewer_of(Person.get(Person.name == who)), "试试")
    return "done"


def work() -> str:
    """Do a worker's jobs until none is due."""
    worker = Worker()
    while worker.work_once():
        pass
    return "done"


DEEDS = {"complete": complete, "claim": claim, "cancel": cancel, "work": work}


def do(deed: Deed) -> str:
    """Do a deed, perhaps some seconds later by the clock; return `done` or why it was refused."""
    facts = {key: value for key, value in deed.items() if key not in ("deed", "late")}
    late = timedelta(seconds=deed["late"]) if "late" in deed else None
    with clock.at(clock.now() + late) if late else nullcontext():
        try:
            return DEEDS[deed["deed"]](**facts)
        except Refused as refused:
            return str(refused)


def in_threads(url: str, deeds: Sequence[Deed]) -> list[str]:
    """Do all deeds in threads that start together."""
    gate, outcomes = threading.Barrier(len(deeds)), [""] * len(deeds)

    def run(number: int) -> None:
        with db.connection_context():
            gate.wait()
            outcomes[number] = do(deeds[number])

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


class Processes:
    """Processes that stay between races; each opens the database that a race names."""

    def __init__(self) -> None:
        self._all: list[subprocess.Popen[str]] = []

    def __call__(self, url: str, deeds: Sequence[Deed]) -> list[str]:
        """Do all deeds in processes that start together."""
        while len(self._all) < len(deeds):
            self._all.append(_begun())
        racers = self._all[: len(deeds)]
        for racer in racers:
            _tell(racer, {"url": url})
        for racer in racers:
            _answer(racer)
        moment = time.time() + AHEAD
        for racer, deed in zip(racers, deeds, strict=True):
            _tell(racer, {"at": moment, **deed})
        return [_answer(racer) for racer in racers]

    def stop(self) -> None:
        for racer in self._all:
            racer.communicate()


def _begun() -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.races.racers"]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)


def _tell(racer: subprocess.Popen[str], line: Deed) -> None:
    assert racer.stdin
    racer.stdin.write(json.dumps(line) + "\n")
    racer.stdin.flush()


def _answer(racer: subprocess.Popen[str]) -> str:
    assert racer.stdout
    return str(json.loads(racer.stdout.readline()))


def main() -> None:
    """Read deeds and do them, until the input ends."""
    for folder in PLUGINS:
        add_plugins(folder)
    here = ""
    for text in sys.stdin:
        line = json.loads(text)
        if "url" in line:
            if line["url"] != here:
                here = line["url"]
                connect(here)
                forget_tree()
            db.connect(reuse_if_open=True)
            outcome = "ready"
        else:
            while time.time() < line["at"]:
                pass
            outcome = do({key: value for key, value in line.items() if key != "at"})
            db.close()
        print(json.dumps(outcome), flush=True)
    if db.obj is not None:
        disconnect()


if __name__ == "__main__":
    main()
