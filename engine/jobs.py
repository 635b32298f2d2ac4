"""Work that waits for its time: written down with what made it necessary, or not at all."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from engine.clock import now
from engine.database import after_commit, db, locked, on_postgresql, transaction
from engine.models import Case, Job
from engine.statements import insert_models

CHANNEL = "gucheng_jobs"  # of PostgreSQL's LISTEN and NOTIFY

wake = threading.Event()  # set when a sleeping worker of this process should look


HELD = object()  # what a handler returns whose case is suspended: the job waits for its resumption


class Again(Exception):
    """What a job had found changed under it: it is undone, and done anew at once."""


class Kind(NamedTuple):
    """How jobs of a kind are done: `before` outside any transaction, then `do` inside one."""

    do: Callable[..., object]
    before: Callable[[Job], Any] | None


GivenUp = Callable[[Job, Exception], None]

kinds: dict[str, Kind] = {}
given_up: list[GivenUp] = []  # who is told when a job is laid aside as dead
beginnings: list[Callable[[], None]] = []  # what each worker does first


def handles(
    kind: str, *, before: Callable[[Job], Any] | None = None
) -> Callable[[Callable[..., object]], Callable[..., object]]:
    """Name the function that does jobs of a kind; it runs inside the job's own transaction.

    What takes long or reaches outside belongs into `before`: it is called first, while nothing is
    locked, perhaps again after a crash, and what it returns is given to the function after the job.
    """

    def register(do: Callable[..., object]) -> Callable[..., object]:
        kinds[kind] = Kind(do, before)
        return do

    return register


def told_of_given_up(listener: GivenUp) -> GivenUp:
    """Name a function that is told, in the same transaction, when a job is laid aside as dead."""
    given_up.append(listener)
    return listener


def at_start(begin: Callable[[], None]) -> Callable[[], None]:
    """Name a function that each worker calls when it begins to work."""
    beginnings.append(begin)
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
    moment = now()
    row = Job(
        kind=kind,
        key=key,
        case=case,
        payload=dict(payload or {}),
        run_at=run_at or moment,
        most_attempts=most_attempts,
    )
    ending = "ON CONFLICT DO NOTHING" if key else ""
    due = run_at is None or run_at <= moment
    if due and on_postgresql():  # it tells every process once this transaction is stored
        ending += f" RETURNING pg_notify('{CHANNEL}', '')"
    insert_models([row], ending)
    if due and not on_postgresql():
        after_commit(wake.set)


def wake_workers() -> None:
    """Let sleeping workers look once the present transaction is stored."""
    if on_postgresql():
        db.execute_sql("SELECT pg_notify(%s, '')", (CHANNEL,))
    after_commit(wake.set)


def try_again(job_id: int) -> None:
    """Let a dead job be tried again from the start."""
    with transaction():
        job = locked(Job.select().where(Job.id == job_id)).get()
        if job.status == "dead":
            job.status, job.attempts, job.run_at, job.error = "ready", 0, now(), None
            job.save()
            wake_workers()


def let_go_on(which: Any) -> None:
    """Have the held jobs for which a condition holds done: their cases are no longer suspended."""
    Job.update(status="ready").where(Job.status == "held", which).execute()
    wake_workers()
