"""The demo subdistrict with its blocks in a database of each kind."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from engine import LOCAL, connect, db, forget_tree, migrate, plugin_folder, publish_files
from engine.clock import at
from engine.database import disconnect
from engine.demo import load_organisation
from engine.demo_records import load_records
from tests.conftest import fresh, kind

# what stands in the register; the demo's history of patrols and grades is left out
STANDING = [
    f"block_selfgov_{name}" for name in ("block", "merchant", "committee", "member", "charter")
]

__all__ = ["fresh", "kind"]


def fill_blocks(url: str) -> None:
    connect(url)
    db.connect()
    migrate()
    publish_files()
    load_organisation()
    load_records([plugin_folder("block_selfgov") / "demo"], only=STANDING)
    disconnect()


@pytest.fixture
def demo(fresh: Callable[..., str]) -> Iterator[None]:
    connect(fresh(fill_blocks))
    db.connect()
    forget_tree()
    with at(datetime(2026, 3, 6, 16, 30, tzinfo=LOCAL)):
        yield
