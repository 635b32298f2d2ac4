"""A database with one bench person and the models published, and the deeds that are measured."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

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
from tests.bench.data import case_data

PLUGINS = Path(__file__).parent / "plugins"


class Waiting(NamedTuple):
    id: int
    element: str


class Bench:
    """One person in one community, working cases through the public functions."""

    def __init__(self, url: str) -> None:
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

    def finish(self, case: Case) -> int:
        """Work a case to its end; return how many tasks that took."""
        done = 0
        while (task := self.open_task(case)) is not None:
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
def counted() -> Iterator[dict[str, int]]:
    """Count the statements and commits that what is inside sends to the database."""
    database = db.obj
    counts = {"statements": 0, "commits": 0}
    execute, commit = database.execute_sql, database.commit

    def counting_execute(sql: str, *arguments: Any, **options: Any) -> Any:
        word = sql.lstrip().split(" ", 1)[0].upper()
        if word not in {"BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"}:
            counts["statements"] += 1
        return execute(sql, *arguments, **options)

    def counting_commit() -> Any:
        counts["commits"] += 1
        return commit()

    database.execute_sql, database.commit = counting_execute, counting_commit
    try:
        yield counts
    finally:
        del database.execute_sql, database.commit
