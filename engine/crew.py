"""The workers of one process: started together, woken when work is stored, stopped in peace."""

from __future__ import annotations

import logging
import threading
import time

import psycopg
from peewee import PeeweeException

from engine.database import db, on_postgresql, own_connection
from engine.jobs import CHANNEL, wake
from engine.workers import LEASE, Worker, renew

log = logging.getLogger(__name__)

LISTENING = 1.0  # seconds until a thread looks whether it is to stop


class Crew:
    """Some workers as threads; with them one that hears of new work, one that keeps leases."""

    def __init__(self, size: int, lease: float = LEASE) -> None:
        self.workers = [Worker(lease) for _ in range(size)]
        self.lease = lease
        self.stopping = threading.Event()
        deeds = [worker.run for worker in self.workers]
        # daemons: one that hangs must not keep the process from ending; its lease then runs out
        self.threads = [
            threading.Thread(target=deed, args=(self.stopping,), name=f"worker-{n}", daemon=True)
            for n, deed in enumerate(deeds)
        ]
        self.aides = [
            threading.Thread(target=deed, name=deed.__name__, daemon=True)
            for deed in (self._keep_leases, self._listen)
        ]

    def start(self) -> None:
        for thread in (*self.threads, *self.aides):
            thread.start()

    def stop(self, within: float) -> bool:
        """Let the jobs under way end; return whether they did within so many seconds."""
        self.stopping.set()
        wake.set()
        end = time.monotonic() + within
        for thread in (*self.threads, *self.aides):
            thread.join(max(0.0, end - time.monotonic()))
        return not any(thread.is_alive() for thread in self.threads)

    def _keep_leases(self) -> None:
        """Lengthen the leases of what takes long, so that nobody else begins it."""
        while not self.stopping.wait(self.lease / 3):
            try:
                with db.connection_context():
                    renew(self.workers)
            except PeeweeException:
                log.warning("leases were not renewed: the database cannot be reached")

    def _listen(self) -> None:
        """Hear at once of work that any process wrote down; without PostgreSQL, polling must do."""
        while on_postgresql() and not self.stopping.is_set():
            try:
                with own_connection() as connection:
                    connection.execute(f"LISTEN {CHANNEL}")
                    wake.set()  # for all that was stored while nobody listened
                    while not self.stopping.is_set():
                        for _ in connection.notifies(timeout=LISTENING, stop_after=1):
                            wake.set()
            except psycopg.Error:
                self.stopping.wait(LISTENING)
