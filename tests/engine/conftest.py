"""A small town with two communities, four people and one procedure of a plugin of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from engine import (
    Community,
    Person,
    Viewer,
    add_community,
    add_plugins,
    community_of,
    connect,
    db,
    forget_tree,
    give_role,
    migrate,
    publish_files,
    registry,
    viewer_of,
)
from engine.database import disconnect

SAMPLE = Path(__file__).parent.parent / "sample"


@pytest.fixture(scope="package")
def sample_plugins() -> Iterator[None]:
    """Install the sample plugin beside those of the house."""
    add_plugins(SAMPLE)
    yield
    registry._folders.remove(SAMPLE.resolve())
    registry.forget_plugins()


def fill_town(url: str) -> None:
    connect(url)
    db.connect()
    migrate()
    publish_files()
    root = add_community("SD-GC", "古城街道", "SD", name_en="Gucheng")
    seven = add_community("CM-07", "七社区", "CM", root, name_en="Community 7")
    eight = add_community("CM-08", "八社区", "CM", root)
    for name, role, place in (
        ("李四", "grp_inspector", seven),
        ("赵六", "grp_inspector", seven),
        ("王五", "grp_inspector", eight),
        ("陈主任", "grp_chief", root),
        ("张三", "grp_inspector", seven),
        ("住户", "grp_tenant", seven),
    ):
        give_role(Person.create(name=name), role, place)
    disconnect()


@dataclass
class Town:
    """The town, its database open."""

    url: str

    def who(self, name: str) -> Viewer:
        """Return a person with its present reach."""
        return viewer_of(Person.get(Person.name == name))

    def place(self, code: str) -> Community:
        return community_of(code)


@pytest.fixture
def town(sample_plugins: None, fresh: Callable[..., str]) -> Town:
    url = fresh(fill_town)
    connect(url)
    db.connect()
    forget_tree()
    return Town(url)
