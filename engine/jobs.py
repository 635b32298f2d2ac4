"""Work that waits for its time: nothing lost, and its effects in the database exactly once."""

from __future__ import annotations

import logging
import os
import random
import socket
import threading
import traceback
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from peewee import DatabaseError

from engine.clock import now
from engine.database import db, locked, on_postgresql, transaction
from engine.errors import place_of
from engine.models import Case, Job

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
LONGEST_PAUSE = 3600  # seconds between two attempts at the most
BATCH = 10

HELD = object()  # what a handler returns whose case is suspended: the job waits for its resumption

Handler = Callable[[Job], object]
GivenUp = Callable[[Job, Exception], None]
_handlers: dict[str, Handler] = {}
_given_up: list[GivenUp] = []
_at_start: list[Callable[[], None]] = []
_wake = threading.Event()


class LostLease(Exception):
    """Another worker has taken the job over; what was done is undone."""


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Name the function that does jobs of a kind; it runs inside the job's own transaction."""

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
        return handler

    return register


def told_of_given_up(listener: GivenUp) -> GivenUp:
    """Name a function that is told, in the same transaction, when a job is laid aside as dead."""
    _given_up.append(listener)
    return listener


def at_start(begin: Callable[[], None]) -> Callable[[], None]:
    """Name a function that each worker calls when it begins to work."""
    _at_start.append(begin)
    return begin


def add_job(
    kind: str,
    payload: Mapping[str, Any] | None = None,
    *,
    run_at: datetime | None = None,
    key: str | None = None,
    case: Case | int | None = None,
    most_attempts: int = 5,
) -> None:
    """Write down work, in the caller's transaction; a key that already waits is not added again."""
    query = Job.insert(
        kind=kind,
        key=key,
        case=case,
        payload=dict(payload or {}),
        run_at=run_at or now(),
        most_attempts=most_attempts,
    )
    (query.on_conflict_ignore() if key else query).execute()
    _wake.set()


def wake_workers() -> None:
    """Let a sleeping worker of this process look at once."""
    _wake.set()


class Worker:
    """Does due jobs, one transaction each; several may run at once, in threads or processes."""

    def __init__(self, idle: float = 0.5) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"
        self.idle = idle
        self.current: Job | None = None

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop; a job under way is finished first."""
        with db.connection_context():
            first = list(_at_start)
            while not stop.is_set():
                try:
                    while first:
                        first.pop()()
                    busy = self.work_once()
                except DatabaseError:
                    log.exception("a worker could not reach the database; it will try again")
                    busy = False
                    db.close()
                    stop.wait(self.idle)
                    db.connect(reuse_if_open=True)
                if not busy:
                    _wake.wait(self.idle)
                    _wake.clear()

    def work_once(self) -> int:
        """Do what is due now and return how many jobs were done or tried."""
        claimed = self.claim()
        for job in claimed:
            self.do(job)
        return len(claimed)

    def claim(self, most: int = BATCH) -> list[Job]:
        """Take due jobs, and those whose worker let its lease run out."""
        moment = now()
        due = ((Job.status == "ready") & (Job.run_at <= moment)) | (
            (Job.status == "running") & (Job.leased_until < moment)
        )
        if not Job.select(Job.id).where(due).exists():
            return []  # an idle worker takes no write lock
        with transaction():
            wanted = Job.select(Job.id).where(due).order_by(Job.priority, Job.run_at).limit(most)
            if on_postgresql():
                wanted = wanted.for_update(skip_locked=True)
            taken = (
                Job.update(
                    status="running",
                    worker=self.name,
                    leased_until=moment + LEASE,
                    attempts=Job.attempts + 1,
                )
                .where(Job.id.in_(wanted))
                .returning(Job)
            )
            return sorted(taken.execute(), key=lambda job: (job.priority, job.run_at, job.id))

    def do(self, job: Job) -> bool:
        """Do one job; its effects and its end are one transaction."""
        self._renew(job)
        try:
            with transaction():
                self._end(job, held=_handlers[job.kind](job) is HELD)
        except LostLease:
            return False
        except Exception as error:  # noqa: BLE001 - a handler may raise anything; the job keeps it
            self._failed(job, error)
            return False
        return True

    def _end(self, job: Job, held: bool) -> None:
        """Take a job away, or lay it by until its case goes on."""
        waits = Job.update(
            status="held", case=job.case_id, worker=None, leased_until=None, attempts=0
        )
        query: Any = waits if held else Job.delete()
        mine = (Job.id == job.id, Job.worker == self.name, Job.attempts == job.attempts)
        if query.where(*mine).execute() != 1:
            raise LostLease

    def _renew(self, job: Job) -> None:
        """Lengthen the lease of a job that waited behind the others of its batch."""
        if job.leased_until - now() < LEASE / 2:
            job.leased_until = now() + LEASE
            Job.update(leased_until=job.leased_until).where(
                Job.id == job.id, Job.worker == self.name, Job.attempts == job.attempts
            ).execute()

    def _failed(self, job: Job, error: Exception) -> None:
        """Put a job back with a growing pause, or lay it aside as dead for a person to see."""
        where = place_of(error)
        log.error("job %s (%s) failed, attempt %s: %s", job.id, job.kind, job.attempts, where)
        dead = job.attempts >= job.most_attempts
        try:
            with transaction():
                self._put_back(job, dead)
                for listener in _given_up if dead else ():
                    listener(job, error)
        except Exception:
            log.exception("nobody could be told that job %s was given up", job.id)
            self._put_back(job, dead)

    def _put_back(self, job: Job, dead: bool) -> None:
        pause = min(LONGEST_PAUSE, 2**job.attempts) * random.uniform(0.8, 1.2)  # noqa: S311
        Job.update(
            status="dead" if dead else "ready",
            run_at=now() + timedelta(seconds=pause),
            worker=None,
            leased_until=None,
            error=traceback.format_exc()[-4000:],
        ).where(Job.id == job.id, Job.worker == self.name).execute()


def work_until_idle(limit: int = 1000) -> int:
    """Do every job that is due, in this thread; for scenarios, demo data and tests."""
    worker, done = Worker(), 0
    while done < limit and (busy := worker.work_once()):
        done += busy
    return done


def try_again(job_id: int) -> None:
    """Let a dead job be tried again from the start."""
    with transaction():
        job = locked(Job.select().where(Job.id == job_id)).get()
        if job.status == "dead":
            job.status, job.attempts, job.run_at, job.error = "ready", 0, now(), None
            job.save()
    _wake.set()


def let_go_on(which: Any) -> None:
    """Have the held jobs for which a condition holds done: their cases are no longer suspended."""
    Job.update(status="ready").where(Job.status == "held", which).execute()
    _wake.set()
