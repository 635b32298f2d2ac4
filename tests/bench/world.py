"""A database with one bench person and the models published, and the deeds that are measured."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from math import inf
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

from engine import (
    Case,
    Community,
    Person,
    Viewer,
    add_community,
    add_plugins,
    complete_task,
    connect,
    db,
    give_role,
    migrate,
    publish_files,
    start_case,
    viewer_of,
)
from engine.statements import ask
from engine.wire import Wire
from tests.bench.data import case_data

PLUGINS = Path(__file__).parent / "plugins"


class Waiting(NamedTuple):
    id: int
    element: str


class Bench:
    """One person in one community, working cases through the public functions."""

    server: int | None = None  # the process number of its database's server

    def __init__(self, url: str) -> None:
        self.url = url
        add_plugins(PLUGINS)
        connect(url)
        db.connect(reuse_if_open=True)
        migrate()
        publish_files()
        root = add_community("SD-GC", "古城街道", "SD")
        self.place: Community = add_community("CM-07", "七社区", "CM", root)
        person = Person.create(name="测试员")
        give_role(person, "grp_bench", self.place)
        self.who: Viewer = viewer_of(person)

    @classmethod
    def joined(cls, url: str) -> Bench:
        """Return a bench that another process has made."""
        bench = cls.__new__(cls)
        bench.url = url
        bench.place = Community.get(Community.code == "CM-07")
        bench.who = viewer_of(Person.get(Person.name == "测试员"))
        return bench

    def start(self, key: str) -> Case:
        return start_case(key, self.place, self.who, case_data())

    def open_task(self, case: Case) -> Any:
        rows = ask(
            "SELECT id, element FROM tasks WHERE case_id=? AND status='open' ORDER BY id LIMIT 1",
            case.id,
        )
        return Waiting(*rows[0]) if rows else None

    def complete(self, task: Any, again: bool = False) -> Case:
        answers = {"note": "已核", "again": again}
        if task.element == "u2b":
            answers = {"other_note": "已核"}
        return complete_task(task.id, self.who, answers)

    def finish(self, case: Case, until: float = inf) -> int:
        """Work a case to its end, or until a moment; return how many tasks that took."""
        done = 0
        while time.monotonic() < until and (task := self.open_task(case)) is not None:
            self.complete(task)
            done += 1
        return done

    def finish_looping(self, case: Case) -> int:
        """Work CASE as the peers did: three rounds of the loop, thirteen tasks."""
        done, rounds = 0, 0
        while (task := self.open_task(case)) is not None:
            if task.element == "u1":
                rounds += 1
            self.complete(task, again=rounds < 4)
            done += 1
        return done


@contextmanager
def counted(database: Any) -> Iterator[dict[str, int]]:
    """Count the statements, commits and journeys that what is inside sends to the database."""
    counts = {"statements": 0, "commits": 0, "journeys": 0}

    def note(sql: str) -> None:
        word = sql.lstrip().split(" ", 1)[0].upper()
        counts["commits"] += word == "COMMIT"
        counts["statements"] += word not in ENDS

    with _noting_wires(note, counts) if hasattr(database, "wire") else _noting_sqlite(note, counts):
        yield counts


ENDS = {"BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"}


@contextmanager
def _noting_wires(note: Callable[[str], None], counts: dict[str, int]) -> Iterator[None]:
    send, travel, execute = Wire.send, Wire._travel, psycopg.Cursor.execute

    def sending(wire: Any, sql: str, values: Any) -> Any:
        note(sql)
        return send(wire, sql, values)

    def travelling(wire: Any, waiting: Any) -> Any:
        counts["journeys"] += 1
        return travel(wire, waiting)

    def executing(cursor: Any, sql: Any, *arguments: Any, **options: Any) -> Any:
        note(sql)
        counts["journeys"] += 1
        return execute(cursor, sql, *arguments, **options)

    names = ((Wire, "send"), (Wire, "_travel"), (psycopg.Cursor, "execute"))
    with replaced(names, (sending, travelling, executing)):
        yield


@contextmanager
def _noting_sqlite(note: Callable[[str], None], counts: dict[str, int]) -> Iterator[None]:
    db.connection().set_trace_callback(note)
    yield
    db.connection().set_trace_callback(None)
    counts["journeys"] = counts["statements"]


@contextmanager
def replaced(names: Sequence[tuple[Any, str]], by: Sequence[Any]) -> Iterator[None]:
    """Let other functions stand in for methods meanwhile."""
    before = [getattr(owner, name) for owner, name in names]
    for (owner, name), function in zip(names, by, strict=True):
        setattr(owner, name, function)
    yield
    for (owner, name), function in zip(names, before, strict=True):
        setattr(owner, name, function)
