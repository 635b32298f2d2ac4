"""Whatever is sent, within the document or beyond it: the interface answers as it says."""

from __future__ import annotations

import schemathesis

from admin.api.operation import OPERATIONS
from tests.api.__main__ import main
from tests.pages.conftest import Office


def test_the_document_names_every_operation(office: Office) -> None:
    document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", office.app)
    named = {one.ok().definition.raw["operationId"] for one in document.get_all_operations()}
    assert named == {one.name for one in OPERATIONS}


def test_schemathesis_finds_nothing() -> None:
    assert main("5") == 0
