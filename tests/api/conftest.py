"""Programs that act in the names of people of a small office."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine import SCOPES, make_key
from tests.pages.conftest import Office
from tests.pages.conftest import office as office  # a fixture
from tests.pages.conftest import wang as wang


@dataclass
class Program:
    """A client of the interface with a key of its own."""

    client: FlaskClient
    secret: str

    def ask(self, method: str, address: str, **options: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.secret}", **options.pop("headers", {})}
        return self.client.open(f"/api/v1{address}", method=method, headers=headers, **options)

    def get(self, address: str, status: int = 200, **options: Any) -> Any:
        return self._said(self.ask("GET", address, **options), status)

    def post(self, address: str, status: int = 200, **options: Any) -> Any:
        return self._said(self.ask("POST", address, **options), status)

    def _said(self, answer: TestResponse, status: int) -> Any:
        assert answer.status_code == status, answer.text
        return answer.json if answer.text else None


Programs = Callable[..., Program]


@pytest.fixture
def program(office: Office) -> Programs:
    def of(username: str, *scopes: str) -> Program:
        with office.app.test_request_context():
            _key, secret = make_key(office.who(username), "program", scopes or SCOPES, 30)
        return Program(office.app.test_client(), secret)

    return of
