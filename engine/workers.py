"""Who does waiting work: nothing is lost, and its effects are in the database exactly once."""

from __future__ import annotations

import logging
import os
import random
import secrets
import socket
import threading
import traceback
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from engine import arrivals, outside, timed
from engine.clock import now
from engine.database import db, on_postgresql, stored_instant, transaction
from engine.errors import place_of
from engine.jobs import HELD, Again, beginnings, given_up, kinds, wake
from engine.models import Job
from engine.statements import ask
from engine.trouble import passes

log = logging.getLogger(__name__)

HANDLERS = (arrivals, outside, timed)  # imported for this alone: their functions do the jobs
LEASE = 60.0  # seconds that a job stays its worker's without being renewed
LONGEST_LEASE = timedelta(minutes=10)  # of any worker, whatever its own is
LONGEST_PAUSE = 3600  # seconds between two attempts at the most
LONGEST_HOLD = timedelta(minutes=15)  # a job that hangs longer is given to another worker
TROUBLE = 1.0  # seconds until a worker asks again for a database that failed it
BATCH = 10

LOST = "SELECT id FROM jobs WHERE status='running' AND (leased_until<? OR leased_until>?) LIMIT ?"
READY = "SELECT id FROM jobs WHERE status='ready' AND run_at<=? ORDER BY priority, run_at LIMIT ?"
SKIPPING = " FOR UPDATE SKIP LOCKED"
HOLD = "UPDATE jobs SET status='held', case_id=?, worker=NULL, leased_until=NULL, attempts=0"


class LostLease(Exception):
    """Another worker has taken the job over; what was done is undone."""


class WorkersLost(Exception):
    """Each worker that began the job ended before the job did."""


class Worker:
    """Does due jobs, one transaction each; several may run at once, in threads or processes."""

    def __init__(self, lease: float = LEASE, idle: float = 0.5) -> None:
        # host and process alone name two: a container that starts again has the same numbers
        self.name = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
        self.lease, self.idle = timedelta(seconds=lease), idle
        self.held: dict[int, Job] = {}  # claimed and not finished yet

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop: the job under way is finished, the others are given back."""
        while not stop.is_set():
            try:
                with db.connection_context():
                    self._work(stop)
            except Exception as error:  # whatever it was, the work must go on
                known = passes(error)
                log.error("a worker begins anew: %s", error, exc_info=not known)
                stop.wait(TROUBLE)

    def _work(self, stop: threading.Event) -> None:
        self._give_back()
        for begin in beginnings:
            begin()
        while not stop.is_set():
            if not self.work_once(stop):
                wake.wait(self.idle)
                wake.clear()

    def work_once(self, stop: threading.Event | None = None) -> int:
        """Do what is due now and return how many jobs were done or tried."""
        claimed = self.claim()
        for job in claimed:
            if stop is not None and stop.is_set():
                self._give_back()
                break
            self.do(job)
        return len(claimed)

    def claim(self, most: int = BATCH) -> list[Job]:
        """Take due jobs, and those whose worker let its lease run out."""
        if not _due(1):
            return []  # an idle worker takes no write lock
        with transaction():
            taken = (
                Job.update(
                    status="running",
                    worker=self.name,
                    leased_until=now() + self.lease,
                    attempts=Job.attempts + 1,
                )
                # ids and no sub-query: PostgreSQL may ask that again and lock more than `most`
                .where(Job.id.in_(_due(most, SKIPPING if on_postgresql() else "")))
                .returning(Job)
            )
            jobs = sorted(taken.execute(), key=lambda job: (job.priority, job.run_at, job.id))
        self.held |= {job.id: job for job in jobs}
        return jobs

    def do(self, job: Job) -> bool:
        """Do one job; its effects and its end are one transaction.

        Raises only troubles of the database; the job stays held then, to be given back.
        """
        try:
            self._carry_out(job)
        except LostLease:
            log.warning("job %s (%s) was taken over by another worker", job.id, job.kind)
            done = False
        except Exception as error:  # a handler may raise anything; the job keeps it
            if passes(error):
                raise
            self._failed(job, error)
            done = False
        else:
            done = True
        self.held.pop(job.id, None)
        return done

    def _carry_out(self, job: Job) -> None:
        if job.attempts > job.most_attempts:
            raise WorkersLost
        kind = kinds[job.kind]
        found = (kind.before(job),) if kind.before else ()
        with transaction():
            self._end(job, held=kind.do(job, *found) is HELD)

    def _end(self, job: Job, held: bool) -> None:
        """Take a job away, or lay it by until its case goes on."""
        end = HOLD if held else "DELETE FROM jobs"
        mine = f"{end} WHERE id=? AND worker=? AND attempts=? RETURNING id"
        case = (job.case_id,) if held else ()
        if len(ask(mine, *case, job.id, self.name, job.attempts)) != 1:
            raise LostLease

    def _mine(self, job: Job) -> tuple[Any, ...]:
        return (Job.id == job.id, Job.worker == self.name, Job.attempts == job.attempts)

    def _failed(self, job: Job, error: Exception) -> None:
        """Put a job back with a growing pause, or lay it aside as dead for a person to see."""
        dead = job.attempts >= job.most_attempts
        if not isinstance(error, Again):
            where = place_of(error)
            log.error("job %s (%s) failed, attempt %s: %s", job.id, job.kind, job.attempts, where)
        try:
            with transaction():
                self._put_back(job, dead, error)
                for listener in given_up if dead else ():
                    listener(job, error)
        except Exception as another:
            if passes(another):
                raise
            log.exception("nobody could be told that job %s was given up", job.id)
            self._put_back(job, dead, error)

    def _put_back(self, job: Job, dead: bool, error: Exception) -> None:
        pause = min(LONGEST_PAUSE, 2**job.attempts) * random.uniform(0.8, 1.2)  # noqa: S311
        again = isinstance(error, Again) and not dead
        Job.update(
            status="dead" if dead else "ready",
            run_at=now() + timedelta(seconds=0 if again else pause),
            worker=None,
            leased_until=None,
            error=None if again else "".join(traceback.format_exception(error))[-4000:],
        ).where(*self._mine(job)).execute()

    def _give_back(self) -> None:
        """Let others do what this worker holds and will not do; that was no attempt."""
        for job in list(self.held.values()):
            Job.update(
                status="ready", worker=None, leased_until=None, attempts=Job.attempts - 1
            ).where(*self._mine(job)).execute()
            del self.held[job.id]


def _due(most: int, holding: str = "") -> list[int]:
    """Return the first due jobs, by number: those of lost workers, then those whose time it is."""
    moment = now()
    # a lease that ends too far ahead was written before the clock was set back
    bounds = stored_instant(moment), stored_instant(moment + LONGEST_LEASE)
    lost = [row[0] for row in ask(LOST + holding, *bounds, most)]
    if len(lost) == most:
        return lost
    return lost + [row[0] for row in ask(READY + holding, bounds[0], most - len(lost))]


def renew(workers: Iterable[Worker]) -> None:
    """Lengthen the leases of all jobs that workers of this process hold."""
    for worker in workers:
        jobs = list(worker.held.values())
        held = [job.id for job in jobs if now() < job.leased_until + LONGEST_HOLD]
        if held:
            Job.update(leased_until=now() + worker.lease).where(
                Job.id.in_(held), Job.worker == worker.name, Job.status == "running"
            ).execute()


def work_until_idle(limit: int = 1000) -> int:
    """Do every job that is due, in this thread; for scenarios, demo data and tests."""
    worker, done = Worker(), 0
    while done < limit and (busy := worker.work_once()):
        done += busy
    return done
