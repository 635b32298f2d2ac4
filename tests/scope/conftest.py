"""The town of secrets, and the application open in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from admin.app import create_app
from engine import connect, db, forget_holders, forget_tree
from tests.scope.town import fill_town


def opened(url: str) -> Flask:
    """Return the application on a town that has been filled."""
    made = create_app(url, secret_key="k" * 32, testing=True)
    made.config["PROPAGATE_EXCEPTIONS"] = False
    forget_tree()
    forget_holders()
    db.connect(reuse_if_open=True)
    return made


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The conditions are the same statements on both databases; the walk takes the quicker one."""
    url = f"sqlite:///{tmp_path_factory.mktemp('scope')}/town.sqlite"
    fill_town(url)
    connect(url)
    yield opened(url)
    db.close()
