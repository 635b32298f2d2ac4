"""The demo subdistrict in a database of each kind, and a case in it that actions may work on."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from engine import LOCAL, Case, connect, db, forget_tree, migrate, publish_files
from engine.clock import at
from engine.database import disconnect
from engine.demo import load_organisation
from engine.models import Community, Procedure
from engine.procedures import latest
from engine.terms import share_terms
from tests.conftest import fresh, kind

__all__ = ["fresh", "kind"]

MORNING = datetime(2026, 3, 4, 9, tzinfo=LOCAL)


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
    with at(MORNING):
        yield


@pytest.fixture
def case(demo: None) -> Case:
    return case_in("CM-07", 1)


def case_in(code: str, number: int) -> Case:
    """Return a bare case: only what actions and records need of one."""
    procedure = Procedure.get(Procedure.key == "core_issue_intake")
    return Case.create(
        number=f"core-202603-{code}-{number:05d}",
        title="",
        procedure=procedure,
        version=latest(procedure),
        community=Community.get(Community.code == code),
        terms=share_terms(
            ["core"],
            {
                "core.dup_radius_m": 50,
                "core.plan_width_m": 3000,
                "core.plan_height_m": 3000,
                "core.petition_rollover": True,
            },
        ),
    )
