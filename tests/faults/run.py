"""One drill: start the product, let people work, hurt it, and look whether all is as it must be."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from engine import broken_chains, clock, db
from engine.database import disconnect, stored_instant
from engine.statements import ask
from tests.faults import compare, processes
from tests.faults.databases import KINDS
from tests.faults.invariants import ALWAYS, connected, violations, violations_when_quiet
from tests.faults.ledger import deeds
from tests.faults.processes import LEASE, Part
from tests.faults.town import found, set_timers

WORKERS = 2
WEB_CLIENTS, ENGINE_CLIENTS = 2, 1
BETWEEN = 1.5  # seconds between two faults, on average
BETWEEN_CHECKS = 15  # seconds
LATE = timedelta(minutes=1)  # longer than any transaction takes
QUIET = 90  # seconds at most until all due work is done, once people rest


@dataclass
class Report:
    """What came of a drill."""

    database: str
    seconds: float = 0
    faults: Counter[str] = field(default_factory=Counter)
    cut: int = 0  # connections
    deeds: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    checks: int = 0
    cases: int = 0
    events: int = 0
    outside: int = 0
    outside_repeats: int = 0
    timers: int = 0
    timer_seconds: float = 0
    revived: Counter[str] = field(default_factory=Counter)  # ended by themselves
    surprises: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not (self.lost or self.doubled or self.violations or self.surprises)


class Drill:
    """The parts of one drill; `run` does it, and nothing of it is left."""

    def __init__(
        self, kind: str, seed: int, folder: Path, say: Callable[[str], None] = print
    ) -> None:
        self.folder, self.chance, self.say = folder, random.Random(seed), say
        self.database: Any = KINDS[kind](folder)
        self.report = Report(kind)
        self.seen = clock.now()  # until when histories were looked through
        self.world = processes.outside(folder)
        self.port = processes.free_port()
        url = self.database.url
        self.web = processes.web(url, self.port, folder)
        self.workers = [processes.worker(url, number, folder) for number in range(WORKERS)]
        address = f"http://127.0.0.1:{self.port}"
        self.clients = [
            processes.client(kind, target, f"{kind}-{number}", seed, folder)
            for kind, target, count in (
                ("web", address, WEB_CLIENTS),
                ("engine", url, ENGINE_CLIENTS),
            )
            for number in range(count)
        ]

    @property
    def parts(self) -> list[Part]:
        return [self.web, *self.workers, *self.clients]

    def run(self, seconds: float, timers: int = 0) -> Report:
        """Drill so long; return what came of it."""
        try:
            found(self.database.url)
            if timers:
                self._ring(timers)
            self._work(seconds)
            self._rest()
            self._judge()
        finally:
            self.end()
        return self.report

    def end(self) -> None:
        """End everything that was started."""
        for part in self.parts:
            part.kill()
        if db.obj is not None:
            disconnect()
        self.database.stop()

    # -- people work, things break ----------------------------------------------------------

    def _work(self, seconds: float) -> None:
        self._start_product()
        for client in self.clients:
            client.start()
        began = last = time.monotonic()
        while (now := time.monotonic()) < began + seconds:
            self._hurt()
            if now > last + BETWEEN_CHECKS:
                self._check()
                last = time.monotonic()
            time.sleep(self.chance.expovariate(1 / BETWEEN))
            for part in self.parts:
                part.revive()
        self.report.seconds = round(time.monotonic() - began, 1)

    def _hurt(self) -> None:
        """Let one thing happen, chosen by chance."""
        kinds = ["kill web", *["kill worker"] * 3, "kill client", "stop worker", "stop web"]
        kinds += ["freeze", "backup", *self.database.faults]
        kind = self.chance.choice(kinds)
        self.say(kind)
        if kind in self.database.faults:
            numbers = [part.process.pid for part in self.parts if part.process and part.running]
            count = self.database.faults[kind](self.chance, numbers)
            self.report.cut += count if kind.startswith("cut") else 0
        elif kind == "backup":
            self._back_up()
        else:
            self._strike(*kind.split(" "))
        self.report.faults[kind] += 1

    def _back_up(self) -> None:
        """Take a backup while people work, and look whether what it restores is sound."""
        with self.database.restored() as ask_copy:
            found = [(rule, ask_copy(sql)) for rule, sql in ALWAYS.items()]
        self._note(f"restored: {rule}: {rows[:5]}" for rule, rows in found if rows)

    def _strike(self, deed: str, whom: str = "worker") -> None:
        chosen = {
            "web": self.web,
            "worker": self.chance.choice(self.workers),
            "client": self.clients[-1],  # the one that holds a connection to the database
        }[whom]
        if deed == "kill":
            chosen.kill()
            time.sleep(self.chance.uniform(0, 0.5))
        elif deed == "stop":
            if chosen.running and not chosen.stop():
                self.report.surprises.append(f"{chosen.name} did not stop in peace")
        else:
            chosen.send(signal.SIGSTOP)
            time.sleep(self.chance.uniform(0.5, LEASE * 1.5))
            chosen.send(signal.SIGCONT)
        if not chosen.running:
            chosen.start()

    def _start_product(self) -> None:
        for part in (self.web, *self.workers):
            part.revive()
            if not part.running:
                part.start()
        if not processes.answers(self.port):
            raise RuntimeError(
                f"the web process does not answer: {self.web.log.read_text()[-2000:]}"
            )

    # -- looking ------------------------------------------------------------------------------

    def _check(self) -> None:
        told, since, self.seen = deeds(self.folder), self.seen - LATE, clock.now()
        self._note(f"{rule}: {rows[:5]}" for rule, rows in violations(since))
        self._compare(told)
        self.report.checks += 1

    def _compare(self, told: list[Any]) -> None:
        lost, doubled = compare.wrong(told)
        self.report.lost = sorted({*self.report.lost, *lost})
        self.report.doubled = sorted({*self.report.doubled, *doubled})

    def _note(self, found: Iterator[str]) -> None:
        for text in found:
            if text not in self.report.violations:
                self.say(f"VIOLATED {text}")
                self.report.violations.append(text)

    def _rest(self) -> None:
        """Let people go home, and the workers finish what is due."""
        for client in self.clients:
            client.kill()
        self._start_product()
        end = time.monotonic() + QUIET
        while time.monotonic() < end and self._due():
            time.sleep(0.3)

    def _due(self) -> int:
        """Return how many jobs are due or will be soon."""
        connected()
        soon = stored_instant(clock.now() + timedelta(seconds=5))
        return int(
            ask("SELECT COUNT(*) FROM jobs WHERE run_at < ? AND kind <> 'sweep'", soon)[0][0]
        )

    def _judge(self) -> None:
        """Look at everything once more, now that all is quiet."""
        self._check()
        connected()
        late = stored_instant(clock.now() - timedelta(seconds=5))
        self._note(f"{rule}: {rows[:5]}" for rule, rows in violations_when_quiet(late))
        self._note(f"I5 {one.chain} {one.sequence} {one.what}" for one in broken_chains())
        self._note(f"outside: {text}" for text in compare.outside_wrong(self.world))
        self._note(compare.disagreements())
        report = self.report
        report.deeds = Counter(deed.outcome for deed in deeds(self.folder))
        report.cases = ask("SELECT COUNT(*) FROM cases")[0][0]
        report.events = ask("SELECT COUNT(*) FROM events")[0][0]
        report.outside = len(list(self.world.iterdir()))
        report.outside_repeats = compare.repeats(self.world)
        self._bad_ends()
        if not report.sound:
            self.database.write_down(self.folder)

    def _bad_ends(self) -> None:
        """Note processes that ended by themselves, for which no fault was the reason."""
        for part in self.parts:
            if part.kind == "client" and part.surprises:
                self.report.surprises.append(
                    f"{part.name} ended with {part.surprises}: see its log"
                )

    # -- many timers at once --------------------------------------------------------------------

    def _ring(self, count: int) -> None:
        """Have many timers due at one instant, kill a worker in their midst, count what rang."""
        moment = clock.now()
        self.say(f"{count} timers")
        set_timers(count, moment)
        began = time.monotonic()
        for worker in self.workers:
            worker.start()
        self._until_left(count // 2)
        self.workers[0].kill()
        self.report.faults["kill worker among timers"] += 1
        self.workers[0].start()
        self._until_left(0)
        self.report.timers, self.report.timer_seconds = count, round(time.monotonic() - began, 1)
        rung = ask("SELECT COUNT(*) FROM cases WHERE outcome = 'rung'")[0][0]
        if rung != count:
            self._note(iter([f"I4 {rung} of {count} timers rang"]))

    def _until_left(self, count: int) -> None:
        sql = "SELECT COUNT(*) FROM jobs WHERE kind = 'timer'"
        best, since = ask(sql)[0][0], time.monotonic()
        while (left := ask(sql)[0][0]) > count:
            if left < best:
                best, since = left, time.monotonic()
            elif time.monotonic() > since + QUIET:
                return
            time.sleep(0.2)
