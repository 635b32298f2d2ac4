"""Values survive JSON, and nothing can be smuggled in as another kind."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from engine.clock import LOCAL
from engine.feel import evaluate, read_duration
from engine.feel.codec import from_json, to_json


@pytest.mark.parametrize(
    "stored", [{"@date": "2026-02-30"}, {"@other": 1}, {"@date": "x", "a": 1}, {"@number": "x"},
               {"@date": 5}, {"@context": 3}, {"@context": ["ab", "abc"]}],
    ids=json.dumps,
)  # fmt: skip
def test_what_was_not_stored_by_us_is_refused(stored: Any) -> None:
    with pytest.raises(ValueError, match="not a stored value"):
        from_json(stored)


def test_a_range_is_not_stored() -> None:
    with pytest.raises(ValueError, match="ranges"):
        to_json(evaluate("[1..2]", {}))


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        12,
        10**20,
        Decimal("1.50"),
        "@date",
        date(2026, 3, 4),
        time(9, 30),
        datetime(2026, 3, 4, 9, 30, tzinfo=LOCAL),
        read_duration("P1Y"),
        read_duration("PT2H"),
        [1, [None]],
        {"a": {"b": date(2026, 3, 4)}},
        {"@date": "2026-03-04", "b": [Decimal("0.1")]},
        {"@context": 1},
    ],
    ids=repr,
)
def test_a_value_survives_json(value: Any) -> None:
    back = from_json(json.loads(json.dumps(to_json(value))))
    assert back == value
    assert type(back) is type(value)
