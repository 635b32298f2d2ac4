"""The demo subdistrict in a database of each kind."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from engine import LOCAL, Case, Community, connect, db, forget_tree, migrate, publish_files
from engine.clock import at
from engine.database import disconnect
from engine.demo import load_organisation
from engine.keyring import passing_key
from engine.models import Procedure
from engine.procedures import latest
from engine.settings import settings_of
from engine.terms import share_terms
from tests.conftest import fresh, kind

__all__ = ["fresh", "kind"]


def fill_demo(url: str) -> None:
    connect(url)
    db.connect()
    migrate()
    publish_files()
    load_organisation()
    disconnect()


@pytest.fixture
def demo(fresh: Callable[..., str]) -> Iterator[None]:
    connect(fresh(fill_demo))
    db.connect()
    forget_tree()
    with at(datetime(2026, 12, 1, 9, tzinfo=LOCAL)), passing_key():
        yield


def case_in(code: str, procedure: str, number: int = 1) -> Case:
    """Return a bare case of a procedure: only what actions and records need of one."""
    found = Procedure.get(Procedure.key == procedure)
    place = Community.get(Community.code == code)
    return Case.create(
        number=f"party_lead-202612-{code}-{number:05d}",
        title="",
        procedure=found,
        version=latest(found),
        community=place,
        terms=share_terms(["core", "party_lead"], settings_of(place)),
    )
