"""Where figures are measured: a fresh database of each kind, or the one that is given."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.database import disconnect, on_postgresql
from engine.statements import ask
from tests import postgres
from tests.bench.meter import postmaster
from tests.bench.world import Bench

# As a server in use is set up: whatever was acknowledged is on the disk.
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


class Place:
    """Gives benches: each on an empty database of its own, gone when it is left."""

    def __init__(self, url: str | None = None) -> None:
        self.url = url
        postgres.SETTINGS |= {**DURABLE, "shared_buffers": "128MB"}

    def kinds(self) -> list[str]:
        """Return which databases are measured, by the names their figures carry."""
        if self.url is None:
            return ["sqlite", "pg"]
        return ["sqlite" if self.url.startswith("sqlite:") else "pg"]

    @contextmanager
    def bench(self, kind: str) -> Iterator[Bench]:
        """Open a bench, with the process number of its database's server if there is one."""
        with tempfile.TemporaryDirectory() as folder:
            url = self.url or (
                f"sqlite:///{Path(folder) / 'bench.sqlite'}"
                if kind == "sqlite"
                else postgres.database("bench")
            )
            bench = Bench(url)
            if on_postgresql():
                bench.server = postmaster(ask("SELECT pg_backend_pid()")[0][0])
            yield bench
            disconnect()
