"""A copy of this folder under another name is a plugin, with its table, ledger and figure."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine import brought_by, connect, db, everything, migrate, registry
from engine.database import disconnect
from engine.ledgers import wrong_ledgers
from tests.conftest import fresh, kind

__all__ = ["fresh", "kind"]

TEMPLATE = Path(__file__).parents[1]


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    shutil.copytree(
        TEMPLATE, tmp_path / "trial", ignore=shutil.ignore_patterns("tests", "__pycache__")
    )
    for path in (tmp_path / "trial").rglob("*"):
        if path.is_file():
            path.write_text(path.read_text("utf-8").replace("_template", "trial"), "utf-8")
    monkeypatch.setattr(registry, "_folders", [tmp_path])
    registry.forget_plugins()
    yield
    monkeypatch.undo()
    registry.forget_plugins()


def fill_nothing(url: str) -> None:
    database = connect(url)
    with database.connection_context():
        database.execute_sql("CREATE TABLE empty_house (number integer)")
    disconnect()


@pytest.mark.usefixtures("copied")
def test_a_copy_brings_a_record_a_ledger_and_a_figure(fresh: Callable[..., str]) -> None:
    database = connect(fresh(fill_nothing))
    with database.connection_context():
        assert "trial/0001_initial" in migrate()
        brought = brought_by(everything())
        brought.ledgers["trial.requests"].record.select().execute()
        assert brought.indicators["K9.1"].value(frozenset({1})) == 0
        assert list(wrong_ledgers()) == []
    assert db.obj is database
