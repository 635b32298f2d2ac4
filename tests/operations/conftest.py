"""The small town of the engine's tests, for procedures drawn by each test."""

from __future__ import annotations

import pytest

from engine import Person, add_community, give_role
from engine.procedures import _definitions
from tests.engine.conftest import Town, sample_plugins, town

__all__ = ["sample_plugins", "town"]


@pytest.fixture(autouse=True)
def keeper(town: Town) -> None:
    """Somebody who maintains the system, and another subdistrict's chief."""
    _definitions.clear()  # a database may lie where an earlier test's lay, with other diagrams
    give_role(Person.create(name="管理员"), "grp_keeper", town.place("SD-GC"))
    other = add_community("SD-XX", "别的街道", "SD")
    give_role(Person.create(name="外来主任"), "grp_chief", other)
