"""Expressions are worth what the tables say."""

from __future__ import annotations

from typing import Any

import pytest

from engine.feel import evaluate
from tests.feel.expressions import TABLES

ROWS = [(subject, text, value) for subject, table in TABLES.items() for text, value in table]


@pytest.mark.parametrize(("subject", "text", "value"), ROWS, ids=[text for _, text, _ in ROWS])
def test_an_expression_is_worth_its_value(subject: str, text: str, value: Any) -> None:
    found = evaluate(text, {})
    assert found == value
    assert type(found) is type(value)
