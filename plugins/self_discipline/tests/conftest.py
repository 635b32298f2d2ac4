"""The demo subdistrict in a database of each kind."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from engine import LOCAL, connect, db, forget_tree, migrate, publish_files
from engine.clock import at
from engine.database import disconnect
from engine.demo import load_organisation
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
    with at(datetime(2026, 3, 4, 9, tzinfo=LOCAL)):
        yield
