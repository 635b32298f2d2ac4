"""The databases of a drill, and what can befall each: crashes, cut connections, no room, locks."""

from __future__ import annotations

import contextlib
import random
import resource
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests import postgres

Fault = Callable[[random.Random, Iterable[int]], int]  # does it to these processes; how often
Ask = Callable[[str], list[Any]]

# a crash of PostgreSQL, not of the machine: the kernel keeps what was written, fsync or not, but
# a commit must be written before it is acknowledged
SETTINGS = postgres.SETTINGS | {"synchronous_commit": "on", "max_connections": "200"}
NO_ROOM = 64 * 1024  # bytes of a file beyond which nothing can be written


class Sqlite:
    """A file."""

    kind = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.path = folder / "drill.sqlite"
        self.url = f"sqlite:///{self.path}"

    @property
    def faults(self) -> Mapping[str, Fault]:
        return {"full": self.full, "locked": self.locked}

    def full(self, chance: random.Random, processes: Iterable[int]) -> int:
        """Let no process write beyond the first kilobytes of any file, for a while."""
        limited = [number for number in processes if _limit(number, NO_ROOM)]
        time.sleep(chance.uniform(0.3, 1.5))
        for number in limited:
            _limit(number, resource.RLIM_INFINITY)
        return 1

    def locked(self, chance: random.Random, processes: Iterable[int]) -> int:
        """Hold the only right to write for a while."""
        with contextlib.closing(sqlite3.connect(self.path, timeout=20)) as other:
            other.execute("BEGIN IMMEDIATE")
            time.sleep(chance.uniform(0.5, 2))
            other.rollback()
        return 1

    @contextmanager
    def restored(self) -> Iterator[Ask]:
        """Take a backup while people work, and give a way to ask what was restored from it."""
        copy = self.path.with_name("restored.sqlite")
        with (
            contextlib.closing(sqlite3.connect(self.path, timeout=20)) as here,
            contextlib.closing(sqlite3.connect(copy)) as there,
        ):
            here.backup(there)
            yield lambda sql: there.execute(sql).fetchall()
        copy.unlink()

    def write_down(self, folder: Path) -> None:
        """The file is kept as it is."""

    def stop(self) -> None:
        """Nothing runs."""


def _limit(process: int, size: int) -> bool:
    """Set how far a running process may write into a file; false when it is gone."""
    try:
        hard = resource.prlimit(process, resource.RLIMIT_FSIZE)[1]
        resource.prlimit(process, resource.RLIMIT_FSIZE, (size, hard))
    except ProcessLookupError:
        return False
    return True


class Postgresql:
    """A server of its own."""

    kind = "postgresql"

    def __init__(self, folder: Path) -> None:
        self.folder, self.server = folder, postgres.Server(SETTINGS)
        self.server.run(psycopg.sql.SQL("CREATE DATABASE drill"))
        self.url = self.server.url("drill")

    @property
    def faults(self) -> Mapping[str, Fault]:
        return {
            "restart": self.restart,
            "crash": self.crash,
            "cut": self.cut,
            "cut at commit": self.cut_at_commit,
            "full": self.full,
        }

    def restart(self, chance: random.Random, processes: Iterable[int]) -> int:
        """Stop the server in order, and start it after a while."""
        return self._halt("fast", chance)

    def crash(self, chance: random.Random, processes: Iterable[int]) -> int:
        """Kill the server, and start it after a while: it recovers from its log."""
        return self._halt("immediate", chance)

    def _halt(self, mode: str, chance: random.Random) -> int:
        self.server.halt(mode)
        time.sleep(chance.uniform(0, 1.5))
        self.server.begin()
        return 1

    def cut(self, chance: random.Random, processes: Iterable[int]) -> int:
        """Cut connections in the middle of whatever they do."""
        with self._session() as session:
            found = session.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'drill'"
                " AND pid <> pg_backend_pid() AND (state LIKE '%transaction%' OR state = 'active'"
                " OR random() < 0.3)"
            ).fetchall()
        return len(found)

    def cut_at_commit(self, chance: random.Random, processes: Iterable[int]) -> int:
        """Cut connections whose commit is on the disk, before they are told of it.

        A commit waits, stored, for a standby server that there is none of; there it is cut.
        """
        with self._session() as session:
            session.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
            session.execute("SELECT pg_reload_conf()")
            time.sleep(chance.uniform(0.2, 0.8))
            found = session.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE wait_event = 'SyncRep'"
            ).fetchall()
            session.execute("ALTER SYSTEM RESET synchronous_standby_names")
            session.execute("SELECT pg_reload_conf()")
        return len(found)

    def full(self, chance: random.Random, processes: Iterable[int]) -> int:
        """Have the history's table answer that the disk is full, for a while.

        A trigger says so: a real full disk would need a file system of its own.
        """
        with self._session() as session:
            session.execute(
                "CREATE OR REPLACE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS"
                " $$BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = '53100';"
                " END$$"
            )
            session.execute("DROP TRIGGER IF EXISTS no_room ON event_values")
            session.execute(
                "CREATE TRIGGER no_room BEFORE INSERT ON event_values"
                " FOR EACH STATEMENT EXECUTE FUNCTION no_room()"
            )
            time.sleep(chance.uniform(0.3, 1.5))
            session.execute("DROP TRIGGER no_room ON event_values")
        return 1

    @contextmanager
    def _session(self) -> Iterator[psycopg.Connection]:
        with psycopg.connect(self.url, autocommit=True) as session:
            session.execute("SET synchronous_commit = local")
            yield session

    @contextmanager
    def restored(self) -> Iterator[Ask]:
        """Take a backup while people work, and give a way to ask what was restored from it."""
        dump = self.folder / "drill.dump"
        copy = self.server.url("restored")
        self.server.run(psycopg.sql.SQL("CREATE DATABASE restored"))
        self._client("pg_dump", "-Fc", "-f", str(dump), self.url)
        self._client("pg_restore", "--no-owner", "-d", copy, str(dump))
        with psycopg.connect(copy) as there:
            yield lambda sql: there.execute(sql).fetchall()
        self.server.run(psycopg.sql.SQL("DROP DATABASE restored"))
        dump.unlink()

    def _client(self, program: str, *arguments: str) -> None:
        subprocess.run([self.server.programs / program, *arguments], check=True)

    def write_down(self, folder: Path) -> None:
        """Keep what tells of a case's way, as tables of text: the server's files go with it."""
        with self._session() as session:
            for table in ("cases", "events", "event_values", "jobs", "messages", "tasks", "waits"):
                sql = psycopg.sql.SQL("COPY {} TO STDOUT CSV HEADER")
                copy = session.cursor().copy(sql.format(psycopg.sql.Identifier(table)))
                with copy as lines, (folder / f"{table}.csv").open("wb") as file:
                    file.writelines(bytes(line) for line in lines)

    def stop(self) -> None:
        self.server.stop()


KINDS = {"sqlite": Sqlite, "postgresql": Postgresql}
