"""What tests stand on: a database of each kind, and a small town or the whole demo subdistrict."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.keyring import KEYS, new_key
from tests import postgres, used

KINDS = ("sqlite", "postgresql")
_numbers = itertools.count(1)
_made: dict[tuple[str, Callable[[str], None]], str] = {}


@pytest.fixture(scope="session", autouse=True)
def key_for_sensitive_values() -> None:
    """Let the tests, and the processes they start, have a key of their own."""
    os.environ.setdefault(KEYS, new_key())


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """The kind of database a test runs on: each test that asks for one runs on both."""
    return str(request.param)


@pytest.fixture
def fresh(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Give databases of this kind: `fresh(fill)` is a copy of what `fill(url)` once made."""
    taken: list[tuple[str, Callable[[str], None]]] = []

    def copy(fill: Callable[[str], None]) -> str:
        name = f"{fill.__name__}_{next(_numbers)}"
        if kind == "postgresql":
            taken.append((used.take(name, fill), fill))
            return postgres.server().url(taken[-1][0])
        source = _made.get((kind, fill))
        if source is None:
            folder = tmp_path_factory.mktemp(fill.__name__)
            source = _made[kind, fill] = str(folder / "filled.sqlite")
            fill(f"sqlite:///{source}")
        target = tmp_path_factory.mktemp("copy") / f"{name}.sqlite"
        shutil.copyfile(source, target)
        return f"sqlite:///{target}"

    yield copy
    _close()
    for name, fill in taken:
        used.give_back(name, fill)


def _close() -> None:
    from engine.database import db, disconnect

    if db.obj is not None:
        disconnect()


@pytest.fixture(scope="session")
def shots() -> Path:
    folder = Path(__file__).parent.parent / "shots"
    folder.mkdir(exist_ok=True)
    return folder
