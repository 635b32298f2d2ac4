"""The handovers are tried in the town of the engine's tests, on diagrams that each test draws."""

import pytest

from engine import Person, give_role
from tests.engine.conftest import Town
from tests.operations.conftest import keeper, sample_plugins, town

__all__ = ["keeper", "sample_plugins", "town"]


@pytest.fixture(autouse=True)
def neighbour(town: Town) -> None:
    """王五 of the other community represents the Party members of this one: a colleague."""
    give_role(Person.get(Person.name == "王五"), "grp_party_rep", town.place("CM-07"))
