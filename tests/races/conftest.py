"""A community whose people race each other, in threads and in processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from engine import (
    Case,
    Community,
    Person,
    Task,
    Viewer,
    add_community,
    add_plugins,
    community_of,
    complete_task,
    connect,
    db,
    forget_tree,
    give_role,
    migrate,
    publish_files,
    registry,
    start_case,
    viewer_of,
)
from engine.database import disconnect
from tests.races.racers import PLUGINS, Deed, Processes, in_threads

PEOPLE = [f"演练员{number}" for number in range(10)]
CHIEF = "主任"


@pytest.fixture(scope="package")
def plugins() -> Iterator[None]:
    for folder in PLUGINS:
        add_plugins(folder)
    yield
    for folder in PLUGINS:
        registry._folders.remove(folder.resolve())
    registry.forget_plugins()


@pytest.fixture(scope="package")
def processes() -> Iterator[Processes]:
    made = Processes()
    yield made
    made.stop()


def fill_track(url: str) -> None:
    connect(url)
    db.connect()
    migrate()
    publish_files()
    root = add_community("SD-GC", "古城街道", "SD")
    seven = add_community("CM-07", "七社区", "CM", root)
    for name in PEOPLE:
        person = Person.create(name=name)
        give_role(person, "grp_drill", seven)
        give_role(person, "grp_inspector", seven)
    give_role(Person.create(name=CHIEF), "grp_chief", root)
    disconnect()


@dataclass
class Track:
    """The community, its database open, and a way to race."""

    url: str
    way: Callable[[str, Sequence[Deed]], list[str]]
    most: int  # racers

    def race(self, *deeds: Deed) -> list[str]:
        """Do deeds at the same moment; return their outcomes."""
        return self.way(self.url, deeds)

    def who(self, number: int = 0) -> Viewer:
        return viewer_of(Person.get(Person.name == PEOPLE[number]))

    @property
    def place(self) -> Community:
        return community_of("CM-07")

    def repair(self) -> Task:
        """Return the first task of a new repair; anybody's once it is given back."""
        case = start_case("repair", self.place, self.who())
        return Task.get(Task.case == case)

    def approval(self) -> Task:
        """Return the last task of a repair: the chief's, with a timer on it."""
        first = self.repair()
        complete_task(first.id, self.who(), {"finding": "漏水", "cost": 6000})
        return Task.get(Task.case == first.case_id, Task.element == "approve")

    def drill_before_asking(self) -> Case:
        """Return a drill that has asked nobody and listens to nobody yet."""
        return start_case("drill", self.place, self.who(), answers={"begin_mark": "a"})

    def drill(self) -> Case:
        """Return a drill whose votes are open."""
        case = self.drill_before_asking()
        complete_task(self.open(case, "fill")[0].id, self.who(), {"fill_mark": "b"})
        return Case.get_by_id(case.id)

    def open(self, case: Case, element: str) -> list[Task]:
        mine = (Task.case == case, Task.element == element, Task.status == "open")
        return list(Task.select().where(*mine).order_by(Task.id))


@pytest.fixture(params=["threads", "processes"])
def track(request: pytest.FixtureRequest, plugins: None, processes: Processes, fresh: Any) -> Track:
    url = fresh(fill_track)
    connect(url)
    db.connect()
    forget_tree()
    return Track(url, in_threads, 10) if request.param == "threads" else Track(url, processes, 4)
